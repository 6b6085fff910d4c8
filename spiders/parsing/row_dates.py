"""Each date of a page given to the row it belongs to.

A date belongs to the smallest element that holds it together with a link. Where that element holds several links and
this one date, it is a row itself; where it holds several dates, dates and links stand side by side and are paired in
the order of the source: each date goes to the link before it, or to the one after it where the first date leads.
"""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

from lxml import etree

from spiders.parsing.document import Document
from spiders.parsing.headers import head_of
from spiders.parsing.menus import MAX_LINKS_OF_A_ROW, Part
from spiders.parsing.row_marks import find_marks, may_write_date
from spiders.parsing.rows import Block, Links, Mark, Row, grouped, read_links
from spiders.parsing.stamps import may_hold_date

MAX_APART = 20
"""Elements that may stand between a link and the date beside it."""
MAX_LEVELS_OF_A_ROW = 4
_ROWS = frozenset(("li", "tr", "dd", "dl", "article"))


class Found(NamedTuple):
    """The blocks of rows; which elements hold links, and the places of those that a date stands in."""

    blocks: list[Block]
    links: Links
    dated: list[int]


def find_blocks(doc: Document, today: date) -> Found:
    """Every block of rows on the page with the dates beside them, in page order: navigation and footers included, but
    for what ``doc.menus`` passes over."""
    menus = _menus(doc, today)
    links = read_links(doc, today, menus)
    pairing = _Pairing(doc, links)
    found = list(find_marks(doc, today))
    dated = [place for place, _, _ in found]
    for place in dated:
        pairing.count(place)
    for place, mark, after in found:
        pairing.give(place, mark, after)
    pairing.widen()
    rows = list(links.rows.values())
    if pairing.moved:
        rows.sort(key=lambda row: doc.places[row.element])
    return Found(grouped(rows), links, dated)


def _menus(doc: Document, today: date) -> list[Part]:
    """The menus to pass over; none where a script may write a date into one, for scripts are no part of the frame."""
    menus = [part for known, first in doc.menus for part in known.parts(first, today) or ()]
    writers = [doc.places[script.element] for script in doc.scripts if may_write_date(script)] if menus else []
    return [] if any(start < place < end for start, end in menus for place in writers) else menus


