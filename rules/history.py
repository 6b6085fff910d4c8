"""Since when a problem is known: a scorecard beside those of earlier runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from msgspec import structs

from rules.calendar import day_of
from rules.confirming import JudgedRun, streaks
from rules.reviews import Review, as_shown
from rules.scorecard import Finding, Problem, ProblemStatus, Scorecard


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A problem was seen in an earlier run of that day; ``published``: on enough nights to be told as a problem."""

    run_id: int
    day: date
    published: bool = True


def sightings(earlier: Sequence[JudgedRun], needed: int = 1) -> dict[str, list[Sighting]]:
    """The earlier sightings of each problem by fingerprint, oldest first, as far as they decide anything.

    Those are the first one, the first one published, and the last run's: after a year of nights a site has tens of
    thousands of them.
    A run that did not read the whole site, or could not settle a link, is no proof that a problem was gone: there it
    counts as still seen.
    ``needed``: nights in a row from which on a problem that may pass by itself was published.
    """
    seen: dict[str, list[Sighting]] = {}
    there: frozenset[str] = frozenset()
    told: set[str] = set()
    rows = streaks(earlier, needed) if needed > 1 else [{} for _ in earlier]
    for run, nights in zip(earlier, rows, strict=True):
        there = run.fingerprints | (there & run.unsettled if run.whole else there)
        public = there if needed <= 1 else {key for key in there if len(nights.get(key, ())) >= needed}
        deciding = there if run is earlier[-1] else (there - seen.keys()) | (public - told)
        told |= public
        for key in deciding:
            seen.setdefault(key, []).append(Sighting(run_id=run.run_id, day=run.day, published=key in public))
    return seen


def with_history(
    card: Scorecard,
    earlier: Mapping[str, Sequence[Sighting]],
    *,
    previous_run: int | None = None,
    reviews: Mapping[str, Review] | None = None,
) -> Scorecard:
    """The card with status, first day and review of every problem.

    ``earlier`` has the sightings by fingerprint, ``previous_run`` is the run before this one: seen there, a problem is
    known; seen only in older ones, it is back. A valid review is shown, and one that accepts gives the status. A
    problem that waits for more nights stays ``unconfirmed``, and is new on the night on which it is published.
    """
    today = day_of(card.run.as_of)
    valid = {key: review for key, review in (reviews or {}).items() if review.is_valid(today)}

    def aged(problem: Problem) -> Problem:
        seen = earlier.get(problem.fingerprint, ())
        review = valid.get(problem.fingerprint)
        if not seen and review is None:
            status: ProblemStatus = "unconfirmed" if problem.status == "unconfirmed" else "new"
            return structs.replace(problem, status=status, first_seen=today, review={})
        return structs.replace(
            problem,
            status=_status(problem, seen, previous_run, review),
            first_seen=min((sighting.day for sighting in seen), default=today),
            review=as_shown(review) if review else {},
        )

    def with_aged(finding: Finding) -> Finding:
        return replace(finding, problems=tuple(map(aged, finding.problems))) if finding.problems else finding

    return replace(card, findings=tuple(map(with_aged, card.findings)))


def _status(
    problem: Problem, seen: Sequence[Sighting], previous_run: int | None, review: Review | None
) -> ProblemStatus:
    if review is not None and review.action == "accept":
        return "accepted"
    if problem.status == "unconfirmed":
        return "unconfirmed"
    if problem.nights and review is None:  # one that a person spoke of was published, whatever the nights
        seen = [sighting for sighting in seen if sighting.published]
    if not seen:
        return "new"
    if previous_run is None or any(sighting.run_id == previous_run for sighting in seen):
        return "known"
    return "back"


def unsettled(card: Scorecard) -> tuple[str, ...]:
    """The identities of what a card could not settle and does not name as a problem, for the store to keep."""
    return tuple(sorted({key for finding in card.findings for key in finding.unsettled}.difference(fingerprints(card))))


def fingerprints(card: Scorecard) -> tuple[str, ...]:
    """The identities of all problems of a card that are there, for the store to keep."""
    problems = (problem for finding in card.findings for problem in finding.problems if problem.status != "fixed")
    return tuple(sorted({problem.fingerprint for problem in problems}))
