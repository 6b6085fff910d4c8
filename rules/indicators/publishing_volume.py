"""Publishing volume: how many entries the columns of some categories got within the window.

Why: an office that publishes regularly keeps the public informed of what it does.
Evidence: the columns counted and the number of entries dated within the window.
Inconclusive: entries have no day, or columns could not be read.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import get_args

from rules.case import Case
from rules.counting import count_since, own_columns
from rules.evidence import charges_of, site_problem
from rules.observations import Category
from rules.verdict import Measurement, counted, inconclusive, not_applicable

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    categories: tuple[str, ...]
    window_days: int
    min_items: int


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Fewer than ``min_items`` is a problem; exactly so many are enough."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    categories: tuple[Category, ...] = get_args(Category)
    columns = own_columns(case, [category for category in categories if category in limits.categories])
    if not columns:
        return inconclusive(case.doubt) if case.doubt else not_applicable("no-such-column")
    found = count_since(columns, case.today - timedelta(days=limits.window_days))
    measured = {"columns": len(columns), "items": found.certain}
    if found.certain >= limits.min_items:
        return Measurement(verdict="pass", measured=measured)
    if found.open or case.doubt:
        return inconclusive(case.doubt or "column-unsure", measured=measured)
    kind = f"few-items-{limits.window_days}-days"
    problems = [site_problem(case, "few-items", text=kind, items=found.certain, days=limits.window_days)]
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems))
