"""Column timeliness: each column that was not updated within the period of its category.

Why: a column that promises news and holds old ones misleads whoever relies on it.
Evidence: each late column with its newest day, or that neither its entries nor the newest articles show a date.
Inconclusive: columns that could not be read might be late as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.calendar import Period
from rules.case import Case
from rules.columns import ColumnState
from rules.lateness import Annual, Due, column_charges, column_keys, column_problem, late_columns
from rules.observations import Category
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("news", "notices", "long")

_UNIT: Mapping[Category, str] = {
    "news": "news",
    "notices": "notices",
    "policies": "notices",
    "interpretations": "long",
    "personnel": "long",
    "plans": "long",
    "other": "long",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    news_days: int
    notices_months: int
    long_months: int
    annual_names: tuple[str, ...]  # columns that get one entry a year
    annual_months: int
    categories: tuple[str, ...]
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Every late column is priced by its kind; one that could not be read costs only in the worst case."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    periods = {
        "news": Period(days=limits.news_days),
        "notices": Period(months=limits.notices_months),
        "long": Period(months=limits.long_months),
    }
    annual = Annual(limits.annual_names, Period(months=limits.annual_months))
    dues = [
        Due(category, periods[unit], annual=annual if unit == "long" else None)
        for category, unit in _UNIT.items()
        if category in limits.categories
    ]
    found = late_columns(case, dues, inclusive=limits.inclusive)
    return counted(
        [column_problem(case, column, "long-stale" if _unit(column) == "long" else "stale") for column in found.late],
        needed=1,
        doubtful=len(found.unsure),
        doubt=case.doubt or found.reason,
        open_ended=case.doubt is not None,
        unsettled=column_keys(case, found.unsure),
        measured={"columns": found.due, "late": len(found.late), "unsure": len(found.unsure), "unknown": found.unknown},
        charges=column_charges(case, found.late, found.unsure, _unit),
    )


def _unit(column: ColumnState) -> str:
    return _UNIT[column.category]
