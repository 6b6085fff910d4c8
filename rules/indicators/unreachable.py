"""Site cannot be opened: the share of spaced visits over a week in which the home page did not open in time.

Why: a site that cannot be opened serves nobody, whatever it holds.
Evidence: every failed visit with its time, status and fault; visits at which the canary was silent as well are ours.
Inconclusive: fewer visits than the clause asks for, unless the verdict is certain whatever the missing ones had shown.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of
from rules.probing import visits_of
from rules.verdict import Measurement, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_days: int
    min_visits_per_day: int
    min_gap_minutes: int  # visits closer together count as one
    timeout_s: float  # still not open after so long: a failed visit
    max_failed_percent: float
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Fails where the share reaches the limit even if every missing and doubtful visit had succeeded."""
    visits = visits_of(case, limits)
    measured = visits.measured()
    if _reached(visits.failed, visits.asked + visits.missing, limits):
        problem = visits.problem(case)
        return Measurement(verdict="fail", measured=measured, problems=(problem,), charges=tuple(charges_of([problem])))
    if not _reached(visits.failed + visits.doubtful + visits.missing, visits.asked + visits.missing, limits):
        return Measurement(verdict="pass", measured=measured)
    return inconclusive(visits.doubt, measured=measured, provisional=visits.missing > 0, needed=visits.planned)


def _reached(failed: int, asked: int, limits: Thresholds) -> bool:
    if not asked:
        return False
    share, limit = failed * 100, limits.max_failed_percent * asked
    return share >= limit if limits.inclusive else share > limit
