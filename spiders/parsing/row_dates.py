"""Each date of a page given to the row it belongs to.

A date belongs to the smallest element that holds it together with a link. Where that element holds several links and
this one date, it is a row itself; where it holds several dates, dates and links stand side by side and are paired in
the order of the source: each date goes to the link before it, or to the one after it where the first date leads.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import NamedTuple

from lxml import etree

from spiders.parsing.dates import find_dates
from spiders.parsing.document import Document, Script
from spiders.parsing.menus import MAX_LINKS_OF_A_ROW, Part, outside
from spiders.parsing.rows import Block, Links, Mark, Row, grouped, read_links
from spiders.parsing.stamps import MAX_PIECE_CHARS, Stamp, labelled_by, may_hold_date, read_plain, read_stamp
from spiders.parsing.text import normalise

MAX_APART = 20
"""Elements that may stand between a link and the date beside it."""
_MAX_LINK_DEPTH = 8
_SKIPPED = frozenset(("select", "option", "textarea", "script", "style", "head", "noscript", "button", "template"))
_ROWS = frozenset(("li", "tr", "dd", "dl", "article"))


class Found(NamedTuple):
    """The blocks of rows; which elements hold links, and the places of those that a date stands in."""

    blocks: list[Block]
    links: Links
    dated: list[int]


def find_blocks(doc: Document, today: date) -> Found:
    """Every block of rows on the page with the dates beside them, in page order: navigation and footers included, but
    for the menus that ``doc.menus`` knows."""
    menus = _menus(doc, today)
    links = read_links(doc, today, menus)
    pairing = _Pairing(doc, links)
    found = list(_marks(doc, today, menus))
    dated = [doc.places[mark.owner] for mark, _ in found]
    for place in dated:
        pairing.count(place)
    for mark, after in found:
        pairing.give(mark, after)
    rows = list(links.rows.values())
    if pairing.moved:
        rows.sort(key=lambda row: doc.places[row.element])
    return Found(grouped(rows), links, dated)


def _menus(doc: Document, today: date) -> list[Part]:
    """The menus to pass over; none where a script may write a date into one, for scripts are no part of the frame."""
    menus = (doc.menus.parts(doc.places[doc.body], today) if doc.menus else None) or []
    writers = [doc.places[script.element] for script in doc.scripts if _may_write_date(script)] if menus else []
    return [] if any(start < place < end for start, end in menus for place in writers) else menus


def _may_write_date(script: Script) -> bool:
    return len(script.text) <= MAX_PIECE_CHARS and may_hold_date(script.text)


def _marks(doc: Document, today: date, menus: Sequence[Part]) -> Iterator[tuple[Mark, etree._Element | None]]:
    """Dates that may stand beside links, and the child that each follows in its owner (None: its first text)."""
    most = MAX_PIECE_CHARS
    elements, parents = doc.elements, doc.parents
    for place in outside(menus, len(elements)):
        element = elements[place]
        text, tail = element.text, element.tail
        if text and (len(text) <= most or len(text := text.strip()) <= most) and may_hold_date(text):
            stamp = _read(text, element, None, today)
            if stamp is not None:
                yield Mark(stamp, element), None
        if tail and (len(tail) <= most or len(tail := tail.strip()) <= most) and may_hold_date(tail) and place:
            stamp = _read(tail, elements[parents[place]], element, today)
            if stamp is not None:
                yield Mark(stamp, elements[parents[place]]), element
    for script in doc.scripts:
        parent = script.element.getparent()
        if parent is not None and _may_write_date(script):
            hits = find_dates(normalise(script.text), today)
            if len(hits) == 1 and hits[0].day is not None:
                yield Mark(Stamp(text=hits[0].text, day=hits[0].day), parent), script.element


def _read(text: str, owner: etree._Element, after: etree._Element | None, today: date) -> Stamp | None:
    if owner.tag in _SKIPPED:
        return None
    stamp = read_plain(text, today)
    if stamp is None:
        linked = owner.tag == "a" or any(e.tag == "a" for e in islice(owner.iterancestors(), _MAX_LINK_DEPTH))
        stamp = read_stamp(text, today, linked=linked)
    if stamp is None or stamp.labelled:
        return stamp
    return labelled_by(stamp, _words_before(owner, after))


def _words_before(owner: etree._Element, after: etree._Element | None) -> str:
    """The words of the element right before a text, as far as that is not a link: ``<b>截止时间：</b>2020-12-28``."""
    previous = after if after is not None else owner.getprevious()
    if previous is None and after is None:
        parent = owner.getparent()
        if parent is None:
            return ""
        text = (parent.text or "").strip()
        if text or (previous := parent.getprevious()) is None:
            return text
    if previous is None or previous.tag == "a" or len(previous) > 1:
        return ""
    if after is None and (tail := (previous.tail or "").strip()):
        return tail
    inner = previous[0] if len(previous) and previous[0].tag != "a" else previous
    return (inner.text or "").strip()


class _Pairing:
    """Gives dates to rows; elements are told by their places in the page."""

    def __init__(self, doc: Document, links: Links) -> None:
        self.links = links
        self.rows = links.rows
        self.elements, self.parents, self.places = doc.elements, doc.parents, doc.places
        self.tops = frozenset(doc.places[top] for tag in ("body", "html") for top in doc.all(tag))
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

    def give(self, mark: Mark, after: etree._Element | None) -> None:
        """Give a date to its row; one that stands with no link is dropped."""
        inner, place = self._around(self.places[mark.owner])
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

    def _around(self, owner: int) -> tuple[int, int]:
        """The smallest element around a date that holds a link (-1: none), and its child on the way (or itself)."""
        passed: list[int] = []
        inside, place = self.links.inside, owner
        while place >= 0 and inside[place] is None and place not in self.around:
            passed.append(place)
            place = self.parents[place]
        found = self.around.get(place)
        if found is None:
            found = (passed[-1] if passed else owner, place)
        self.around.update(dict.fromkeys(passed, found))
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


def _backwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.itersiblings(preceding=True)
