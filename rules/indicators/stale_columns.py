"""Stale columns: news columns and notice or policy columns that were not updated within their periods.

Why: a column that promises news and holds old ones misleads whoever relies on it.
Evidence: each late column with its newest day, or that neither its entries nor the newest articles show a date.
Inconclusive: late columns and those that could not be read might together reach the limit.
"""

from dataclasses import dataclass

from rules.calendar import Period
from rules.case import Case
from rules.lateness import Due, count_late
from rules.verdict import Measurement, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    news_days: int
    notices_months: int
    notices_first_level_only: bool
    limit_columns: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Counts late columns; those of unknown category are never accused, but where no other is known, nothing passes."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    notices = Period(months=limits.notices_months)
    dues = [
        Due("news", Period(days=limits.news_days)),
        Due("notices", notices, limits.notices_first_level_only),
        Due("policies", notices, limits.notices_first_level_only),
    ]
    needed = limits.limit_columns if limits.inclusive else limits.limit_columns + 1
    return count_late(case, dues, "stale", needed=needed, inclusive=limits.inclusive)
