"""Named columns: a column that the standard names must exist, hold something and, where it says so, be up to date.

Why: some information every office must offer, under a name that citizens know.
Evidence: the columns whose names contain one of the words, with their newest days.
Inconclusive: no column has such a name, though the information may stand elsewhere; or the column was not read.
"""

from dataclasses import dataclass

from rules.calendar import Period
from rules.case import Case
from rules.columns import ColumnState
from rules.evidence import site_problem
from rules.lateness import column_keys, column_problem, lateness
from rules.observations import Category
from rules.scorecard import Problem
from rules.verdict import Charge, Measurement, counted, inconclusive

TALK: frozenset[Category] = frozenset({"consultation", "complaints", "surveys", "interviews"})
"""A mailbox of a leader tells nothing of the leader."""

UNITS = ("missing", "empty", "stale")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    names: tuple[str, ...]
    max_age_months: int  # 0: no update is due
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """That a column was not recognised never proves that it is missing: it costs only in the worst case."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    own = (c for c in case.columns if not c.external and c.category not in TALK)
    columns = [column for column in own if any(name in column.name for name in limits.names)]
    if not columns:
        charge = Charge(key=f"missing {limits.names[0]}", unit="missing", certain=False)
        return counted([], needed=1, doubtful=1, doubt=case.doubt or "no-such-column", charges=[charge])
    problems: list[Problem] = []
    charges: list[Charge] = []
    unread = [column for column in columns if column.condition in {"unreadable", "gone"}]
    if all(column.condition == "empty" for column in columns):
        problems = [column_problem(case, column, "empty") for column in columns]
        charges = [Charge(key=problem.fingerprint, unit="empty") for problem in problems[:1]]
    elif limits.max_age_months and not unread and all(_is_late(case, column, limits) for column in columns):
        problems = [column_problem(case, column, "stale") for column in columns if column.condition != "empty"]
        charges = [Charge(key=problem.fingerprint, unit="stale") for problem in problems[:1]]
    unsure = not problems and (bool(unread) if len(unread) == len(columns) else _is_unsure(case, columns, limits))
    if unsure:
        charges = [Charge(key=site_problem(case, "named-column").fingerprint, unit="stale", certain=False)]
    return counted(
        problems,
        needed=1,
        doubtful=int(unsure),
        doubt=case.doubt or "column-unsure",
        measured={"columns": len(columns), "newest": _newest(columns)},
        charges=charges,
        unsettled=column_keys(case, (c for c in columns if c in unread or not c.settled)),
    )


def _is_late(case: Case, column: ColumnState, limits: Thresholds) -> bool:
    period = Period(months=limits.max_age_months)
    return column.condition == "empty" or lateness(column, period, case.today, inclusive=limits.inclusive) == "late"


def _is_unsure(case: Case, columns: list[ColumnState], limits: Thresholds) -> bool:
    """Whether none of the columns is known to be up to date, though some may be."""
    if not limits.max_age_months:
        return False
    period = Period(months=limits.max_age_months)
    states = [lateness(c, period, case.today, inclusive=limits.inclusive) for c in columns if c.condition != "empty"]
    return "fresh" not in states and "unsure" in states


def _newest(columns: list[ColumnState]) -> str | None:
    days = [column.newest for column in columns if column.newest]
    return max(days).isoformat() if days else None
