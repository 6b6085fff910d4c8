"""Problems that are published only after several nights in a row (``inspector run --confirm-nights N``).

A link that fails tonight may work tomorrow without anybody's doing. Where an office asks for N nights, such a problem
is ``unconfirmed`` until it was seen on N of them: it costs nothing in the best case, all of its points in the worst.
What a page says of itself (an old date, an empty list, a wrong word) does not pass by itself and is published at once.

A *night* is a day of ``as_of``: two runs on one day are one night. Nights are *in a row* when no run between them read
the whole site without meeting the problem. A run that was cut short before it met the problem, and one that could
neither call the link broken nor fine, prove nothing either way: they neither count nor begin the count anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from msgspec import structs

from rules.reviews import Review
from rules.scorecard import Problem
from rules.verdict import Measurement, weigh

MAX_NIGHTS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRun:
    """What one judged run saw at a site, by fingerprint; ``whole``: it read the whole site, so that the rest was gone.

    ``unsettled`` are links that it could neither call broken nor fine.
    """

    run_id: int
    day: date
    whole: bool
    fingerprints: frozenset[str]
    unsettled: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """How many nights make a problem, and on how many in a row before this one each was seen."""

    needed: int = 1
    before: Mapping[str, int] = field(default_factory=dict)


ONE_NIGHT = Nights()
Days = tuple[date, ...]


def streaks(earlier: Sequence[JudgedRun], needed: int) -> list[Mapping[str, Days]]:
    """After each run, oldest first: the nights in a row on which each problem was seen, at most ``needed`` of them."""
    told: list[Mapping[str, Days]] = []
    rows: dict[str, Days] = {}
    for run in earlier:
        kept = rows if not run.whole else {key: days for key, days in rows.items() if key in run.unsettled}
        rows = kept | {key: _with(rows.get(key, ()), run.day, needed) for key in run.fingerprints}
        told.append(rows)
    return told


def _with(days: Days, day: date, needed: int) -> Days:
    return days if day in days or len(days) >= needed else (*days, day)


def nights_before(earlier: Sequence[JudgedRun], needed: int, tonight: date) -> Nights:
    """What the runs before tonight's say. An earlier run of the same day is the same night."""
    if needed <= 1 or not earlier:
        return Nights(needed=needed)
    last = streaks(earlier, needed)[-1]
    return Nights(needed=needed, before={key: len(days) - (tonight in days) for key, days in last.items()})


def confirmed(measurement: Measurement, nights: Nights, reviews: Mapping[str, Review]) -> Measurement:
    """The measurement with problems that were not seen on enough nights among the doubtful ones.

    A person's word on a problem (``reviews`` by fingerprint, those that hold) is worth all nights.
    """
    if nights.needed <= 1 or not measurement.passing or not measurement.problems:
        return measurement
    problems = tuple(_counted(problem, nights, reviews) for problem in measurement.problems)
    waiting = frozenset(problem.fingerprint for problem in problems if problem.status == "unconfirmed")
    if not waiting:
        return replace(measurement, problems=problems)
    doubtful = measurement.doubtful + len(waiting)
    open_ended = measurement.open_ended
    return replace(
        measurement,
        verdict=weigh(len(problems) - len(waiting), doubtful, measurement.needed, open_ended=open_ended),
        measured={**measurement.measured, "few_nights": len(waiting)},
        problems=problems,
        charges=tuple(
            structs.replace(charge, certain=charge.certain and charge.key not in waiting)
            for charge in measurement.charges
        ),
        doubtful=doubtful,
        waiting=waiting,
        reason=measurement.reason if open_ended else "few-nights",
        reason_detail=measurement.reason_detail
        if open_ended
        else {"few_nights": len(waiting), "nights": nights.needed},
    )


def _counted(problem: Problem, nights: Nights, reviews: Mapping[str, Review]) -> Problem:
    seen = nights.before.get(problem.fingerprint, 0) + 1
    counted = structs.replace(problem, night=min(seen, nights.needed), nights=nights.needed)
    if seen >= nights.needed or problem.fingerprint in reviews:
        return counted
    return structs.replace(counted, status="unconfirmed")
