"""The repeating rows of a page: which elements hold one link each, and which date stands beside it.

A row is the largest element that holds a single link (links to one address count as one): the ``<li>`` of a list, the
``<tr>`` of a table, the ``<a>`` of a card, whatever the markup. Where a row holds several links (``[category] title``,
a download beside the title), it is the element that holds exactly one date. Rows that are children of one element
form a block. Cost: one climb per link and per date, so linear in the page.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, cast

from lxml import etree

from spiders.parsing.addresses import address_of
from spiders.parsing.document import Document
from spiders.parsing.linktext import is_chrome
from spiders.parsing.stamps import Stamp, may_hold_date, read_stamp
from spiders.parsing.text import raw_text_of

_UNREAL = ("#", "javascript:", "about:", "void(")
_DATE_ENDS = frozenset("0123456789日号)）]】")
_SCRIPTED_ROWS = frozenset(("li", "tr", "td", "div", "p", "dl", "dd", "span"))
_clicked = etree.XPath("//*[@onclick and not(self::a)]")
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


_Titled = tuple[etree._Element, str, int]
"""A link that may be an entry's, what it opens (its text where that cannot be told), how long its text is."""


class Links:
    """Which elements hold one address, which more than one; and the row of each address."""

    MANY = object()

    def __init__(self, titled: Sequence[_Titled]) -> None:
        self.inside: dict[etree._Element, object] = {}
        self.rows: dict[etree._Element, Row] = {}
        self._far: dict[etree._Element, Row] = {}  # rows met on long ways up, so that no way is gone twice
        for anchor, key, _ in titled:
            self._count(anchor, key)
        for anchor, _, chars in titled:
            self._add(anchor, chars)

    def has_many(self, element: etree._Element) -> bool:
        return self.inside.get(element) is Links.MANY

    def _count(self, anchor: etree._Element, key: str) -> None:
        inside = self.inside
        element: etree._Element | None = anchor
        while element is not None:
            seen = inside.get(element)
            if seen is None:
                inside[element] = key
            elif seen is Links.MANY or seen == key:
                return
            else:
                inside[element] = Links.MANY
            element = element.getparent()

    def _add(self, anchor: etree._Element, chars: int) -> None:
        """Put a link into the row of its address: the largest element without another one."""
        inside, element, parent = self.inside, anchor, anchor.getparent()
        steps, far, row = 0, None, None
        while row is None and parent is not None and inside[parent] is not Links.MANY and parent.tag != "body":
            element, parent = parent, parent.getparent()
            steps += 1
            if steps == FAR:
                far, row = element, self._far.get(element)
        if row is None:
            row = self.rows.get(element)
        if row is None:
            row = self.rows[element] = Row(element, [], 0)
        if far is not None:
            self._far[far] = row
        row.anchors.append(anchor)
        row.chars = max(row.chars, chars)


def read_links(doc: Document, today: date) -> Links:
    """The links of a page that may carry titles, by the element that holds them."""
    titled = [one for anchor, text in doc.links if (one := _titled(anchor, text, today)) is not None]
    return Links(titled + list(_scripted(doc)) if "onclick" in doc.text else titled)


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


def _titled(anchor: etree._Element, text: str, today: date) -> _Titled | None:
    if text and (is_chrome(text) or (text[-1] in _DATE_ENDS and _is_date(anchor, text, today))):
        return None
    chars = len(text)
    if chars == 0 or len(anchor) or text[-1] in ".…":
        chars = max(chars, len(anchor.get("title") or ""))
    href = (anchor.get("href") or "").strip()
    if href and (href[0] not in "#jJaAvV" or not href.lower().startswith(_UNREAL)):
        return anchor, href, chars
    return (anchor, "\0" + text, chars) if text else None


def _scripted(doc: Document) -> Iterator[_Titled]:
    """Rows that open an address by ``onclick`` of their own, without a link in them."""
    for element in cast(list[etree._Element], _clicked(doc.root))[:MAX_SCRIPTED]:
        if element.tag in _SCRIPTED_ROWS and next(element.iter("a"), None) is None:
            address = address_of(doc, element)
            text = raw_text_of(element)[:MAX_TEXT_CHARS].strip()
            if address is not None and text and not is_chrome(text):
                yield element, address, len(text)


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
