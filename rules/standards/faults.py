"""What is wrong with a standard: where, what, and what to do about it, in two languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

Lang = Literal["zh", "en"]
_MAX_CHARS = 400

_TEXTS: Mapping[str, tuple[str, str]] = {
    "yaml": ("不是有效的 YAML：{problem}", "not valid YAML: {problem}"),
    "no-mapping": ("文件应由“键: 值”组成", "a standard is a mapping of keys to values"),
    "no-anchors": (
        "不支持锚点、别名和标签，请直接写出内容",
        "anchors, aliases and tags are not used here; write it out",
    ),
    "too-deep": ("嵌套过深", "nested too deeply"),
    "key-no-text": ("键必须是文字", "a key must be text"),
    "duplicate": ("重复的键，第 {line} 行已有；请删去一处", "stands twice, first in line {line}; remove one"),
    "unknown": ("未知的键", "unknown"),
    "unknown-known": ("未知的键；可用：{known}", "unknown; known here: {known}"),
    "suggest": ("未知的键；是否为 {close}？", "unknown; did you mean {close}?"),
    "value": ("“{given}”不可用；可用：{known}", "'{given}' is not one of {known}"),
    "value-suggest": ("“{given}”不可用；是否为 {close}？", "'{given}' is unknown; did you mean {close}?"),
    "missing": ("缺少", "missing"),
    "number": ("应为数字，实为“{given}”", "must be a number, not '{given}'"),
    "whole": ("应为整数，实为“{given}”", "must be a whole number, not '{given}'"),
    "bool": ("应为 true 或 false，实为“{given}”", "must be true or false, not '{given}'"),
    "text": ("应为文字，实为“{given}”；请加引号", "must be text, not '{given}'; put it in quotes"),
    "negative": ("不能小于 0，实为 {given}", "must not be below 0, and is {given}"),
    "mapping": ("应由“键: 值”组成", "must be a mapping of keys to values"),
    "empty": ("不能为空", "must not be empty"),
    "list": ("应为列表", "must be a list"),
    "veto-or-points": ("须且只能给出 veto: true 或 points 之一", "needs either veto: true or points, and not both"),
    "veto-bonus": ("加分项不能是单项否决", "a bonus cannot be a veto"),
    "indicator-needed": ("非人工规则须写明 indicator", "needs an indicator, unless its mode is manual"),
    "one-price": ("该指标按 {known} 分别计分，请逐项写明", "is priced by {known}; name them"),
    "rule-twice": ("规则编号重复", "this rule id stands twice"),
    "extends": (
        "找不到所扩展的标准“{given}”；inspector standards list 可列出全部",
        "there is no standard '{given}'; inspector standards list shows all",
    ),
    "extends-loop": ("扩展关系成环", "extends itself"),
    "drop": ("被扩展的标准没有规则“{given}”", "there is no rule '{given}' in the standard that is extended"),
    "other": ("{problem}", "{problem}"),
}


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file, counted from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in words by ``text``."""

    place: Place
    path: tuple[str | int, ...]
    code: str
    detail: Mapping[str, str] = field(default_factory=dict)

    def text(self, lang: Lang = "en") -> str:
        """``county.yaml:7:5: rules.0.thresholds.maxshare: unknown; did you mean max_share?``"""
        sentence = _TEXTS[self.code][0 if lang == "zh" else 1].format(**self.detail)
        where = _plain(".".join(str(step) for step in self.path))
        return f"{self.place}: {where}: {_plain(sentence)}" if where else f"{self.place}: {_plain(sentence)}"


def _plain(text: str) -> str:
    """What stands in a file, on one line and no longer than a reader reads."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[:2000]).split())
    return line if len(line) <= _MAX_CHARS else line[: _MAX_CHARS - 1] + "…"


def unknown_key(place: Place, path: tuple[str | int, ...], known: list[str]) -> Fault:
    """An unknown key, with the one that was probably meant, or all that are known."""
    close = get_close_matches(str(path[-1]), known, n=1, cutoff=0.6) or _same_letters(str(path[-1]), known)
    if close:
        return Fault(place, path, "suggest", {"close": close[0]})
    return Fault(place, path, "unknown-known", {"known": ", ".join(known)}) if known else Fault(place, path, "unknown")


def unknown_value(place: Place, path: tuple[str | int, ...], given: str, known: list[str]) -> Fault:
    """A word that is none of the known ones."""
    close = get_close_matches(given, known, n=1, cutoff=0.6)
    if close:
        return Fault(place, path, "value-suggest", {"given": given, "close": close[0]})
    return Fault(place, path, "value", {"given": given, "known": ", ".join(known)})


def _same_letters(word: str, known: list[str]) -> list[str]:
    bare = word.replace("_", "").replace("-", "").lower()
    return [one for one in known if one.replace("_", "").replace("-", "").lower() == bare]
