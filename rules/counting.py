"""How many entries the columns of a kind got in a window, and whether there may be more of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rules.case import Case
from rules.columns import ColumnState
from rules.fingerprint import host_of, is_own
from rules.observations import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """``certain`` entries of the window were seen; ``open``: there may be more where nobody could look."""

    columns: tuple[ColumnState, ...]
    certain: int
    open: bool


def own_columns(case: Case, categories: Iterable[Category]) -> tuple[ColumnState, ...]:
    """The site's own columns of these categories, in a stable order."""
    wanted = frozenset(categories)
    return tuple(column for column in case.columns if column.category in wanted and not column.external)


def count_since(columns: tuple[ColumnState, ...], start: date) -> Count:
    """Entries dated ``start`` or later; one that stands in two columns counts once."""
    known = {key for column in columns for key, day in column.item_days.items() if day >= start}
    without_address = sum(
        url is None and day >= start
        for column in columns
        for url, day in zip(column.addresses, column.dates, strict=True)
    )
    return Count(
        columns=columns,
        certain=len(known) + without_address,
        open=any(_may_hold_more(column, start) for column in columns),
    )


def _may_hold_more(column: ColumnState, start: date) -> bool:
    if column.condition == "empty":
        return False
    if column.condition not in {"dated", "undated"} or not column.complete or column.undated:
        return True
    return column.more_pages and min(column.days, default=start) >= start


def is_absence_certain(case: Case, category: Category) -> bool:
    """Whether a kind of column that was not found is really not there: all was read, and all is understood.

    What the home page names counts as there even where it leads to another site: many offices share one mailbox.
    """
    own = [column for column in case.columns if not column.external]
    named = {link.category for page in case.home_parts if page.facts for link in page.facts.columns}
    understood = not any(column.category == "unknown" for column in own) and not named & {category, "unknown"}
    return case.doubt is None and bool(own) and understood


def leads_elsewhere(case: Case, category: Category) -> bool:
    """Whether the home page names a column of that kind on another site, which nobody read."""
    links = (link for page in case.home_parts if page.facts for link in page.facts.columns)
    return any(link.category == category and link.url and not is_own(host_of(link.url), case.domains) for link in links)
