"""Long-stale columns: personnel, plans and other columns that are due, and were not updated for very long.

Why: columns that nobody tends any more make the whole site look abandoned.
Evidence: each late column with its newest day, or that neither its entries nor the newest articles show a date.
Inconclusive: late columns and those that could not be read might together reach the limit.
"""

from dataclasses import dataclass

from rules.calendar import Period
from rules.case import Case
from rules.lateness import Annual, Due, count_late
from rules.observations import Category
from rules.verdict import Measurement, inconclusive

UNITS = ("problem",)

CATEGORIES: tuple[Category, ...] = ("interpretations", "personnel", "plans", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    max_age_months: int
    annual_names: tuple[str, ...]  # columns that get one entry a year
    annual_months: int
    limit_columns: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Counts late columns; those of unknown category are never accused, but where no other is known, nothing passes."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    period = Period(months=limits.max_age_months)
    annual = Annual(limits.annual_names, Period(months=limits.annual_months))
    dues = [Due(category, period, annual=annual) for category in CATEGORIES]
    needed = limits.limit_columns if limits.inclusive else limits.limit_columns + 1
    return count_late(case, dues, "long-stale", needed=needed, inclusive=limits.inclusive)
