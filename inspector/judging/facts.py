"""What the pages of a report show of a site beyond its findings: its columns, its messages, its probes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from reports.facts import ColumnFact, ColumnState, LetterFact, ProbeFact, SiteFacts
from rules.calendar import day_of
from rules.observations import Category, Probe
from rules.scorecard import ColumnRow, LetterRow, Scorecard

NOT_DUE: frozenset[Category] = frozenset({"static", "services", "systems", "unknown"})
"""Categories of which no clause demands an update."""
MAILBOXES: frozenset[Category] = frozenset({"consultation", "complaints"})
_OF_DATES = frozenset({"stale-columns", "long-stale-columns", "column-timeliness", "empty-columns"})
OF_KIND: Mapping[str, ColumnState] = {
    "stale": "stale",
    "long-stale": "long-stale",
    "empty": "empty",
    "undated": "undated",
}
OF_CONDITION: Mapping[str, ColumnState] = {"empty": "empty", "undated": "undated", "unreadable": "inconclusive"}
ProbesOf = Callable[[Scorecard], Sequence[Probe]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Of one site's problems by fingerprint, and of its home page; ``looks_at`` as in ``SiteFacts``."""

    problems: Mapping[str, bytes]
    home: bytes | None = None
    home_at: datetime | None = None
    looks_at: datetime | None = None


PicturesOf = Callable[[Scorecard], Pictures]


@dataclass(slots=True)
class FactsOfCards:
    """Facts by site code for the card that is being written: reports ask while they go through the cards."""

    probes_of: ProbesOf | None = None
    pictures_of: PicturesOf | None = None
    _current: Scorecard | None = None

    def watching(self, cards: Iterable[Scorecard]) -> Iterator[Scorecard]:
        for card in cards:
            self._current = card
            yield card

    def __call__(self, code: str) -> SiteFacts | None:
        card = self._current
        if card is None or card.site.code != code:
            return None
        found = facts_of(card, self.probes_of(card) if self.probes_of else ())
        if self.pictures_of is None:
            return found
        taken = self.pictures_of(card)
        return replace(
            found,
            snapshots=taken.problems,
            home_picture=taken.home,
            home_at=taken.home_at,
            looks_at=taken.looks_at,
        )


def facts_of(card: Scorecard, probes: Sequence[Probe] = ()) -> SiteFacts:
    """The tables of one site's pages."""
    today = day_of(card.run.as_of)
    there = (problem for finding in card.findings for problem in finding.problems if problem.status != "fixed")
    named = {(problem.url, problem.kind) for problem in there}
    doubted = any(finding.doubtful for finding in card.findings if finding.indicator in _OF_DATES)
    return SiteFacts(
        columns=tuple(_column(row, named, doubted=doubted) for row in card.columns),
        letters=tuple(_letter(row, today) for row in card.letters),
        probes=_probes(probes),
    )


def _column(row: ColumnRow, named: Collection[tuple[str, str]], *, doubted: bool) -> ColumnFact:
    kind = next((kind for kind in OF_KIND if (row.url, kind) in named), None)
    state = _state(row, kind, doubted=doubted)
    return ColumnFact(
        name=row.name,
        url=row.url,
        category=row.category,
        state=state,
        newest=row.newest,
        age_days=row.days,
        items=row.items,
        registered=row.registered,
        reason=row.reason if state == "inconclusive" else None,
    )


def _state(row: ColumnRow, kind: str | None, *, doubted: bool) -> ColumnState:
    """What a column came to. An entry of a day makes it that fresh at least, whatever else could not be read of it:
    where the rules were left in no doubt about any column, such a one is current."""
    if kind is not None:
        return OF_KIND[kind]
    is_mailbox = row.condition == "content" and row.category in MAILBOXES  # messages have clauses of their own
    if row.category in NOT_DUE or is_mailbox:
        return "not-due"
    if row.newest is not None and not doubted:
        return "current"
    if row.condition in OF_CONDITION:
        return OF_CONDITION[row.condition]
    if row.reason is not None:
        return "inconclusive"
    return "not-due" if row.newest is None else "current"


def _letter(row: LetterRow, today: date) -> LetterFact:
    waiting = ((row.answered or today) - row.asked).days if row.asked else None
    return LetterFact(
        subject=row.subject,
        url=row.url,
        page=row.url,
        asked=row.asked,
        answered=row.answered,
        status=row.status,
        waiting_days=waiting,
    )


def _probes(probes: Sequence[Probe]) -> ProbeFact | None:
    if not probes:
        return None
    return ProbeFact(
        asked=len(probes),
        failed=sum(not probe.answered and probe.canary_answered is not False for probe in probes),
        canary_failed=sum(not probe.answered and probe.canary_answered is False for probe in probes),
        since=min(probe.at for probe in probes),
        until=max(probe.at for probe in probes),
    )
