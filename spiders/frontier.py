"""Which page comes next: the home page, columns, their lists, articles newest first, the rest; and which never does.

A page that is refused here is still checked as a link. Refused are addresses that traps grow: too many of one pattern,
paths that repeat themselves, clicks without end.
"""

import heapq
from collections import Counter
from datetime import date
from urllib.parse import urlsplit

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
_LAST_DAY = date(2200, 1, 1).toordinal()


def article_priority(day: date | None) -> int:
    """Newest first; an undated one after all dated ones."""
    return ARTICLE + (_LAST_DAY - day.toordinal() if day else _LAST_DAY)


class Frontier:
    """Pages waiting to be asked for, best first. ``refused_patterns`` counts what the bounds on patterns kept out."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._heap: list[tuple[int, int, UrlEntry]] = []
        self._waiting: dict[int, UrlEntry] = {}
        self._order = 0
        self._patterns: Counter[str] = Counter()
        self.refused_patterns: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._waiting)

    def admits(self, url: str, *, depth: int, wanted: bool) -> bool:
        """Whether the bounds leave room for a page; counts it where they do. ``wanted``: a verdict needs the page."""
        if depth > self._budget.depth or grows(url):
            return False
        pattern = pattern_of(url)
        limit = self._budget.query_pages if "?" in pattern else self._budget.pattern_pages
        if self._patterns[pattern] >= limit and not wanted:
            self.refused_patterns[pattern] += 1
            return False
        self._patterns[pattern] += 1
        return True

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
