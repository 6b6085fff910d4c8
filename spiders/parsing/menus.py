"""Navigation that the pages of a site have in common: its links are looked at once, not on every page.

An element in a known beginning of pages (``frame``) with more links than a row has, to more than one address, gives no
entries wherever it stands if none were read off it once: which of its elements are rows, and what they say, depends on
the element alone, as long as no date stands in it. So the rows of later pages are looked for outside of it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date

MAX_LINKS_OF_A_ROW = 8
Part = tuple[int, int]
"""The place of an element and the place after the last in it."""


class Menus:
    """What is known of one beginning of pages; places are counted from the body."""

    def __init__(self, head: bytes) -> None:
        """``head`` is well-formed markup from the body's tag up to any other tag."""
        ends = head.count(b"</")
        self._elements = head.count(b"<") - ends
        self._open = self._elements - ends - head.count(b"/>")
        self._today: date | None = None
        self._parts: tuple[Part, ...] = ()

    def parts(self, body: int, today: date) -> list[Part] | None:
        """The places to pass over on a page with its body at a place; None if that is still to be learnt."""
        if self._today != today:
            return None
        return [(start + body, end + body) for start, end in self._parts]

    def learn(
        self,
        body: int,
        today: date,
        *,
        parents: Sequence[int],
        links: Sequence[int],
        many: Sequence[bool],
        kept: set[int],
    ) -> None:
        """Learn from a page read in full: the places of its links, which elements hold more than one address, and which
        places must be looked at on every page: those of entries and of dates."""
        end = body + self._elements
        ends = _ends(parents, body, end)
        closed = set(range(body, end)) - set(self._open_at(parents, body, end))
        wanted = sorted(kept)

        def passes(place: int) -> bool:
            held = bisect_left(links, ends[place]) - bisect_left(links, place)
            free = bisect_left(wanted, ends[place]) == bisect_left(wanted, place)
            return place in closed and many[place] and held > MAX_LINKS_OF_A_ROW and free

        found: list[Part] = []
        for place in range(body, end):
            if (not found or place >= found[-1][1]) and passes(place):
                found.append((place, ends[place]))
        self._parts = tuple((start - body, stop - body) for start, stop in found)
        self._today = today

    def _open_at(self, parents: Sequence[int], body: int, end: int) -> list[int]:
        """The elements that the beginning leaves open: the outermost ones around its last element."""
        around: list[int] = []
        place = end - 1
        while place >= body:
            around.append(place)
            place = parents[place]
        return around[::-1][: self._open]


def _ends(parents: Sequence[int], body: int, end: int) -> dict[int, int]:
    """For each element up to ``end`` the place after the last element in it."""
    ends = {place: place + 1 for place in range(body, end)}
    for place in range(end - 1, body, -1):
        ends[parents[place]] = max(ends[parents[place]], ends[place])
    return ends


def outside(parts: Sequence[Part], elements: int) -> Iterator[int]:
    """The places that lie in none of the parts, which are ascending and apart."""
    start = 0
    for part_start, part_end in parts:
        yield from range(start, part_start)
        start = part_end
    yield from range(start, elements)
