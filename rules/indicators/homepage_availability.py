"""Home page availability: each percent of spaced visits over a week in which the home page did not open in time.

Why: every failed visit is a citizen who was not served.
Evidence: every failed visit with its time, status and fault; visits at which the canary was silent as well are ours.
Inconclusive: fewer visits than the clause asks for.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.probing import visits_of
from rules.verdict import Charge, Measurement, inconclusive

UNITS = ("percent",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_days: int
    min_visits_per_day: int
    min_gap_minutes: int
    timeout_s: float
    limit_percent: float
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Whole percents only: 1.9 % of failed visits is one percent."""
    visits = visits_of(case, limits)
    measured, due = visits.measured(), visits.asked + visits.missing
    percent = _percent(visits.failed, due)
    possible = _percent(visits.failed + visits.doubtful, due)
    if percent > limits.limit_percent or (limits.inclusive and percent == limits.limit_percent and percent > 0):
        problem = visits.problem(case)
        charges = [Charge(key=problem.fingerprint, unit="percent", amount=percent)]
        if possible > percent:
            charges.append(Charge(key="doubtful", unit="percent", amount=possible - percent, certain=False))
        return Measurement(verdict="fail", measured=measured, problems=(problem,), charges=tuple(charges))
    if visits.missing:
        return inconclusive(visits.doubt, measured=measured, provisional=True, needed=visits.planned)
    if possible > percent:
        charge = Charge(key="doubtful", unit="percent", amount=possible, certain=False)
        return Measurement(verdict="inconclusive", measured=measured, reason=visits.doubt, charges=(charge,))
    return Measurement(verdict="pass", measured=measured)


def _percent(failed: int, due: int) -> int:
    return failed * 100 // due if due else 0
