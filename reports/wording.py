"""Every sentence of the reports, in Chinese and English, from the gettext catalogues under ``reports/locale``.

Message ids are keys such as ``kind.http-404.why``; both languages are catalogues, so an office can reword either
without touching Python. After editing a ``.po`` file run ``pybabel compile -d reports/locale -D inspector``; a test
compares the committed ``.mo`` files with their sources and both catalogues with each other.

Codes that come from rules and crawls (problem kinds, reasons, measured values) may be newer than the catalogues: they
are looked up from the most to the least particular key and in the end shown as they are, never dropped.
"""

import gettext
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, cast

from rules.errors import UsageError
from rules.scorecard import Finding, Problem, StandardRef, Value

Lang = Literal["zh", "en"]
LOCALES: Mapping[Lang, str] = {"zh": "zh_CN", "en": "en"}
_HTML_LANG: Mapping[Lang, str] = {"zh": "zh-CN", "en": "en"}
_FOLDER = Path(__file__).parent / "locale"
_FAMILIES: Mapping[str, str] = {
    "category": "category",
    "categories": "category",
    "use": "use",
    "client": "client",
    "fault": "fault",
    "basis": "basis",
    "kinds": "text-kind",
    "marks": "mark",
    "missing": "element",
    "state": "state",
    "reason": "reason",
    "spam-word.right": "place",
}
"""Values that are codes, or codes with commas between them, and the family that names them."""
_SUBJECTS: Mapping[str, str] = {
    "guide-element": "element",
    "missing-mark": "mark",
    "few-items": "category",
    "taken-offline": "state",
}
"""Kinds of problems whose text is a code."""
_PARTS = re.compile(r", |(?<=[a-z]):(?=[a-z])")
_HTTP_KIND = re.compile(r"http-([1-5])\d\d\Z")


