"""Rows of short names side by side, the form every navigation has: list items, table cells, boxes, links in a line.

A row is an element most of whose parts begin with a short name, whatever the tags; a part may hold more below its name
(the submenu). Rows are found from the leaves up, and a name belongs to the lowest row it stands in, so that a page's
big boxes, which begin with names too, are not taken for a navigation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from lxml import etree

from spiders.parsing.document import Document
from spiders.parsing.names import clean, is_home, is_name, spoken

MIN_CELLS = 3
MAX_ROWS = 1000
_MOST = 0.6
_MAX_CELLS = 80
_SILENT = frozenset(
    ("script", "style", "select", "option", "input", "textarea", "button", "noscript", "template", "iframe")
)
_ADDRESS = re.compile(r"[\"']([^\"'\s]*[/.][^\"'\s]*)[\"']")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A name and where it stands: ``raw`` is the address behind it, "" where there is none."""

    name: str
    raw: str
    part: etree._Element  # the row's part that begins with the name
    named: etree._Element  # the element that says it


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """``home``: one of the names is that of the home page."""

    box: etree._Element
    cells: tuple[Cell, ...]
    home: bool


def read_rows(doc: Document) -> list[Row]:
    """The rows of the page in document order, an outer one before those inside; no page has more than 1000 of use."""
    heads: dict[etree._Element, Cell] = {}
    rows: list[Row] = []
    for element in reversed(doc.elements):
        if element.tag in _SILENT:
            continue
        terms = element.tag == "dl" and element.find("dt") is not None
        parts = element.findall("dt") if terms else element
        cells = [head for part in parts if (head := heads.get(part)) is not None]
        if len(cells) >= MIN_CELLS and element.tag != "a":
            row = _row(element, cells)
            if row is not None:
                rows.append(row)
                continue
        head = _head(element, heads)
        if head is not None:
            heads[element] = head
    rows.reverse()
    return rows[:MAX_ROWS]


def cells_below(cell: Cell) -> Iterator[Cell]:
    """The links of a cell's submenu, in order."""
    parts = [cell.part]
    if cell.part.tag == "dt":  # what is below a term stands beside it
        parts += takewhile(lambda part: part.tag == "dd", cell.part.itersiblings())
    for link in (link for part in parts for link in part.iter("a")):
        if link is not cell.named:
            name = clean(spoken(link))
            if is_name(name):
                yield Cell(name, address_of(link), link, link)


def address_of(element: etree._Element) -> str:
    """Where a click on an element leads, as it stands there; "" for nowhere (``#``, ``javascript:``)."""
    raw = (element.get("href") or "").strip()
    if raw and not raw.startswith("#") and not raw.lower().startswith("javascript:"):
        return raw
    found = _ADDRESS.findall(element.get("onclick") or "") or _ADDRESS.findall(raw)
    return found[-1] if found else ""


def _row(box: etree._Element, cells: list[Cell]) -> Row | None:
    home = any(is_home(cell.name) for cell in cells)
    good = [cell for cell in cells if is_name(cell.name)]
    if not MIN_CELLS - home <= len(good) <= _MAX_CELLS or len(good) + home < _MOST * len(cells):
        return None
    return Row(box, tuple(Cell(c.name, c.raw, _part_of(c.named, box), c.named) for c in good), home)


def _head(element: etree._Element, heads: dict[etree._Element, Cell]) -> Cell | None:
    """The name an element begins with, and what it leads to."""
    if element.tag in ("a", "area"):
        name = clean(spoken(element))
        return Cell(name, address_of(element), element, element) if name else None
    own = clean(element.text or "")
    if own:
        return Cell(own, address_of(element), element, element)
    for part in element:
        found = heads.get(part)
        if found is not None:
            if not found.raw and element.get("onclick"):
                return Cell(found.name, address_of(element), element, found.named)
            return found
        if part.tail and (name := clean(part.tail)):
            return Cell(name, address_of(element), element, element)
    return None


def _part_of(named: etree._Element, box: etree._Element) -> etree._Element:
    part = named
    while part.getparent() is not box:
        parent = part.getparent()
        if parent is None:
            return named
        part = parent
    return part
