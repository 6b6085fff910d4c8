"""An office's own file of statuses, challenges and words, checked entry by entry before it joins ours.

Whatever is wrong is told with file, line and column: an entry that was silently left out, or a text so short that it
fits every page, would change verdicts.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from rules.standards.yamltext import Tree, parse

STATES = ("ok", "broken", "blocked")
CONDITIONS = ("body", "contains", "header", "max_text", "path", "status", "title")
LISTS = ("challenges", "hints", "logins", "openings", "sentences", "statuses", "titles")
HEADINGS = (*LISTS, "words")
WORDS = ("gone", "what", "who")
_MAX_CHARS = 1024 * 1024
_MAX_ENTRIES = 2000
_MAX_TEXT_CHARS = 500
_MAX_PAGE_CHARS = 10_000


class RecogniserError(ValueError):
    """An office's file is wrong; the text names place, entry and remedy. ``zh`` is the same in Chinese."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh


def read_own(text: str, name: str) -> Mapping[str, Any]:
    """What the file says, as plain lists and mappings. Raises RecogniserError; an empty file says nothing."""
    if len(text) > _MAX_CHARS:
        raise RecogniserError(f"{name}：超过 1 MB", f"{name}: is larger than 1 MB")
    if not text.strip():
        return {}
    tree, faults = parse(text, name)
    if faults and faults[0].code != "no-mapping":
        raise RecogniserError(faults[0].text("zh"), faults[0].text("en"))
    if tree is None:
        raise RecogniserError(
            f"{name}：各项须写在 {', '.join(HEADINGS)} 之下", f"{name}: the headings are {', '.join(HEADINGS)}"
        )
    for heading, value in _mapping(tree, HEADINGS).items():
        if heading == "words":
            for words in _mapping(value, WORDS).values():
                _each(words, _text)
        else:
            _each(value, {"statuses": _status, "challenges": _shield, "logins": _shield}.get(heading, _text))
    return {key: _plain(value) for key, value in _mapping(tree, HEADINGS).items()}


def _wrong(at: Tree, zh: str, en: str) -> NoReturn:
    raise RecogniserError(f"{at.place}: {zh}", f"{at.place}: {en}")


def _mapping(at: Tree, known: tuple[str, ...], needed: tuple[str, ...] = ()) -> dict[str, Tree]:
    if not isinstance(at.value, dict):
        _wrong(at, f"应由“键: 值”组成，可用的键：{', '.join(known)}", f"is a mapping; its keys are {', '.join(known)}")
    for key, value in at.value.items():
        if key not in known:
            _wrong(
                value,
                f"未知的键 {key[:40]!r}；可用：{', '.join(known)}",
                f"unknown key {key[:40]!r}; known here: {', '.join(known)}",
            )
    for key in needed:
        if key not in at.value:
            _wrong(at, f"缺少 {key}", f"needs {key}")
    return at.value


def _each(at: Tree, check: Callable[[Tree], None]) -> None:
    if not isinstance(at.value, list) or len(at.value) > _MAX_ENTRIES:
        _wrong(at, f"应为列表，最多 {_MAX_ENTRIES} 项", f"not a list of at most {_MAX_ENTRIES} entries")
    for entry in at.value:
        check(entry)


def _text(at: Tree) -> None:
    plain = isinstance(at.value, str | int | float) and not isinstance(at.value, bool)
    if not plain or not str(at.value).strip() or len(str(at.value)) > _MAX_TEXT_CHARS:
        _wrong(at, f"应为文字，1 至 {_MAX_TEXT_CHARS} 字", f"is a text of 1 to {_MAX_TEXT_CHARS} characters")


def _texts(at: Tree) -> None:
    """One text, or a list of them."""
    if isinstance(at.value, list):
        if not at.value:
            _wrong(at, "不能为空", "must not be empty")
        _each(at, _text)
    else:
        _text(at)


def _status(at: Tree) -> None:
    found = _mapping(at, ("status", "state", "confirm", "reason"), ("status", "state", "reason"))
    if not re.fullmatch("[0-9x]{3}", str(found["status"].value)):
        _wrong(found["status"], "status 为三位数字或 x，如 404、4xx", "status is three digits or x, such as 404 or 4xx")
    if found["state"].value not in STATES:
        _wrong(found["state"], f"state 为 {'、'.join(STATES)} 之一", f"state is one of {', '.join(STATES)}")
    if "confirm" in found and found["confirm"].value not in ("now", "later"):
        _wrong(found["confirm"], "confirm 为 now 或 later", "confirm is now or later")
    _text(found["reason"])


def _shield(at: Tree) -> None:
    found = _mapping(at, ("name", "when"), ("name", "when"))
    _text(found["name"])
    _each(found["when"], _sign)
    if not found["when"].entries():
        _wrong(found["when"], "不能为空", "must not be empty")


def _sign(at: Tree) -> None:
    found = _mapping(at, CONDITIONS)
    if not found:
        _wrong(at, f"至少须有一个条件：{', '.join(CONDITIONS)}", f"needs a condition out of {', '.join(CONDITIONS)}")
    for key, value in found.items():
        if key == "max_text":
            if type(value.value) is not int or not 0 <= value.value <= _MAX_PAGE_CHARS:
                _wrong(
                    value,
                    f"max_text 为 0 至 {_MAX_PAGE_CHARS} 的整数",
                    f"max_text is a whole number up to {_MAX_PAGE_CHARS}",
                )
        elif key == "status":
            _each(value if isinstance(value.value, list) else Tree([value], value.place), _code)
        elif key in ("header", "contains"):
            _text(value)
        else:
            _texts(value)
    if set(found) == {"max_text"} or set(found) == {"contains"}:
        _wrong(at, "单凭此条件会命中所有网页，请再加一个条件", "fits every page; add another condition")


def _code(at: Tree) -> None:
    if not re.fullmatch("[1-9][0-9]{2}", str(at.value)):
        _wrong(at, "status 为三位数字，如 403", "status is three digits, such as 403")


def _plain(at: Tree) -> Any:  # noqa: ANN401 - a YAML value of any shape
    if isinstance(at.value, dict):
        return {key: _plain(value) for key, value in at.value.items()}
    return [_plain(value) for value in at.value] if isinstance(at.value, list) else at.value
