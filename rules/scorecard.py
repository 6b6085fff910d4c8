"""The result of judging one site against one standard, as the reports and ``scorecard.json`` show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

import msgspec

from rules.observations import Attempt, Category, Crawl, LetterStatus, LinkSource, Site, SiteState

VerdictName = Literal["pass", "fail", "not-applicable", "inconclusive"]
Outcome = Literal["pass", "fail", "undetermined"]
ProblemStatus = Literal["new", "known", "back", "accepted", "fixed", "unconfirmed"]
"""``unconfirmed``: seen, but not yet on as many nights in a row as were asked for; see ``rules.confirming``."""
Evidence = Literal["official", "reported", "vendor", "house"]
Value = str | int | float | bool | None


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One concrete defect; a changed copy is made by ``msgspec.structs.replace``.

    ``status`` and ``first_seen`` are set from the store's history after judging.
    """

    fingerprint: str
    kind: str
    url: str
    text: str = ""
    sources: tuple[LinkSource, ...] = ()
    occurrences: int = 1
    cause: str | None = None  # problems of one cause share it: "template", "host:www.example.gov.cn"
    detail: Mapping[str, Value] = msgspec.field(default_factory=dict)
    status: ProblemStatus = "new"
    first_seen: date | None = None
    review: Mapping[str, str] = msgspec.field(default_factory=dict)  # action, reason, by, until of a person's review
    seen_at: datetime | None = None  # when the evidence was taken: the last attempt, the page, the probe
    attempts: tuple[Attempt, ...] = ()  # every try at a link, as the reports show it in an appeal
    body_sha256: str | None = None  # the stored page that shows it
    night: int = 0  # nights in a row on which it was seen, this one included, at most ``nights``; 0: not counted
    nights: int = 0  # so many make it a problem; 0: it was one at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Indicator × site × standard. ``points`` are lost for certain, ``points_at_risk`` in the worst case."""

    indicator: str
    rule: str  # id of the rule in the standard; one indicator may serve several rules
    clause: str
    clause_en: str
    verdict: VerdictName
    veto: bool
    points: float = 0.0
    points_at_risk: float = 0.0
    measured: Mapping[str, Value] = field(default_factory=dict)
    limit: Mapping[str, Value] = field(default_factory=dict)
    evidence: Evidence
    reason: str | None = None  # a code for reports/wording.py: "few-probes", "crawl-incomplete" …
    reason_detail: Mapping[str, Value] = field(default_factory=dict)
    provisional: bool = False  # inconclusive for lack of history only
    needed: int = 1  # so many certain problems make a fail
    doubtful: int = 0  # what may be a problem as well
    open_ended: bool = False  # nobody knows how many more there are
    counted: Mapping[str, float] = field(default_factory=dict)  # priced for certain, by kind; see Rule.points
    counted_at_risk: Mapping[str, float] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    unsettled: tuple[str, ...] = ()  # fingerprints of what was neither seen to work nor to fail
    why: Mapping[str, str] = field(default_factory=dict)  # zh, en
    fix: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    best: float
    worst: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardRef:
    id: str
    name: Mapping[str, str]  # zh, en
    sha256: str
    start: float = 100.0  # what the deductions are taken from
    pass_mark: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRef:
    id: int
    started: datetime
    finished: datetime | None
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow:
    """A column as it was found. ``condition``: dated, undated, empty, content (no list), gone, unreadable."""

    name: str
    url: str
    category: Category
    registered: bool
    external: bool
    condition: str
    newest: date | None
    days: int | None  # since the newest day
    items: int
    reason: str | None  # a code: why it could not be read, or not whole
    late: bool  # some rule names it as a problem
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """A citizen's message as it was found."""

    subject: str
    url: str
    asked: date | None
    answered: date | None
    status: LetterStatus
    late: bool  # some rule names it as a problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """``score`` is None where a veto stopped the scoring or nothing could be scored."""

    site: Site
    site_state: SiteState
    standard: StandardRef
    run: RunRef
    outcome: Outcome
    score: Score | None
    provisional: tuple[str, ...]
    findings: tuple[Finding, ...]
    crawl: Crawl | None
    columns: tuple[ColumnRow, ...] = ()
    letters: tuple[LetterRow, ...] = ()
