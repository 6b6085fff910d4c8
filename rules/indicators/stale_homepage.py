"""Stale home page: nothing in the columns of the home page was updated within the period.

Why: the home page is the face of the office; without anything new it looks abandoned.
Evidence: the newest day on the home page, and where that was read: on the page, from the entries' own articles, or,
for a home page that is only a navigation or shows no dates, in the columns behind it.
Inconclusive: the home page was not read, or newer entries may stand among those whose day could not be found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import Period, is_over
from rules.case import Case
from rules.columns import ColumnState
from rules.evidence import charges_of
from rules.fingerprint import address
from rules.observations import Item, Page, PageState
from rules.reasons import Reason
from rules.scorecard import Problem, Value
from rules.verdict import Measurement, inconclusive

UNITS = ("problem",)

_UNREADABLE: Mapping[PageState, Reason] = {
    "by-script": "home-by-script",
    "notice": "home-notice",
    "challenge": "home-challenge",
    "redirect": "home-unreadable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    max_age_days: int
    min_home_items: int  # so few dated entries do not speak against columns that are up to date
    inclusive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _HomeDays:
    days: tuple[date, ...]
    unresolved: int


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Passes on the first sight of anything new; fails only where nothing new can be hidden anywhere."""
    home = case.home
    if home is None or home.facts is None:
        return inconclusive(case.doubt or "home-not-opened")
    if home.facts.state in _UNREADABLE:
        return inconclusive(_UNREADABLE[home.facts.state])
    items = [item for page in case.home_parts if page.facts for item in page.facts.items]
    shown = _days_on(items, case)
    columns = [column for column in case.columns if not column.external]
    behind = [column.newest for column in columns if column.newest]
    measured: dict[str, Value] = {
        "home_newest": _iso(shown.days),
        "home_items": len(items),
        "unresolved_items": shown.unresolved,
        "columns_newest": _iso(behind),
    }
    if not all(_is_old(day, case, limits) for day in shown.days):
        return Measurement(verdict="pass", measured=measured | {"basis": "home"})
    fresh_behind = not all(_is_old(day, case, limits) for day in behind)
    if fresh_behind and not shown.days:
        return Measurement(verdict="pass", measured=measured | {"basis": "columns"})
    enough_dates = len(shown.days) >= (limits.min_home_items if fresh_behind else 1)
    if (_is_whole(case, shown) and enough_dates) or (not fresh_behind and _is_old_behind(case, columns)):
        newest = max([*shown.days, *([] if fresh_behind else behind)], default=None)
        problem = _problem(case, home, newest)
        return Measurement(verdict="fail", measured=measured, problems=(problem,), charges=tuple(charges_of([problem])))
    return inconclusive(case.doubt or "home-undated", measured=measured)


def _days_on(items: Sequence[Item], case: Case) -> _HomeDays:
    """The newest day of each of the home page's entries; one without may have it in its column or its article."""
    elsewhere: dict[str, date] = {}
    for column in case.columns if any(item.day is None for item in items) else ():
        for key, day in column.item_days.items():
            elsewhere[key] = max(day, elsewhere.get(key, day))
    latest = case.today + timedelta(days=1)
    newest: dict[str, date] = {}
    undated, later = set(), set()
    for item in items:
        key = address(item.url) if item.url else item.title
        known = item.day or elsewhere.get(key) or case.article_days.get(key)
        if known and known <= latest:
            newest[key] = max(known, newest.get(key, known))
        elif known:
            later.add(key)  # one that came after the day of the judgement may have pushed others off the page
        elif key not in case.article_days:
            undated.add(key)
    return _HomeDays(days=tuple(sorted(newest.values())), unresolved=len(later | (undated - newest.keys())))


def _is_whole(case: Case, shown: _HomeDays) -> bool:
    """Whether the day of every entry of the home page is known, or known not to be given."""
    return not shown.unresolved and not case.home_frames_unread and not any(page.cut for page in case.home_parts)


def _is_old_behind(case: Case, columns: Sequence[ColumnState]) -> bool:
    """Whether nothing new can stand anywhere: every column was read whole, and none holds anything new."""
    nothing_unread = case.doubt is None and not case.home_frames_unread
    nothing_unread = nothing_unread and all(column.settled for column in columns if _could_be_new(column))
    return nothing_unread and any(column.condition in {"dated", "undated"} for column in columns)


def _could_be_new(column: ColumnState) -> bool:
    return column.condition in {"dated", "undated", "unreadable"}


def _is_old(day: date, case: Case, limits: Thresholds) -> bool:
    return is_over(day, Period(days=limits.max_age_days), case.today, inclusive=limits.inclusive)


def _iso(days: Sequence[date]) -> str | None:
    return max(days).isoformat() if days else None


def _problem(case: Case, home: Page, newest: date | None) -> Problem:
    return Problem(
        fingerprint=case.fingerprint("home", case.observations.site.url),
        kind="stale",
        url=home.url,
        detail={
            "newest": newest.isoformat() if newest else None,
            "days": (case.today - newest).days if newest else None,
        },
        seen_at=home.at,
        body_sha256=home.body_sha256,
    )