class Wording:
    """The sentences of one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.html_lang = _HTML_LANG[lang]
        self.catalogue = gettext.translation("inspector", _FOLDER, [LOCALES[lang]])
        self.code = lru_cache(maxsize=1 << 12)(self._code)
        self.field = lru_cache(maxsize=1 << 12)(self._field)
        self._plain = lru_cache(maxsize=1 << 12)(lambda key: self.catalogue.gettext(key) % {})

    def t(self, key: str, /, **values: object) -> str:
        """The sentence of ``key`` with ``%(name)s`` filled in from ``values``."""
        return self.catalogue.gettext(key) % values if values else self._plain(key)

    def n(self, key: str, count: int, /, **values: object) -> str:
        """As ``t``, in the plural form for ``count``, which the sentence has as ``%(n)s``."""
        return self.catalogue.ngettext(key, key, count) % {"n": f"{count:,}", **values}

    def first(self, keys: tuple[str, ...], /, **values: object) -> str | None:
        """The sentence of the first key that the catalogue knows."""
        for key in keys:
            sentence = self.catalogue.gettext(key)
            if sentence != key:
                return sentence % values
        return None

    def _code(self, family: str, code: str) -> str:
        """The name of ``code`` in ``family`` (outcome, verdict, state …); an unknown code is its own name."""
        return self.first((f"{family}.{code}",)) or code

    # what rules and standards hand over

    def own(self, texts: Mapping[str, str]) -> str:
        """The text of a standard in this language, in the other where only that was written."""
        return texts.get(self.lang) or next((texts[lang] for lang in sorted(texts, reverse=True) if texts[lang]), "")

    def standard(self, ref: StandardRef) -> str:
        return self.own(ref.name) or ref.id

    def clause(self, finding: Finding) -> str:
        """The clause as the standard words it, in this language where it has one."""
        chosen = finding.clause_en if self.lang == "en" else finding.clause
        return chosen or finding.clause or finding.rule

    def indicator(self, indicator: str) -> str:
        return self.code("indicator", indicator)

    def kind(self, finding: Finding, kind: str) -> str:
        """What a problem is, in a few words."""
        return self._of_kind(finding, kind, "name") or kind

    def why(self, finding: Finding, problem: Problem) -> str:
        """Why this is a problem, for whoever edits the site."""
        found = self._of_kind(finding, problem.kind, "why") or self.own(finding.why)
        return found or self.t("kind.other.why", clause=self.clause(finding))

    def fix(self, finding: Finding, problem: Problem) -> str:
        """What to do about it, for whoever edits the site."""
        return self._of_kind(finding, problem.kind, "fix") or self.own(finding.fix) or self.t("kind.other.fix")

    def reason(self, finding: Finding) -> str:
        """Why a finding could not be judged, or does not apply; empty where there is nothing to say."""
        if finding.reason is None:
            return ""
        values = {key: self.value(value) for key, value in sorted(finding.reason_detail.items())}
        try:
            known = self.first((f"reason.{finding.indicator}.{finding.reason}", f"reason.{finding.reason}"), **values)
        except KeyError:  # the sentence wants a value that this finding does not carry
            known = None
        if known:
            return known
        listed = "; ".join(f"{self.field(key)} {value}" for key, value in values.items())
        return f"{finding.reason} ({listed})" if listed else finding.reason

    def remedy(self, finding: Finding, code: str) -> str:
        """What settles a finding that could not be judged, for the office that inspects; ``code`` is the site's."""
        named = self.first((f"step.{finding.reason}",), site=code)
        return named or self.t("step.other", site=code, rule=finding.rule)

    def _field(self, name: str, kind: str = "") -> str:
        """The label of a measured value, a limit or a detail of a problem of some kind."""
        return self.first((f"field.{kind}.{name}", f"field.{name}")) or name

    def detail(self, name: str, value: Value, kind: str = "") -> str:
        """A named value as a reader sees it: codes of known families in words."""
        family = _FAMILIES.get(f"{kind}.{name}", _FAMILIES.get(name))
        if family is None or not isinstance(value, str):
            return self.value(value)
        return self.t("ui.comma").join(self.code(family, part) for part in _PARTS.split(value))

    def subject(self, problem: Problem) -> str:
        """What a problem is about: a title, a link text, or the name of what is missing."""
        family = _SUBJECTS.get(problem.kind)
        return self.code(family, problem.text) if family else problem.text

    def value(self, value: Value | date | datetime) -> str:
        """A plain value as a reader sees it."""
        if isinstance(value, bool):
            return self.t("ui.yes" if value else "ui.no")
        if value is None:
            return "–"
        if isinstance(value, datetime):
            return instant(value)
        if isinstance(value, float):
            return number(value)
        return f"{value:,}" if isinstance(value, int) else str(value)

    def fault(self, fault: str) -> str:
        """What ails a link, by the name of the problem that comes of it."""
        return self._first_kind([f"kind.{fault}.name"], fault, "name") or self.code("fault", fault)

    def _of_kind(self, finding: Finding, kind: str, part: str) -> str | None:
        return self._first_kind([f"kind.{finding.indicator}.{kind}.{part}", f"kind.{kind}.{part}"], kind, part)

    def _first_kind(self, keys: list[str], kind: str, part: str) -> str | None:
        status = _HTTP_KIND.match(kind)
        if status:
            keys.append(f"kind.http-{status[1]}xx.{part}")
        return self.first(tuple(keys), status=kind.removeprefix("http-"))


def number(value: float) -> str:
    """A figure with at most four decimals and no idle zeros."""
    text = f"{round(value, 4):,.4f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def instant(at: datetime) -> str:
    """An instant to the second, with its offset where that is not Chinese time."""
    shown = at.isoformat(" ", "seconds")
    return shown.removesuffix("+08:00")


@cache
def wording(lang: str) -> Wording:
    """The sentences of ``lang``: zh or en. Raises UsageError for any other."""
    if lang not in LOCALES:
        raise UsageError(f"--lang {lang}: zh or en")
    return Wording(cast(Lang, lang))