class _Pairing:
    """Gives dates to rows; elements are told by their places in the page."""

    def __init__(self, doc: Document, links: Links) -> None:
        self.links = links
        self.rows = links.rows
        self.doc = doc
        self.elements, self.parents = doc.elements, doc.parents
        self.tops = doc.places_of("html") | doc.places_of("body")
        self.counts = [0] * len(doc.elements)  # 1 or 2, dates in it
        self.leads: dict[int, bool] = {}
        self.around: dict[int, tuple[int, int]] = {}
        self.moved = False  # rows no longer in document order

    def count(self, place: int) -> None:
        """Count a date in all elements around it; more than one is counted as two."""
        counts, parents = self.counts, self.parents
        while place >= 0 and counts[place] < 2:
            counts[place] += 1
            place = parents[place]

    @property
    def places(self) -> dict[etree._Element, int]:
        return self.doc.places

    def give(self, owner: int, mark: Mark, after: etree._Element | None) -> None:
        """Give a date to its row; one that stands with no link is dropped."""
        inner, place = self._around(owner)
        if place < 0 or place in self.tops:
            return
        if not self.links.has_many(place):
            row = self._row_around(place)
        elif self._is_row(place):
            row = self._promote(place)
        else:
            row = self._beside(self.elements[place], self.elements[inner] if inner != place else after, mark)
        if row is not None:
            row.marks.append(mark)

    def widen(self) -> None:
        """Rows inside an ``<li>`` become all of it where its neighbours are rows: it holds an attachment as well."""
        for place, row in list(self.rows.items()):
            if row.marks and row.element.tag not in _ROWS and self.rows.get(place) is row:
                whole = self._whole(place)
                if whole >= 0:
                    self._widen(row, whole)
                elif (line := _line_below_head(row)) is not None:
                    del self.rows[place]
                    row.element = line
                    self.rows[self.places[line]] = row
                    self.moved = True

    def _whole(self, place: int) -> int:
        """The element that rows are made of around a part of one, if it has no other date; else -1."""
        for _ in range(MAX_LEVELS_OF_A_ROW):
            place = self.parents[place]
            if place < 0 or self.counts[place] != 1:
                return -1
            element = self.elements[place]
            if element.tag in _ROWS:
                near = (*islice(element.itersiblings(), 1), *islice(element.itersiblings(preceding=True), 1))
                rows = (self.rows.get(self.places[e]) for e in near if e.tag == element.tag)
                return place if any(row is not None and row.marks for row in rows) else -1
        return -1

    def _widen(self, row: Row, whole: int) -> None:
        """Make a row all of the element around it; what other links it holds are no titles."""
        for element in self.elements[whole].iter(etree.Element):
            self.rows.pop(self.places[element], None)
        row.element = self.elements[whole]
        self.rows[whole] = row
        self.moved = True

    def _around(self, owner: int) -> tuple[int, int]:
        """The smallest element around a date that holds a link (-1: none), and its child on the way (or itself)."""
        passed: list[int] = []
        inside, place = self.links.inside, owner
        while place >= 0 and inside[place] is None and place not in self.around:
            passed.append(place)
            place = self.parents[place]
        found = self.around.get(place) or (passed[-1] if passed else owner, place)
        for other in passed:
            self.around[other] = found
        return found

    def _row_around(self, place: int) -> Row | None:
        while place >= 0:
            if (row := self.rows.get(place)) is not None:
                return row
            place = self.parents[place]
        return None

    def _is_row(self, place: int) -> bool:
        """Several links and one date: a row if it looks like its neighbours, or is what rows are made of."""
        element = self.elements[place]
        if (
            self.counts[place] != 1
            or sum(1 for _ in islice(element.iter("a"), MAX_LINKS_OF_A_ROW + 1)) > MAX_LINKS_OF_A_ROW
        ):
            return False
        if element.tag in _ROWS:
            return True
        parent = element.getparent()
        if parent is None:
            return False
        others = (self.places[other] for other in parent.iterchildren(element.tag))
        return any(p != place and self._holds_link(p) and self.counts[p] == 1 for p in others)

    def _holds_link(self, place: int) -> bool:
        return self.links.inside[place] is not None

    def _promote(self, place: int) -> Row:
        """Make one row of an element that holds several."""
        row = Row(self.elements[place], [], 0)
        for element in row.element.iter(etree.Element):
            if (part := self.rows.pop(self.places[element], None)) is not None:
                row.anchors += part.anchors
                row.marks += part.marks
                row.chars = max(row.chars, part.chars)
        self.rows[place] = row
        self.moved = True
        return row

    def _beside(self, box: etree._Element, after: etree._Element | None, mark: Mark) -> Row | None:
        """The row of the link before a date, or after it, among the children of one element."""
        if after is None and box.tag == "td" and (row := self._in_cell_before(box, mark)) is not None:
            return row
        place = self.places[box]
        first = self.leads.get(place)
        if first is None:
            first = self.leads[place] = self._dates_lead(box)
        if first:
            others = box.iterchildren() if after is None else after.itersiblings()
        elif after is None:
            return None
        else:
            others = _backwards(after)
        near = (self.places[e] for e in islice(others, MAX_APART))
        other = next((p for p in near if self._holds_link(p)), -1)
        return self.rows.get(other)

    def _in_cell_before(self, cell: etree._Element, mark: Mark) -> Row | None:
        """A cell that begins with a date and, never closed, holds the rest of the page: its row is the table's."""
        previous, line = cell.getprevious(), cell.getparent()
        row = self.rows.get(self.places[previous]) if previous is not None else None
        if row is None or line is None or row.marks or mark.owner is not cell:
            return None
        del self.rows[self.places[row.element]]
        row.element = line
        self.rows[self.places[line]] = row
        self.moved = True
        return row

    def _dates_lead(self, box: etree._Element) -> bool:
        """Whether the first date of an element comes before its first link."""
        if box.text and may_hold_date(box.text):
            return True
        for child in box.iterchildren():
            place = self.places[child]
            if self._holds_link(place):
                return False
            if self.counts[place] or (child.tail and may_hold_date(child.tail)):
                return True
        return False


def _line_below_head(row: Row) -> etree._Element | None:
    """The line of a table that the only link of the table stands in with its dates, if a head says what these are."""
    line = next(row.anchors[0].iterancestors("tr"), None) if row.anchors else None
    if line is None or row.element not in line.iterancestors() or head_of(line) is None:
        return None
    return line if all(line in mark.owner.iterancestors() for mark in row.marks) else None


def _backwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.itersiblings(preceding=True)
