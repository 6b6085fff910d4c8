"""Empty columns: columns that exist and hold nothing.

Why: a heading with nothing behind it wastes the visitor's time and shows that nobody is in charge of it.
Evidence: each column whose page was read whole and says itself that it has no entries; a page filled by script, a
redirect, a notice or a page that did not answer is never called empty.
Inconclusive: empty columns and those that could not be read might together reach the limit.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.lateness import column_charges, column_keys, column_problem
from rules.observations import Category
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)

NOT_LISTS: frozenset[Category] = frozenset({"consultation", "complaints", "services", "systems"})
"""Columns that offer a form or an application: holding no entries says nothing about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_columns: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Counts empty columns of every category but those that offer a form."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    columns = [column for column in case.columns if column.category not in NOT_LISTS and not column.external]
    empty = [column for column in columns if column.condition == "empty"]
    unsure = [column for column in columns if column.condition == "unreadable" and not column.items]
    return counted(
        [column_problem(case, column, "empty") for column in empty],
        needed=limits.limit_columns if limits.inclusive else limits.limit_columns + 1,
        doubtful=len(unsure),
        doubt=case.doubt or "columns-unreadable",
        open_ended=case.doubt is not None,
        unsettled=column_keys(case, unsure),
        measured={"columns": len(columns), "empty": len(empty), "unsure": len(unsure)},
        charges=column_charges(case, empty, unsure, lambda _: "problem"),
    )
