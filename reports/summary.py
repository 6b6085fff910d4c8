"""A run in a few figures: what trends, league tables and 'what changed' need of an earlier run."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.scorecard import Finding, Outcome, Problem, ProblemStatus, Scorecard

OPEN: tuple[ProblemStatus, ...] = ("new", "back", "known")
"""The states of a problem that is there and not accepted, the most urgent first."""
_PRESSING: tuple[ProblemStatus, ...] = (*OPEN, "unconfirmed", "accepted", "fixed")


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
        problems=len(open_identities(card)),
    )


def problems_of(card: Scorecard) -> Iterable[tuple[Finding, Problem]]:
    """Every problem of ``card`` with its finding."""
    return ((finding, problem) for finding in card.findings for problem in finding.problems)


def open_identities(card: Scorecard) -> frozenset[str]:
    """The identities of the problems that are open: one that several rules name is one problem."""
    return frozenset(problem.fingerprint for _, problem in problems_of(card) if is_open(problem))


def counts_of(card: Scorecard) -> Counter[str]:
    """How many problems have each status; one that several rules name counts once, as what presses most.

    What a person said to be none is not counted.
    """
    found: dict[str, ProblemStatus] = {}
    for _, problem in problems_of(card):
        if problem.review.get("action") != "dismiss":
            known = found.setdefault(problem.fingerprint, problem.status)
            found[problem.fingerprint] = min(known, problem.status, key=_PRESSING.index)
    return Counter(found.values())


def is_open(problem: Problem) -> bool:
    """Whether a problem is there, and nobody accepted it or said that it is none."""
    return problem.status in OPEN and problem.review.get("action") != "dismiss"
