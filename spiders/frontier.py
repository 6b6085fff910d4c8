"""Which page comes next: the home page, columns, their lists, articles newest first, the rest; and which never does.

A page that is refused here is still checked as a link. Refused are addresses that traps grow: too many of one pattern,
paths that repeat themselves, clicks without end.
"""

import heapq
from collections import Counter
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from rules.observations import NotFollowed
from spiders.budget import Budget
from spiders.items import UrlEntry
from spiders.parsing.urls import pattern_of

HOME = 0
COLUMN = 100
LIST = 200  # plus the number of the page
DETAIL = 400  # articles that stand for an undated list, letters
ARTICLE = 1_000_000  # plus the days before the year 2200
LATER_LIST = 2_000_000  # plus the number of the page; older articles than those known stand there
REST = 3_000_000  # plus the depth
MAX_SEGMENTS = 16
"""Folders of an address; real sites have at most 9, paths that grow by a wrong relative link have no end."""
MAX_REPEATS = 3
"""Times one folder name may stand in a path before it counts as a path that grows."""
MAX_REFUSED = 1000
"""Kinds of pages counted that the bounds kept out."""
MAX_SHOWN = 20
MAX_SHOWN_CHARS = 300
Bound = Literal["depth", "growing-path", "pattern"]
_LAST_DAY = date(2200, 1, 1).toordinal()


def article_priority(day: date | None) -> int:
    """Newest first; an undated one after all dated ones."""
    return ARTICLE + (_LAST_DAY - day.toordinal() if day else _LAST_DAY)


class Frontier:
    """Pages waiting to be asked for, best first. What the bounds kept out is counted, see ``not_followed``."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._heap: list[tuple[int, int, UrlEntry]] = []
        self._waiting: dict[int, UrlEntry] = {}
        self._order = 0
        self._patterns: Counter[str] = Counter()
        self._refused: dict[tuple[Bound, str], tuple[int, str]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def admits(self, url: str, *, depth: int, wanted: bool) -> bool:
        """Whether the bounds leave room for a page; counts it where they do. ``wanted``: a verdict needs the page."""
        pattern = pattern_of(url)
        limit = self._budget.query_pages if "?" in pattern else self._budget.pattern_pages
        if depth > self._budget.depth:
            return self._refuse("depth", pattern, url)
        if grows(url):
            return self._refuse("growing-path", pattern, url)
        if self._patterns[pattern] >= limit and not wanted:
            return self._refuse("pattern", pattern, url)
        self._patterns[pattern] += 1
        return True

    def _refuse(self, reason: Bound, pattern: str, url: str) -> bool:
        pages, example = self._refused.get((reason, pattern), (0, url))
        if pages or len(self._refused) < MAX_REFUSED:
            self._refused[reason, pattern] = pages + 1, example
        return False

    @property
    def not_followed(self) -> tuple[NotFollowed, ...]:
        """What the bounds kept out, the most frequent kinds first."""
        found = (
            NotFollowed(reason=reason, pattern=pattern[:MAX_SHOWN_CHARS], pages=pages, example=url[:MAX_SHOWN_CHARS])
            for (reason, pattern), (pages, url) in self._refused.items()
        )
        return tuple(sorted(found, key=lambda one: (-one.pages, one.reason, one.pattern))[:MAX_SHOWN])

    def push(self, entry: UrlEntry) -> None:
        """Queue a page, or raise one that waits: the better priority holds."""
        known = self._waiting.get(entry.id)
        if known is not None and known.priority <= entry.priority:
            return
        self._waiting[entry.id] = entry
        self._order += 1
        heapq.heappush(self._heap, (entry.priority, self._order, entry))

    def waiting(self, entry_id: int) -> UrlEntry | None:
        return self._waiting.get(entry_id)

    def pop(self) -> UrlEntry | None:
        """The best page that waits; None when there is none."""
        while self._heap:
            entry = heapq.heappop(self._heap)[2]
            if self._waiting.get(entry.id) is entry:
                del self._waiting[entry.id]
                return entry
        return None

    def drop(self, entry_id: int) -> None:
        """Take a page out: another one has led to it."""
        self._waiting.pop(entry_id, None)

    def drain(self) -> list[UrlEntry]:
        """Everything that still waits, best first; the frontier is empty afterwards."""
        left = sorted(self._waiting.values(), key=lambda e: (e.priority, e.id))
        self._waiting.clear()
        self._heap.clear()
        return left


def grows(url: str) -> bool:
    """Whether a path looks like one that a wrong relative link makes longer on every page."""
    segments = [s for s in urlsplit(url).path.split("/") if s]
    return len(segments) > MAX_SEGMENTS or any(n > MAX_REPEATS for n in Counter(segments).values())
