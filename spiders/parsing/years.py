"""The years of dates printed without one: from the item's address, from its neighbours, from the day of the crawl."""

import itertools
from collections.abc import Sequence
from datetime import date

from spiders.parsing.dates import TOLERANCE, complete

MAX_PINNED = 2
"""Older entries that a list may carry on top without being out of order."""

MonthDay = tuple[int, int]


def with_years(rows: Sequence[date | MonthDay | None], hints: Sequence[date | None], today: date) -> list[date | None]:
    """The days of a list from the top down; a row is a day, a month and day without year, or None.

    ``hints`` are dates in the addresses of the items: trusted where month and day agree within a day. Without one it is
    the latest year in which the day is not after the crawl. Lists run from new to old: where the days then rise again
    once, further down than pinned entries stand, the list has crossed a new year there and the rest is a year older.
    A list whose days rise more often is in no order at all, and keeps the latest years.
    """
    days = [
        complete(*row, today, hint=hint) if isinstance(row, tuple) else row
        for row, hint in zip(rows, hints, strict=True)
    ]
    open_rows = {i for i, row in enumerate(rows) if isinstance(row, tuple) and not _agrees(days[i], hints[i])}
    if not open_rows:
        return days
    start = _pinned_above(days)
    return _lowered(days, rows, open_rows, start, today)


def _lowered(
    days: list[date | None],
    rows: Sequence[date | MonthDay | None],
    open_rows: set[int],
    start: int,
    today: date,
) -> list[date | None]:
    rises = _rises(days, start)
    same_year = [i for i, above in rises if above.year == _year(days[i])]
    once = start == 0 and len(same_year) == 1 and same_year[0] in open_rows
    crossing = same_year[0] if once else len(days)
    ceiling: date | None = None
    result = list(days)
    for i in range(start, len(days)):
        day, row = days[i], rows[i]
        if day is None:
            continue
        risen = ceiling is not None and day > ceiling + TOLERANCE
        if risen and i in open_rows and isinstance(row, tuple) and (i >= crossing or day.year > _year(ceiling)):
            result[i] = day = complete(*row, ceiling or today)
        if day is not None and (ceiling is None or day < ceiling or i not in open_rows):
            ceiling = day
    return result


def _rises(days: Sequence[date | None], start: int) -> list[tuple[int, date]]:
    """Where a day is newer than the one above it, with that one."""
    known = [(i, d) for i, d in enumerate(days) if d is not None and i >= start]
    return [(j, a) for (_, a), (j, b) in itertools.pairwise(known) if b > a + TOLERANCE]


def _year(day: date | None) -> int:
    return 0 if day is None else day.year


def _agrees(day: date | None, hint: date | None) -> bool:
    return day is not None and hint is not None and abs(day - hint) <= TOLERANCE


def _pinned_above(days: Sequence[date | None]) -> int:
    """Where the list proper begins: below the first rows, if they are older than what follows them."""
    known = [(i, d) for i, d in enumerate(days[: MAX_PINNED + 1]) if d is not None]
    for (_, above), (j, below) in itertools.pairwise(known):
        if below > above + TOLERANCE:
            return j
    return 0
