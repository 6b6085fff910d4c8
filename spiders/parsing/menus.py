"""Navigation that the pages of a site have in common: its links are looked at once, not on every page.

An element in a known beginning or end of pages (``frame``) with more links than a row has, to more than one address,
gives no entries wherever it stands if none were read off it once: which of its elements are rows, and what they say,
depends on the element alone, as long as no date stands in it. So the rows of later pages are looked for outside of it,
and their dates outside of all known elements without a digit.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from lxml import etree

MAX_LINKS_OF_A_ROW = 8
Part = tuple[int, int]
"""The place of an element and the place after the last in it."""
_DIGIT = re.compile(r"\d")


class Seen(NamedTuple):
    """A page read in full, by the places of its elements: the parent of each, which hold more than one address; the
    places of links, ascending, and those that must be looked at on every page: of entries and of dates."""

    elements: Sequence[etree._Element]
    parents: Sequence[int]
    many: Sequence[bool]
    links: Sequence[int]
    kept: Sequence[int]


class Menus:
    """What is known of one beginning or end of pages; places are counted from its first element."""

    def __init__(self, markup: bytes) -> None:
        """``markup`` is well-formed, from a tag to before any other tag."""
        ends = markup.count(b"</")
        self.elements = markup.count(b"<") - ends
        self._open = max(0, self.elements - ends - markup.count(b"/>"))
        self._today: date | None = None
        self._parts: tuple[Part, ...] = ()
        self._dated: tuple[int, ...] | None = None
        self._parents: tuple[int, ...] = ()

    def parts(self, first: int, today: date) -> list[Part] | None:
        """The places to pass over on a page with the first element at a place; None if that is still to be learnt."""
        if self._today != today:
            return None
        return [(start + first, end + first) for start, end in self._parts]

    def dated(self, first: int) -> Sequence[int]:
        """The places whose text, or the text behind them, may hold a date; all, if that is still to be learnt."""
        if self._dated is None:
            return range(first, first + self.elements)
        return [place + first for place in self._dated]

    @property
    def parents(self) -> Sequence[int]:
        """For each element the place of its parent, -1 for one outside; empty if that is still to be learnt."""
        return self._parents

    def learn(self, first: int, today: date, page: Seen) -> None:
        """Learn from a page that has the first element at a place."""
        end = first + self.elements
        ends = _ends(page.parents, first, end)
        left_open = self._left_open(page.parents, first, end)

        def passes(place: int) -> bool:
            held = bisect_left(page.links, ends[place]) - bisect_left(page.links, place)
            free = bisect_left(page.kept, ends[place]) == bisect_left(page.kept, place)
            return place not in left_open and page.many[place] and held > MAX_LINKS_OF_A_ROW and free

        found: list[Part] = []
        for place in range(first, end):
            if (not found or place >= found[-1][1]) and passes(place):
                found.append((place, ends[place]))
        self._parts = tuple((start - first, stop - first) for start, stop in found)
        may_be_dated = (p for p in range(first, end) if p in left_open or _has_digit(page.elements[p]))
        self._dated = tuple(place - first for place in may_be_dated)
        self._parents = tuple(parent - first if parent >= first else -1 for parent in page.parents[first:end])
        self._today = today

    def _left_open(self, parents: Sequence[int], first: int, end: int) -> frozenset[int]:
        """The elements that the markup leaves open: the outermost ones around its last element."""
        around: list[int] = []
        place = end - 1
        while place >= first:
            around.append(place)
            place = parents[place]
        return frozenset(around[::-1][: self._open])


def _has_digit(element: etree._Element) -> bool:
    return any(text and _DIGIT.search(text) for text in (element.text, element.tail))


def _ends(parents: Sequence[int], first: int, end: int) -> dict[int, int]:
    """For each element from ``first`` up to ``end`` the place after the last element in it."""
    ends = {place: place + 1 for place in range(first, end)}
    for place in range(end - 1, first, -1):
        if (parent := parents[place]) >= first:
            ends[parent] = max(ends[parent], ends[place])
    return ends


def outside(parts: Sequence[Part], elements: int) -> Iterator[int]:
    """The places that lie in none of the parts, which are ascending and apart."""
    start = 0
    for part_start, part_end in parts:
        yield from range(start, part_start)
        start = part_end
    yield from range(start, elements)
