"""The data files that say which status, challenge, login and 'not found' page is which; a user's file goes before ours.

Files: ``data/statuses.yaml``, ``data/shields.yaml``, ``data/missing.yaml``; their heads explain the format.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

import yaml

from spiders.parsing.own_rules import LISTS, read_own
from spiders.parsing.spotting import Spotter

StatusState = Literal["ok", "broken", "blocked"]


@dataclass(frozen=True, slots=True)
class StatusRule:
    """What a final status means. ``later``: only further requests after a pause may confirm it."""

    pattern: re.Pattern[str]
    state: StatusState
    later: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of ``when``: it fits where every condition that is given does."""

    statuses: frozenset[int] = frozenset()
    header: str = ""
    contains: str = ""
    bodies: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()
    max_text: int | None = None
    paths: tuple[str, ...] = ()

    @property
    def reads_body(self) -> bool:
        return bool(self.bodies or self.titles) or self.max_text is not None


@dataclass(frozen=True, slots=True)
class Shield:
    name: str
    when: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """How pages say that there is nothing: whole titles, and patterns for whole sentences."""

    hints: frozenset[str]
    titles: frozenset[str]
    sentences: frozenset[str]
    strong: re.Pattern[str]
    bare: re.Pattern[str]

    def is_title(self, text: str) -> bool:
        return text in self.titles or self.is_sentence(text) or self.bare.fullmatch(text) is not None

    def is_sentence(self, text: str) -> bool:
        return text in self.sentences or self.strong.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Recognisers:
    """Everything that decides how an answer is read."""

    statuses: tuple[StatusRule, ...]
    logins: tuple[Shield, ...]
    missing: Missing
    spotter: Spotter
    head_signs: tuple[tuple[str, Sign], ...] = ()  # of all challenges, those that need no body
    body_signs: Mapping[str, tuple[tuple[str, Sign], ...]] = field(default_factory=dict)  # by a text of theirs
    title_signs: tuple[tuple[str, Sign], ...] = ()
    _found: dict[int, StatusRule] = field(default_factory=dict, compare=False)

    def status(self, code: int) -> StatusRule:
        """The first rule that fits; the last line of our table fits everything."""
        if code not in self._found:
            text = f"{code:03d}"
            rules = (rule for rule in self.statuses if rule.pattern.fullmatch(text))
            self._found[code] = next(rules, self.statuses[-1])
        return self._found[code]


@cache
def built_in() -> Recognisers:
    return read_recognisers()


def read_recognisers(user_text: str = "", name: str = "") -> Recognisers:
    """Our data, preceded by a user's YAML. Raises RecogniserError with ``name``, line, column and remedy."""
    own: dict[str, Any] = {}
    for file in ("statuses", "shields", "missing"):
        own |= yaml.safe_load((files(__package__) / "data" / f"{file}.yaml").read_text("utf-8"))
    extra = read_own(user_text, name)
    both = {key: [*extra.get(key, ()), *own[key]] for key in LISTS}
    words = {key: [*extra.get("words", {}).get(key, ()), *value] for key, value in own["words"].items()}
    challenges = tuple(_shield(entry) for entry in both["challenges"])
    signs = [(shield.name, sign) for shield in challenges for sign in shield.when]
    missing = _missing(both, words)
    logins = tuple(_shield(entry) for entry in both["logins"])
    texts = {text for shield in (*challenges, *logins) for sign in shield.when for text in sign.bodies}
    return Recognisers(
        statuses=tuple(_status_rule(entry) for entry in both["statuses"]),
        head_signs=tuple((name, sign) for name, sign in signs if not sign.reads_body),
        body_signs=_by_text([(name, sign) for name, sign in signs if sign.bodies]),
        title_signs=tuple((name, sign) for name, sign in signs if sign.reads_body and not sign.bodies),
        logins=logins,
        missing=missing,
        spotter=Spotter({*missing.hints, *texts}),
    )


def _by_text(signs: Iterable[tuple[str, Sign]]) -> Mapping[str, tuple[tuple[str, Sign], ...]]:
    """Signs by the first text that a body must hold, so that most bodies meet none of them."""
    found: dict[str, tuple[tuple[str, Sign], ...]] = {}
    for name, sign in signs:
        found[sign.bodies[0]] = (*found.get(sign.bodies[0], ()), (name, sign))
    return found


def squeeze(text: str) -> str:
    """A title or sentence as it is compared: lower case, no spaces, no closing punctuation."""
    return "".join(text.lower().split()).strip("!！?？.。,，、~…:：;；'\"“”‘’（）()【】[]《》<>|-—_·*")


def _status_rule(entry: Mapping[str, Any]) -> StatusRule:
    pattern = re.compile(str(entry["status"]).replace("x", "[0-9]"))
    later = entry.get("confirm", "now") == "later"
    return StatusRule(pattern, cast("StatusState", entry["state"]), later, str(entry["reason"]))


def _shield(entry: Mapping[str, Any]) -> Shield:
    return Shield(str(entry["name"]), tuple(_sign(line) for line in entry["when"]))


def _sign(line: Mapping[str, Any]) -> Sign:
    return Sign(
        statuses=frozenset(int(status) for status in _list(line.get("status"))),
        header=str(line.get("header", "")).lower(),
        contains=str(line.get("contains", "")).lower(),
        bodies=tuple(map(str, _list(line.get("body")))),
        titles=frozenset(squeeze(str(title)) for title in _list(line.get("title"))),
        max_text=line.get("max_text"),
        paths=tuple(map(str, _list(line.get("path")))),
    )


def _list(value: object) -> Sequence[Any]:
    return () if value is None else value if isinstance(value, list) else [value]


def _missing(data: Mapping[str, Sequence[Any]], words: Mapping[str, Sequence[Any]]) -> Missing:
    who, what, gone = (_any_of(words[key]) for key in ("who", "what", "gone"))
    opening = f"(?:{_any_of(data['openings'])}[，,!！:：~]?)?"
    verb = "(?:访问|请求|查看|浏览|查找|寻找|打开|找)"
    end = (
        f"(?:已经|已|可能|可能已|可能已经|并)?{gone}(?:[、,，]?(?:或|或者|，或|,或|或是)(?:已经|已|者)?{gone})*(?:了)?"
    )
    strong = (
        f"{opening}(?:{who}{verb}的|该|此|当前|本|你访问的|您的)(?:这个)?{what}{end}"
        f"|{opening}(?:找不到|没有找到|未找到|无法找到|未能找到)(?:了)?(?:{who}?{verb}的|该|此|相关|请求的)?{what}"
        f"|{what}{gone}(?:或|或者|、|，或){end}"
    )
    return Missing(
        hints=frozenset(str(hint) for hint in data["hints"]),
        titles=frozenset(squeeze(str(title)) for title in data["titles"]),
        sentences=frozenset(squeeze(str(sentence)) for sentence in data["sentences"]),
        strong=re.compile(strong),
        bare=re.compile(f"{opening}{what}{end}"),
    )


def _any_of(texts: Iterable[object]) -> str:
    return "(?:" + "|".join(sorted((re.escape(str(text)) for text in texts), key=len, reverse=True)) + ")"
