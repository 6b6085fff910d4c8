"""The titled blocks of a home page: a title and, beside it, a link on (更多), or a list below it.

Titles stand in headings, in tabs (several titles over several lists, a link on in each), or in boxes that the page
calls titles. An entry of a list is no title: it is longer, or leads to an article.
"""

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from rules.observations import ColumnLink
from spiders.parsing.addressing import Addresses
from spiders.parsing.category import category_of
from spiders.parsing.document import Document
from spiders.parsing.names import MAX_NAME_CHARS, clean, is_more, is_name, spoken
from spiders.parsing.navigation import address_of

_CLIMB = 5
_TITLE_BOX = re.compile(r"tit|head|(?:^|[\s_-])hd|tab|lanmu|(?:^|[\s_-])lm|(?:^|[\s_-])bt|mc|name", re.I)
_ICON = re.compile(r"icon|glyph|ico(?:$|[\s_-])", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "dt", "legend", "strong")
_MAX_TABS = 8
_SAYING = ("a", "img")
_TEXT_TAGS = frozenset((*_HEADINGS, "div", "span", "li", "p", "td", "em", "b", "i", "font"))
_BOXES_UP = 3
_ENTRIES = 3


def read_sections(doc: Document, *, addresses: Addresses | None = None) -> tuple[ColumnLink, ...]:
    """The blocks in the order of the page."""
    addresses = addresses or Addresses(doc)
    found: dict[etree._Element, ColumnLink] = {}
    for element, link in (*_with_more(doc, addresses), *_titles(doc, addresses), *_unlinked(doc)):
        if element not in found or (link.url and not found[element].url):
            found[element] = link
    order = {element: place for place, element in enumerate(doc.elements)}
    return tuple(found[element] for element in sorted(found, key=lambda element: order.get(element, 0)))


def _with_more(doc: Document, addresses: Addresses) -> Iterator[tuple[etree._Element, ColumnLink]]:
    """Titles with a link on; where tabs share a box, the links on in it belong to them in turn."""
    done: set[etree._Element] = set()
    for more in doc.all("a"):
        if more in done or not is_more(spoken(more)):
            continue
        box, titles = _titles_over(more)
        links = [link for link in box.iter("a") if is_more(spoken(link))] if len(titles) > 1 and box is not None else []
        pairs = list(zip(titles, links, strict=False)) if len(links) == len(titles) else [(t, more) for t in titles[:1]]
        done.update(link for _, link in pairs)
        for title, link in pairs:
            yield title, _column(_title_of(title), addresses.resolve(address_of(link)), addresses)


def _titles_over(more: etree._Element) -> tuple[etree._Element | None, list[etree._Element]]:
    """The title that a link on belongs to, first of the titles side by side, and the smallest box with both."""
    box = more.getparent()
    for _ in range(_CLIMB):
        if box is None or box.tag == "body":
            break
        for element in box.iter():
            if element is more:
                break
            if clean(element.text or "") or (element.tag in _SAYING and clean(spoken(element))):
                return box, _beside(element, box, more)
        box = box.getparent()
    return None, []


def _beside(first: etree._Element, box: etree._Element, more: etree._Element) -> list[etree._Element]:
    """``first`` and the titles beside it, up to the box they stand in."""
    if not _says_title(first):
        return []
    part = first
    while (parent := part.getparent()) is not None and parent is not box.getparent():
        tabs = [p for p in parent if _says_title(p)]
        if 1 < len(tabs) <= _MAX_TABS and part in tabs:
            return tabs
        part = parent
    return [first]


def _says_title(element: etree._Element) -> bool:
    text = _title_of(element)
    return is_name(text) and not is_more(text)


def _title_of(element: etree._Element) -> str:
    """What a box says before the first of its parts, else all it says: a heading may hold the link on too."""
    return (element.tag not in _SAYING and clean(element.text or "")) or clean(spoken(element))


def _titles(doc: Document, addresses: Addresses) -> Iterator[tuple[etree._Element, ColumnLink]]:
    """Links in headings and in boxes called titles, whose address is a column's, or that have no address."""
    for link in doc.all("a"):
        name = clean(spoken(link))
        if not is_name(name) or is_more(name) or not (_is_title(link) or _is_tile(link)):
            continue
        raw = address_of(link)
        url = addresses.resolve(raw)
        if not raw or (addresses.is_place(url) and (addresses.is_column(url) or category_of(name) != "unknown")):
            yield link, _column(name, url, addresses)


def _unlinked(doc: Document) -> Iterator[tuple[etree._Element, ColumnLink]]:
    """Titles that are mere text, over a list of entries: what a block offers, though nobody can ask for it."""
    for element in doc.elements:
        if element.tag not in _TEXT_TAGS or not element.text or not is_name(name := clean(element.text)):
            continue
        if _is_title(element) and element.find(".//a") is None and _has_entries(element):
            yield element, ColumnLink(name=name, url="", category=category_of(name))


def _has_entries(title: etree._Element) -> bool:
    """Whether the box that a title stands in, at most two boxes up, lists entries."""
    box = title.getparent()
    for _ in range(_BOXES_UP):
        if box is None or box.tag == "body":
            return False
        entries = (link for link in box.iter("a") if len(spoken(link)) > MAX_NAME_CHARS)
        if len(list(islice(entries, _ENTRIES))) == _ENTRIES:
            return True
        box = box.getparent()
    return False


def _is_title(link: etree._Element) -> bool:
    element: etree._Element | None = link
    for _ in range(3):
        if element is None or element.tag == "body":
            return False
        if element.tag in _HEADINGS or _TITLE_BOX.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        element = element.getparent()
    return False


def _is_tile(link: etree._Element) -> bool:
    """Whether a link is a picture or an icon with a name."""
    return any(e.tag in ("img", "i", "svg") or _ICON.search(e.get("class") or "") for e in link.iterdescendants())


def _column(name: str, url: str, addresses: Addresses) -> ColumnLink:
    return ColumnLink(name=name, url=url if addresses.is_place(url) else "", category=category_of(name))
