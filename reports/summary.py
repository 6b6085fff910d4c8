"""A run in a few figures: what trends, league tables and 'what changed' need of an earlier run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.scorecard import Finding, Outcome, Problem, Scorecard

OPEN = ("new", "back", "known")
"""The states of a problem that is there and not accepted, the most urgent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteResult:
    """One site in one run; ``best`` and ``worst`` are None where it was not scored."""

    outcome: Outcome
    best: float | None = None
    worst: float | None = None
    problems: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run: its sites by code. Earlier runs are handed to ``write_run`` oldest first."""

    run_id: int
    as_of: datetime
    standard: str
    sites: Mapping[str, SiteResult]

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome == outcome for result in self.sites.values())

    @property
    def problems(self) -> int:
        return sum(result.problems for result in self.sites.values())


def site_result(card: Scorecard) -> SiteResult:
    """What a later run needs to remember of ``card``."""
    return SiteResult(
        outcome=card.outcome,
        best=card.score.best if card.score else None,
        worst=card.score.worst if card.score else None,
        problems=sum(is_open(problem) for _, problem in problems_of(card)),
    )


def problems_of(card: Scorecard) -> Iterable[tuple[Finding, Problem]]:
    """Every problem of ``card`` with its finding."""
    return ((finding, problem) for finding in card.findings for problem in finding.problems)


def is_open(problem: Problem) -> bool:
    """Whether a problem is there, and nobody accepted it or said that it is none."""
    return problem.status in OPEN and problem.review.get("action") != "dismiss"
