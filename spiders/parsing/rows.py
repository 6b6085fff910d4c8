"""The repeating rows of a page: which elements hold one link each, and which date stands beside it.

A row is the largest element that holds a single link (links to one address count as one): the ``<li>`` of a list, the
``<tr>`` of a table, the ``<a>`` of a card, whatever the markup. Where a row holds several links (``[category] title``,
a download beside the title), it is the element that holds exactly one date. Rows that are children of one element
form a block. Cost: one climb per link and per date, so linear in the page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import NamedTuple

from lxml import etree

from spiders.parsing.addresses import address_of
from spiders.parsing.document import Document
from spiders.parsing.linktext import is_chrome
from spiders.parsing.menus import Part, outside
from spiders.parsing.needles import needles_in
from spiders.parsing.stamps import Stamp, may_hold_date, read_stamp
from spiders.parsing.text import raw_text_of

_UNREAL = ("#", "javascript:", "about:", "void(")
_DATE_ENDS = frozenset("0123456789日号)）]】")
_SCRIPTED_ROWS = frozenset(("li", "tr", "td", "div", "p", "dl", "dd", "span"))
MAX_SCRIPTED, MAX_TEXT_CHARS = 500, 1000
MAX_DATE_CHARS = 30
FAR = 16


class Mark(NamedTuple):
    """A date on the page and the element whose text holds it."""

    stamp: Stamp
    owner: etree._Element


@dataclass(slots=True, eq=False)
class Row:
    """``anchors``: its links without pagers and the like, in document order; ``marks``: the dates beside them."""

    element: etree._Element
    anchors: list[etree._Element]
    chars: int  # of the longest text of its links, or of their titles
    marks: list[Mark] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Block:
    """Rows that are children of one element, in document order."""

    parent: etree._Element
    rows: list[Row]


_Titled = tuple[int, str, int]
"""The place of a link that may be an entry's, what it opens (its text if that cannot be told), how long its text is."""


class Links:
    """Which elements hold one address, which more than one; and the row of each address. All by places in the page."""

    MANY = object()

    def __init__(self, doc: Document, titled: Sequence[_Titled], menus: Sequence[Part]) -> None:
        self.inside: list[object] = [None] * len(doc.elements)
        self.rows: dict[int, Row] = {}
        self._elements, self._parents = doc.elements, doc.parents
        self._bodies = doc.places_of("body")
        self._far: dict[int, Row] = {}  # rows met on long ways up, so that no way is gone twice
        for menu, _ in menus:
            self._count_menu(menu)
        for place, key, _ in titled:
            self._count(place, key)
        for place, _, chars in titled:
            self._add(place, chars)

    def has_many(self, place: int) -> bool:
        return self.inside[place] is Links.MANY

    def _count_menu(self, place: int) -> None:
        while place >= 0 and self.inside[place] is None:
            self.inside[place] = Links.MANY
            place = self._parents[place]

    def _count(self, place: int, key: str) -> None:
        inside, parents, many = self.inside, self._parents, Links.MANY
        while place >= 0:
            seen = inside[place]
            if seen is None:
                inside[place] = key
            elif seen is many or seen == key:
                return
            else:
                inside[place] = many
            place = parents[place]

    def _add(self, link: int, chars: int) -> None:
        """Put a link into the row of its address: the largest element without another one."""
        inside, parents, many, bodies = self.inside, self._parents, Links.MANY, self._bodies
        place, parent = link, parents[link]
        steps, far, row = 0, -1, None
        while row is None and parent >= 0 and inside[parent] is not many and parent not in bodies:
            place, parent = parent, parents[parent]
            steps += 1
            if steps == FAR:
                far, row = place, self._far.get(place)
        if row is None:
            row = self.rows.get(place)
        if row is None:
            row = self.rows[place] = Row(self._elements[place], [], 0)
        if far >= 0:
            self._far[far] = row
        row.anchors.append(self._elements[link])
        row.chars = max(row.chars, chars)


def read_links(doc: Document, today: date, menus: Sequence[Part]) -> Links:
    """The links of a page that may carry titles, by the element that holds them; those of known menus left out."""
    elements = doc.elements
    places = range(len(elements)) if not menus else list(outside(menus, len(elements)))
    links = [place for place in places if elements[place].tag == "a"]
    titled = [one for place in links if (one := _titled(elements[place], place, today)) is not None]
    if "onclick" in needles_in(doc):
        kept = frozenset(places)
        titled += [one for one in _scripted(doc) if one[0] in kept]
    return Links(doc, titled, menus)


def grouped(rows: Iterable[Row]) -> list[Block]:
    """Rows as blocks: those of one tag that are children of one element."""
    blocks: dict[tuple[etree._Element, str], Block] = {}
    for row in rows:
        parent = row.element.getparent()
        if parent is None:
            continue
        key = (parent, row.element.tag)
        block = blocks.get(key)
        if block is None:
            blocks[key] = Block(parent, [row])
        else:
            block.rows.append(row)
    return list(blocks.values())


def _titled(anchor: etree._Element, place: int, today: date) -> _Titled | None:
    text = (raw_text_of(anchor) if len(anchor) else anchor.text or "").strip()
    if text and (is_chrome(text) or (text[-1] in _DATE_ENDS and _is_date(anchor, text, today))):
        return None
    chars = len(text)
    if chars == 0 or text[-1] in ".…" or len(anchor):
        chars = max(chars, len(anchor.get("title") or ""))
    href = (anchor.get("href") or "").strip()
    if href and (href[0] not in "#jJaAvV" or not href.lower().startswith(_UNREAL)):
        return place, href, chars
    return (place, "\0" + text, chars) if text else None


def _scripted(doc: Document) -> Iterator[_Titled]:
    """Rows that open an address by ``onclick`` of their own, without a link in them."""
    clicked = (pair for pair in enumerate(doc.elements) if pair[1].get("onclick") is not None and pair[1].tag != "a")
    for place, element in islice(clicked, MAX_SCRIPTED):
        if element.tag in _SCRIPTED_ROWS and next(element.iter("a"), None) is None:
            address = address_of(doc, element)
            text = raw_text_of(element)[:MAX_TEXT_CHARS].strip()
            if address is not None and text and not is_chrome(text):
                yield place, address, len(text)


def _is_date(anchor: etree._Element, text: str, today: date) -> bool:
    """A link whose text is a date only, beside another link: the date of that one."""
    if len(text) > MAX_DATE_CHARS or not may_hold_date(text) or read_stamp(text, today, alone=True) is None:
        return False
    place = anchor.getparent()
    for _ in range(2):
        if place is None or place.tag == "body":
            return False
        if any(other is not anchor for other in place.iter("a")):
            return True
        place = place.getparent()
    return False
