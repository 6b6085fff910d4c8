"""The accepted list: broken links that somebody answers for until a day, with the reason.

accepted:
  - url: http://old.example.gov.cn/*     # * stands for anything
    reason: 旧站 2026 年底关停，已列入计划
    owner: 信息科 李
    expires: 2026-12-31
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from inspector.textfile import read_text
from rules.errors import UsageError
from rules.standards.yamltext import Tree, parse

_KEYS = {"url", "reason", "owner", "expires"}
_MAX_ENTRIES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """One entry; ``url`` may hold ``*``. It holds to the end of the day ``expires``."""

    url: str
    reason: str
    owner: str
    expires: date


class AcceptedList:
    """Says which entry, if any, answers for a URL on a day."""

    def __init__(self, entries: Iterable[Accepted]) -> None:
        self.entries = tuple(entries)
        self._plain = {entry.url: entry for entry in reversed(self.entries) if "*" not in entry.url}
        self._wild = [(entry.url.split("*"), entry) for entry in self.entries if "*" in entry.url]

    def find(self, url: str, day: date) -> Accepted | None:
        """The entry that answers for ``url`` on ``day``; an expired one answers for nothing."""
        candidates = [self._plain[url]] if url in self._plain else []
        candidates += [entry for parts, entry in self._wild if _fits(parts, url)]
        return next((entry for entry in candidates if day <= entry.expires), None)

    def expired(self, day: date) -> Sequence[Accepted]:
        """The entries that no longer hold, to be named in the report."""
        return [entry for entry in self.entries if day > entry.expires]


def read_accepted(path: Path) -> AcceptedList:
    """Reads the file. Raises UsageError with file, line, column and remedy."""
    tree, faults = parse(read_text(path), str(path))
    if faults and faults[0].code != "no-mapping":
        raise UsageError(faults[0].text("zh"), faults[0].text("en"))
    known = tree.child("accepted") if tree is not None and tree.keys() == ["accepted"] else None
    if known is None or not isinstance(known.value, list) or len(known.value) > _MAX_ENTRIES:
        raise UsageError(
            f"{path}：须有且只有名为 accepted 的列表，最多 {_MAX_ENTRIES} 条",
            f"{path}: needs a list `accepted` of at most {_MAX_ENTRIES} entries, and nothing else",
        )
    return AcceptedList(_entry(number, entry) for number, entry in enumerate(known.entries(), 1))


def _entry(number: int, entry: Tree) -> Accepted:
    texts: dict[str, str] = {}
    if set(entry.keys()) != _KEYS:
        raise _wrong(
            number, entry, "须有且只有 url、reason、owner、expires", "needs exactly url, reason, owner and expires"
        )
    for key in sorted(_KEYS):
        value = entry.child(key)
        assert value is not None
        if isinstance(value.value, list | dict):
            raise _wrong(number, value, f"{key} 应为一段文字", f"{key} is a text")
        texts[key] = "" if value.value is None else str(value.value).strip()
        if not texts[key]:
            raise _wrong(number, value, f"{key} 为空", f"{key} is empty")
    try:
        expires = date.fromisoformat(texts.pop("expires"))
    except ValueError:
        at = entry.child("expires") or entry
        zh, en = "expires 须为日期，如 2026-12-31", "expires is a day such as 2026-12-31"
        raise _wrong(number, at, zh, en) from None
    return Accepted(**texts, expires=expires)


def _wrong(number: int, at: Tree, zh: str, en: str) -> UsageError:
    return UsageError(f"{at.place}: 第 {number} 条：{zh}", f"{at.place}: entry {number}: {en}")


def _fits(parts: list[str], url: str) -> bool:
    """Whether the parts stand in an address in this order, with anything between them: brackets are plain here.

    Each is taken where it comes first, so the time grows with the address alone, however many parts there are.
    """
    first, *between, last = parts
    if len(url) < len(first) + len(last) or not url.startswith(first) or not url.endswith(last):
        return False
    place, end = len(first), len(url) - len(last)
    for part in between:
        found = url.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True
