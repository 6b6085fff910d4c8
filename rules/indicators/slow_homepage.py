"""Slow home page: the home page takes too long to come, in the middle of its timed visits.

Why: visitors leave a page that does not come.
Evidence: the median of the visits that were answered, so that one slow night does not count.
Inconclusive: too few visits within the window.
"""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from rules.case import Case
from rules.evidence import charges_of, site_problem
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_days: int
    min_visits: int
    max_seconds: float
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """The time from asking to the whole page."""
    start = case.as_of - timedelta(days=limits.window_days)
    times = sorted(p.elapsed_ms for p in case.observations.probes if p.answered and start < p.at <= case.as_of)
    if len(times) < limits.min_visits:
        return inconclusive("few-probes", measured={"visits": len(times)}, provisional=True, needed=limits.min_visits)
    middle = median(times)
    limit = limits.max_seconds * 1000
    slow = middle >= limit if limits.inclusive else middle > limit
    problems = [site_problem(case, "slow", seconds=round(middle / 1000, 2))] if slow else []
    measured = {"visits": len(times), "seconds": round(middle / 1000, 3)}
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems))
