"""Which columns are late: the count that both clauses on columns not updated share."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from rules.calendar import Period
from rules.case import Case
from rules.columns import ColumnState
from rules.observations import Category
from rules.reasons import Reason
from rules.scorecard import Problem
from rules.verdict import Charge, Measurement, counted

Lateness = Literal["fresh", "late", "unsure"]


@dataclass(frozen=True, slots=True)
class Due:
    """How often the columns of a category must be updated, and how deep in the site the clause looks."""

    category: Category
    period: Period
    first_level_only: bool = False
    annual: "Annual | None" = None

    def period_of(self, column: ColumnState) -> Period:
        """The period of a column: a longer one where its name says that it gets one entry a year."""
        if self.annual and any(name in column.name for name in self.annual.names):
            return self.annual.period
        return self.period


@dataclass(frozen=True, slots=True)
class Annual:
    """Columns that get one entry a year, when it is ready: a year to the day would accuse them every other year."""

    names: tuple[str, ...]
    period: Period


def lateness(column: ColumnState, period: Period, today: date, *, inclusive: bool) -> Lateness:
    """Late only where it is certain. A longer period of the column's own in the registry is granted.

    An empty column is not late: it has a clause of its own, and nothing is counted twice.
    """
    if column.condition == "undated":
        return "late"
    if column.condition == "empty":
        return "fresh"
    if column.condition != "dated" or column.newest is None:
        return "unsure"
    end = period.end(column.newest)
    if column.period_days is not None:
        end = max(end, column.newest + timedelta(days=column.period_days))
    if today < end or (today == end and not inclusive):
        return "fresh"
    return "late" if column.settled else "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class LateColumns:
    """The due columns of a site, sorted by what is certain of them."""

    late: tuple[ColumnState, ...]
    unsure: tuple[ColumnState, ...]
    due: int
    unknown: int  # columns whose category nobody knows: never accused, but named

    @property
    def reason(self) -> Reason:
        """What keeps the count from being certain, the columns themselves aside."""
        return "columns-unreadable" if self.unsure else "categories-unknown"


def late_columns(case: Case, dues: Iterable[Due], *, inclusive: bool) -> LateColumns:
    """Sorts the site's own columns of these categories into late, unsure and fresh."""
    by_category = {due.category: due for due in dues}
    late, unsure, count = [], [], 0
    for column in case.columns:
        due = by_category.get(column.category)
        if due is None or column.external or (due.first_level_only and column.level > 1):
            continue
        count += 1
        found = lateness(column, due.period_of(column), case.today, inclusive=inclusive)
        if found == "late":
            late.append(column)
        elif found == "unsure":
            unsure.append(column)
    unknown = sum(column.category == "unknown" and not column.external for column in case.columns)
    return LateColumns(late=tuple(late), unsure=tuple(unsure), due=count, unknown=unknown)


def count_late(case: Case, dues: Iterable[Due], kind: str, *, needed: int, inclusive: bool) -> Measurement:
    """Fails from ``needed`` late columns on. Columns of unknown category are doubts where no other is known."""
    found = late_columns(case, dues, inclusive=inclusive)
    return counted(
        [column_problem(case, column, kind) for column in found.late],
        needed=needed,
        doubtful=len(found.unsure) + (found.unknown if not found.due else 0),
        doubt=case.doubt or found.reason,
        open_ended=case.doubt is not None,
        unsettled=column_keys(case, found.unsure),
        measured={
            "columns": found.due,
            "late": len(found.late),
            "unsure": len(found.unsure),
            "unknown": found.unknown,
        },
        charges=column_charges(case, found.late, found.unsure, lambda _: "problem"),
    )


def column_keys(case: Case, columns: Iterable[ColumnState]) -> frozenset[str]:
    """The identities of columns' problems: of what could not be read, none is mended."""
    return frozenset(case.fingerprint("column", column.url) for column in columns)


def column_charges(
    case: Case, certain: Iterable[ColumnState], unsure: Iterable[ColumnState], unit: Callable[[ColumnState], str]
) -> list[Charge]:
    """One charge for each column; what could not be read costs in the worst case only."""
    charged = [*((column, True) for column in certain), *((column, False) for column in unsure)]
    return [
        Charge(key=case.fingerprint("column", column.url), unit=unit(column), certain=sure) for column, sure in charged
    ]


def column_problem(case: Case, column: ColumnState, kind: str) -> Problem:
    """A late or empty column as a problem; the same column is the same problem in every clause."""
    return Problem(
        fingerprint=case.fingerprint("column", column.url),
        kind="undated" if kind != "empty" and column.condition == "undated" else kind,
        url=column.url,
        text=column.name,
        detail={
            "category": column.category,
            "newest": column.newest.isoformat() if column.newest else None,
            "days": column.age_days,
            "items": column.items,
        },
        seen_at=column.seen_at,
        body_sha256=column.body_sha256,
    )
