"""Home page volume: how many new entries the columns of the home page got within the period.

Why: a home page with hardly anything new gives no reason to come back.
Evidence: the number of entries found on the home page and in the columns it names, each counted once.
Inconclusive: entries without a day, or columns that could not be read, might make enough; so might what no reader saw,
where neither an entry nor a column was found at all.
"""

from dataclasses import dataclass
from datetime import timedelta

from rules.case import Case
from rules.counting import count_since
from rules.evidence import charges_of, site_problem
from rules.fingerprint import address
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)

_LISTS = frozenset({"dated", "undated", "unreadable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_days: int
    min_items: int


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Fewer than ``min_items`` is a problem; exactly so many are enough."""
    if not case.home_parts:
        return inconclusive(case.doubt or "home-unreadable")
    start = case.today - timedelta(days=limits.window_days)
    columns = tuple(c for c in case.columns if c.on_home and not c.external and c.condition in _LISTS)
    behind = count_since(columns, start)
    known = {key for column in columns for key in column.item_days}
    fresh, unresolved = set(), 0
    for page in case.home_parts:
        for item in page.facts.items if page.facts else ():
            key = address(item.url) if item.url else item.title
            if key in known:
                continue
            day = item.day or case.article_days.get(key)
            if day and start <= day <= case.today + timedelta(days=1):
                fresh.add(key)
            unresolved += day is None and key not in case.article_days
    total = behind.certain + len(fresh)
    short = total < limits.min_items
    found = columns or any(page.facts.items for page in case.home_parts if page.facts)
    unsure = short and (not found or behind.open or unresolved > 0 or case.home_frames_unread or case.doubt is not None)
    problem = site_problem(case, "few-new-items", items=total, days=limits.window_days)
    problems = [problem] if short and not unsure else []
    return counted(
        problems,
        needed=1,
        doubtful=int(unsure),
        doubt=case.doubt or "home-undated",
        measured={"items": total, "unresolved_items": unresolved},
        charges=charges_of(problems),
    )
