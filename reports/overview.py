"""The overview of a run: what each site came to, grouped every way a supervisor asks for.

Built in one pass over the scorecards and keeping only a row per site, so that the cards themselves can be let go.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from reports.summary import RunSummary, SiteResult, counts_of, is_open, site_result
from reports.text import folder_name
from reports.wording import Wording
from rules.observations import Site, SiteState
from rules.scorecard import Finding, Outcome, Scorecard

OUTCOMES: tuple[Outcome, ...] = ("pass", "undetermined", "fail")
_RANK: dict[Outcome, int] = {"pass": 0, "undetermined": 1, "fail": 2}
Change = Literal["worse", "better", "other", "first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A site in the league table. ``change`` is None where its outcome is that of the last run."""

    site: Site
    folder: str
    region: tuple[str, ...]
    state: SiteState
    outcome: Outcome
    best: float | None
    worst: float | None
    vetoes: tuple[str, ...]
    unclear: tuple[str, ...]
    counts: Counter[str]
    problems: int
    previous: SiteResult | None
    change: Change | None
    place: int = 0


@dataclass(slots=True, kw_only=True)
class RuleRow:
    """A rule of the standard over all sites."""

    finding: Finding
    verdicts: Counter[str] = field(default_factory=Counter)
    problems: int = 0
    new: int = 0
    points: float = 0.0
    scored: int = 0  # sites that this rule could take points from

    @property
    def mean_points(self) -> float:
        """Over the sites that were scored: a vetoed one is not, and loses nothing."""
        return self.points / self.scored if self.scored else 0.0


@dataclass(slots=True, kw_only=True)
class GroupRow:
    """Sites that belong together: a region, a supervisor."""

    name: str
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: int = 0

    @property
    def total(self) -> int:
        return self.outcomes.total()

    @property
    def pass_share(self) -> float:
        return self.outcomes["pass"] / self.total


class Overview:
    """Takes the scorecards one by one; ``rows`` and the groups are asked for afterwards."""

    def __init__(self, words: Wording, last: RunSummary | None) -> None:
        self._words = words
        self._last = last
        self._rows: list[SiteRow] = []
        self._rules: dict[str, RuleRow] = {}
        self.results: dict[str, SiteResult] = {}

    def add(self, card: Scorecard) -> SiteRow:
        """Counts ``card`` in; returns its row."""
        row = self._row(card)
        self._rows.append(row)
        for finding in card.findings:
            self._count(finding, scored=card.score is not None)
        return row

    def rows(self) -> list[SiteRow]:
        """The league table: passed, undetermined, failed; better scores and fewer problems first."""
        ordered = sorted(self._rows, key=lambda row: (*_merit(row), row.site.code))
        placed: list[SiteRow] = []
        for position, row in enumerate(ordered, start=1):
            tied = bool(placed) and _merit(ordered[position - 2]) == _merit(row)
            placed.append(replace(row, place=placed[-1].place if tied else position))
        return placed

    def rules(self) -> list[RuleRow]:
        """The rules: vetoes first, then by how many sites fail them, then in the standard's own order."""
        return sorted(self._rules.values(), key=lambda row: (not row.finding.veto, -row.verdicts["fail"]))

    def outcomes(self) -> Counter[str]:
        return Counter(row.outcome for row in self._rows)

    def counts(self) -> Counter[str]:
        """Problems of all sites by status; one that several rules name counts once."""
        return sum((row.counts for row in self._rows), Counter())

    def regions(self) -> list[GroupRow]:
        """By the first level of region at which the sites differ: province, city or county."""
        return self._groups(lambda row: row.region[self._region_level()] if row.region else None)

    def supervisors(self) -> list[GroupRow]:
        return self._groups(lambda row: row.site.supervisor)

    def changed(self) -> list[SiteRow]:
        """Sites whose outcome is not that of the last run, those that got worse first."""
        order: dict[Change | None, int] = {"worse": 0, "better": 1, "other": 2, "first": 3}
        rows = [row for row in self._rows if row.change]
        return sorted(rows, key=lambda row: (order[row.change], row.site.code))

    def gone(self) -> int:
        """How many sites of the last run are not in this one."""
        return len(set(self._last.sites) - set(self.results)) if self._last else 0

    def _row(self, card: Scorecard) -> SiteRow:
        result = site_result(card)
        self.results[card.site.code] = result
        previous = self._last.sites.get(card.site.code) if self._last else None
        return SiteRow(
            site=card.site,
            folder=folder_name(card.site.code),
            region=tuple(filter(None, (card.site.province, card.site.city, card.site.county))),
            state=card.site_state,
            outcome=card.outcome,
            best=result.best,
            worst=result.worst,
            vetoes=tuple(self._words.clause(f) for f in card.findings if f.veto and f.verdict == "fail"),
            unclear=tuple(self._words.clause(f) for f in card.findings if _holds_back(f)),
            counts=counts_of(card),
            problems=result.problems,
            previous=previous,
            change=_change(card.outcome, previous) if self._last else None,
        )

    def _count(self, finding: Finding, *, scored: bool) -> None:
        row = self._rules.setdefault(finding.rule, RuleRow(finding=finding))
        row.verdicts[finding.verdict] += 1
        row.points += finding.points
        row.scored += scored and finding.verdict != "not-applicable"
        there = [problem for problem in finding.problems if is_open(problem)]
        row.problems += len(there)
        row.new += sum(problem.status in ("new", "back") for problem in there)

    def _region_level(self) -> int:
        known = [row.region for row in self._rows if row.region]
        for level in range(2):
            names = {region[level] for region in known if len(region) > level}
            if len(names) > 1 or any(len(region) <= level + 1 for region in known):
                return level
        return 2 if known else 0

    def _groups(self, name_of: Callable[[SiteRow], str | None]) -> list[GroupRow]:
        groups: dict[str, GroupRow] = {}
        for row in self._rows:
            name = name_of(row) or ""
            group = groups.setdefault(name, GroupRow(name=name))
            group.outcomes[row.outcome] += 1
            group.problems += row.problems
        return sorted(groups.values(), key=lambda group: (not group.name, -group.total, group.name))


def shares(outcomes: Counter[str], order: Sequence[str] = OUTCOMES) -> list[tuple[str, int, float, float]]:
    """For a bar of 100 units: outcome, how many, where its part starts, how wide it is."""
    total = outcomes.total() or 1
    parts: list[tuple[str, int, float, float]] = []
    start = 0.0
    for outcome in order:
        width = round(100 * outcomes[outcome] / total, 2)
        parts.append((outcome, outcomes[outcome], round(start, 2), width))
        start += width
    return parts


def _holds_back(finding: Finding) -> bool:
    return finding.verdict == "inconclusive" and not finding.provisional


def _merit(row: SiteRow) -> tuple[float, ...]:
    return (_RANK[row.outcome], -(row.worst or 0.0), -(row.best or 0.0), len(row.vetoes), row.problems)


def _change(outcome: Outcome, previous: SiteResult | None) -> Change | None:
    if previous is None:
        return "first"
    if outcome == previous.outcome:
        return None
    if "undetermined" in (outcome, previous.outcome) and outcome != "fail":
        return "better" if outcome == "pass" else "other"
    return "worse" if outcome == "fail" else "better"
