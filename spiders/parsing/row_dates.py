"""Each date of a page given to the row it belongs to.

A date belongs to the smallest element that holds it together with a link. Where that element holds several links and
this one date, it is a row itself; where it holds several dates, dates and links stand side by side and are paired in
the order of the source: each date goes to the link before it, or to the one after it where the first date leads.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from lxml import etree

from spiders.parsing.dates import find_dates
from spiders.parsing.document import Document
from spiders.parsing.rows import Block, Links, Mark, Row, grouped, read_links
from spiders.parsing.stamps import MAX_PIECE_CHARS, Stamp, labelled_by, may_hold_date, read_plain, read_stamp
from spiders.parsing.text import normalise

MAX_LINKS_OF_A_ROW = 8
MAX_APART = 20
"""Elements that may stand between a link and the date beside it."""
_MAX_LINK_DEPTH = 8
_DIGIT = re.compile(r"\d")
_SKIPPED = frozenset(("select", "option", "textarea", "script", "style", "head", "noscript", "button", "template"))
_ROWS = frozenset(("li", "tr", "dd", "dl", "article"))


def find_blocks(doc: Document, today: date) -> list[Block]:
    """Every block of rows on the page with the dates beside them, navigation and footers included, in page order."""
    links = read_links(doc, today)
    pairing = _Pairing(links)
    found = list(_marks(doc, today))
    for mark, _ in found:
        pairing.count(mark.owner)
    for mark, after in found:
        pairing.give(mark, after)
    rows = list(links.rows.values())
    if pairing.moved:
        order = {element: i for i, element in enumerate(doc.elements)}
        rows.sort(key=lambda row: order[row.element])
    return grouped(rows)


def _marks(doc: Document, today: date) -> Iterator[tuple[Mark, etree._Element | None]]:
    """Dates that may stand beside links, and the child that each follows in its owner (None: its first text)."""
    digit = _DIGIT.search
    for element in doc.elements:
        text = element.text
        if text is not None and digit(text) and (stamp := _read(text, element, None, today)) is not None:
            yield Mark(stamp, element), None
        tail = element.tail
        if tail is not None and digit(tail):
            parent = element.getparent()
            if parent is not None and (stamp := _read(tail, parent, element, today)) is not None:
                yield Mark(stamp, parent), element
    for script in doc.scripts:
        parent = script.element.getparent()
        if parent is not None and len(script.text) <= MAX_PIECE_CHARS and may_hold_date(script.text):
            hits = find_dates(normalise(script.text), today)
            if len(hits) == 1 and hits[0].day is not None:
                yield Mark(Stamp(text=hits[0].text, day=hits[0].day), parent), script.element


def _read(text: str, owner: etree._Element, after: etree._Element | None, today: date) -> Stamp | None:
    if len(text) > MAX_PIECE_CHARS and len(text := text.strip()) > MAX_PIECE_CHARS:
        return None
    if not may_hold_date(text) or owner.tag in _SKIPPED:
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
    def __init__(self, links: Links) -> None:
        self.links = links
        self.rows = links.rows
        self.counts: dict[etree._Element, int] = {}  # element → 1 or 2, dates in it
        self.leads: dict[etree._Element, bool] = {}
        self.around: dict[etree._Element, tuple[etree._Element, etree._Element | None]] = {}
        self.moved = False  # rows no longer in document order

    def count(self, owner: etree._Element) -> None:
        """Count a date in all elements around it; more than one is counted as two."""
        counts = self.counts
        element: etree._Element | None = owner
        while element is not None and (seen := counts.get(element, 0)) < 2:
            counts[element] = seen + 1
            element = element.getparent()

    def give(self, mark: Mark, after: etree._Element | None) -> None:
        """Give a date to its row; one that stands with no link is dropped."""
        inside, place = self._around(mark.owner)
        if place is None or place.tag in ("body", "html"):
            return
        if not self.links.has_many(place):
            row = self._row_around(place)
        elif self._is_row(place):
            row = self._promote(place)
        else:
            row = self._beside(place, inside if inside is not place else after, mark)
        if row is not None:
            row.marks.append(mark)

    def _around(self, owner: etree._Element) -> tuple[etree._Element, etree._Element | None]:
        """The smallest element around a date that holds a link, and the child of it on the way (or itself)."""
        passed: list[etree._Element] = []
        place: etree._Element | None = owner
        while place is not None and place not in self.links.inside and place not in self.around:
            passed.append(place)
            place = place.getparent()
        found = self.around.get(place) if place is not None else None
        if found is None:
            found = (passed[-1] if passed else owner, place)
        self.around.update(dict.fromkeys(passed, found))
        return found

    def _row_around(self, place: etree._Element) -> Row | None:
        element: etree._Element | None = place
        while element is not None:
            if (row := self.rows.get(element)) is not None:
                return row
            element = element.getparent()
        return None

    def _is_row(self, place: etree._Element) -> bool:
        """Several links and one date: a row if it looks like its neighbours, or is what rows are made of."""
        if (
            self.counts.get(place) != 1
            or sum(1 for _ in islice(place.iter("a"), MAX_LINKS_OF_A_ROW + 1)) > MAX_LINKS_OF_A_ROW
        ):
            return False
        if place.tag in _ROWS:
            return True
        parent = place.getparent()
        if parent is None:
            return False
        return any(
            other is not place and other in self.links.inside and self.counts.get(other) == 1
            for other in parent.iterchildren(place.tag)
        )

    def _promote(self, place: etree._Element) -> Row:
        """Make one row of an element that holds several."""
        row = Row(place, [], 0)
        for element in place.iter():
            if (part := self.rows.pop(element, None)) is not None:
                row.anchors += part.anchors
                row.marks += part.marks
                row.chars = max(row.chars, part.chars)
        self.rows[place] = row
        self.moved = True
        return row

    def _beside(self, place: etree._Element, after: etree._Element | None, mark: Mark) -> Row | None:
        """The row of the link before a date, or after it, among the children of one element."""
        if after is None and place.tag == "td" and (row := self._in_cell_before(place, mark)) is not None:
            return row
        first = self.leads.get(place)
        if first is None:
            first = self.leads[place] = self._dates_lead(place)
        if first:
            others = place.iterchildren() if after is None else after.itersiblings()
        elif after is None:
            return None
        else:
            others = _backwards(after)
        other = next((e for e in islice(others, MAX_APART) if e in self.links.inside), None)
        return self.rows.get(other) if other is not None else None

    def _in_cell_before(self, cell: etree._Element, mark: Mark) -> Row | None:
        """A cell that begins with a date and, never closed, holds the rest of the page: its row is the table's."""
        previous, line = cell.getprevious(), cell.getparent()
        row = self.rows.get(previous) if previous is not None else None
        if row is None or line is None or row.marks or mark.owner is not cell:
            return None
        del self.rows[row.element]
        row.element = line
        self.rows[line] = row
        self.moved = True
        return row

    def _dates_lead(self, place: etree._Element) -> bool:
        """Whether the first date of an element comes before its first link."""
        if place.text and may_hold_date(place.text):
            return True
        for child in place.iterchildren():
            if child in self.links.inside:
                return False
            if child in self.counts or (child.tail and may_hold_date(child.tail)):
                return True
        return False


def _backwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.itersiblings(preceding=True)
