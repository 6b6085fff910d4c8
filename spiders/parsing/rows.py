"""The repeating rows of a page: which elements hold one link each, and which date stands beside it.

A row is the largest element that holds a single link (counting links to one address as one): the ``<li>`` of a list,
the ``<tr>`` of a table, the ``<a>`` of a card, whatever the markup. Where a row holds several links (``[category]
title``, a download beside the title), it is the element that holds exactly one date. Where nothing encloses link and
date together, dates and links are paired in the order of the source. Rows that are children of one element form a
block. Cost: one climb per link and per date, so linear in the page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from lxml import etree

from spiders.parsing.dates import find_dates
from spiders.parsing.document import Document
from spiders.parsing.stamps import MAX_PIECE_CHARS, Stamp, may_hold_date, read_stamp
from spiders.parsing.text import normalise, raw_text_of

MAX_LINKS_OF_A_ROW = 8
_UNREAL = re.compile(r"\s*(?:$|#|javascript:|void\b|about:)", re.I)
_SCRIPTED = re.compile(r"(?:location(?:\.href)?\s*=|(?:open|encodeURI|go\w*|view\w*|show\w*)\s*\()", re.I)
_CHROME_EDGES = " \t\r\n<>«»‹›[]()（）【】{}《》.…·+|：:→←»>\xa0\u3000"
_CHROME = frozenset(
    (
        *(
            "更多",
            "查看更多",
            "更多内容",
            "更多信息",
            "more",
            "read more",
            "首页",
            "网站首页",
            "第一页",
            "上一页",
            "上页",
            "前一页",
        ),
        *(
            "下一页",
            "下页",
            "后一页",
            "尾页",
            "末页",
            "最后一页",
            "最后页",
            "末 页",
            "首 页",
            "返回",
            "返回首页",
            "返回顶部",
            "top",
        ),
        *(
            "详情",
            "详细",
            "查看详情",
            "查看",
            "查看全文",
            "阅读全文",
            "详细内容",
            "点击查看",
            "下载",
            "附件下载",
            "跳转",
            "go",
            "确定",
        ),
        *(
            "next",
            "prev",
            "previous",
            "first",
            "last",
            "上一頁",
            "下一頁",
            "关闭",
            "打印",
            "收藏",
            "分享",
            "展开",
            "收起",
        ),
    )
)
_NUMBER = re.compile(r"(?:第?\d{1,5}页?)?")
_SKIPPED = frozenset(("select", "option", "textarea", "script", "style", "head", "noscript", "button", "template"))


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


def find_blocks(doc: Document, today: date) -> list[Block]:
    """Every block of rows on the page, navigation and footers included, in document order."""
    return _Finder(doc, today).blocks()


def is_chrome(text: str) -> bool:
    """Whether the text of a link is that of a pager or a 'more', not a title."""
    bare = text.strip(_CHROME_EDGES)
    return bare.lower() in _CHROME or _NUMBER.fullmatch(bare) is not None


class _Many:
    """Stands for 'more than one address'."""


_MANY = _Many()


class _Finder:
    def __init__(self, doc: Document, today: date) -> None:
        self.doc = doc
        self.today = today
        self.links: dict[etree._Element, object] = {}  # element → the only address in it, or _MANY
        self.counts: dict[etree._Element, int] = {}  # element → dates in it
        self._leads: dict[etree._Element, bool] = {}

    def blocks(self) -> list[Block]:
        anchors = self._anchors()
        for anchor, key, _ in anchors:
            self._mark(anchor, key)
        rows = self._leaves(anchors)
        self._give_dates(rows)
        order = {element: i for i, element in enumerate(self.doc.elements)}
        return _grouped(sorted(rows.values(), key=lambda row: order[row.element]))

    def _anchors(self) -> list[tuple[etree._Element, str, int]]:
        """Each link that may be an entry's, what it opens, and how long its text is."""
        found = []
        for anchor in self.doc.all("a"):
            text = (raw_text_of(anchor) if len(anchor) else anchor.text or "").strip()
            href = anchor.get("href") or ""
            if text and (is_chrome(text) or self._is_date(anchor, text)):
                continue
            chars = len(text) if len(anchor) == 0 else max(len(text), len(anchor.get("title") or ""))
            if not _UNREAL.match(href):
                found.append((anchor, href.strip(), chars))
            elif text:
                found.append((anchor, "\0" + text, chars))
        return found

    def _is_date(self, anchor: etree._Element, text: str) -> bool:
        """A link whose text is a date only, beside another link: the date of that one."""
        if len(text) > 30 or not may_hold_date(text) or read_stamp(text, self.today, alone=True) is None:
            return False
        place = anchor.getparent()
        for _ in range(2):
            if place is None or place.tag == "body":
                return False
            if any(other is not anchor for other in place.iter("a")):
                return True
            place = place.getparent()
        return False

    def _mark(self, anchor: etree._Element, key: str) -> None:
        links = self.links
        element: etree._Element | None = anchor
        while element is not None:
            seen = links.get(element)
            if seen is None:
                links[element] = key
            elif seen is _MANY or seen == key:
                return
            else:
                links[element] = _MANY
            element = element.getparent()

    def _leaves(self, anchors: Iterable[tuple[etree._Element, str, int]]) -> dict[etree._Element, Row]:
        """For each link the row that holds it: the largest element without another address."""
        rows: dict[etree._Element, Row] = {}
        for anchor, _, chars in anchors:
            element, parent = anchor, anchor.getparent()
            while parent is not None and self.links.get(parent) is not _MANY and parent.tag != "body":
                element, parent = parent, parent.getparent()
            row = rows.get(element)
            if row is None:
                rows[element] = Row(element, [anchor], chars)
            else:
                row.anchors.append(anchor)
                row.chars = max(row.chars, chars)
        return rows

    def _give_dates(self, rows: dict[etree._Element, Row]) -> None:
        found = list(self._marks())
        for mark, _ in found:
            element: etree._Element | None = mark.owner
            while element is not None:
                self.counts[element] = self.counts.get(element, 0) + 1
                element = element.getparent()
        for mark, after in found:
            self._give(rows, mark, after)

    def _marks(self) -> Iterator[tuple[Mark, etree._Element | None]]:
        """Dates that may stand beside links, and the child that each follows in its owner (None: its first text)."""
        for element in self.doc.elements:
            if element.tag in _SKIPPED:
                continue
            text = element.text
            if text and may_hold_date(text) and (stamp := self._read(text, element)) is not None:
                yield Mark(stamp, element), None
        for element in self.doc.elements:
            tail = element.tail
            if tail and may_hold_date(tail):
                parent = element.getparent()
                if (
                    parent is not None
                    and parent.tag not in _SKIPPED
                    and (stamp := self._read(tail, parent)) is not None
                ):
                    yield Mark(stamp, parent), element
        for script in self.doc.scripts:
            parent = script.element.getparent()
            if parent is not None and len(script.text) <= MAX_PIECE_CHARS and may_hold_date(script.text):
                hits = find_dates(normalise(script.text), self.today)
                if len(hits) == 1 and hits[0].day is not None:
                    yield Mark(Stamp(text=hits[0].text, day=hits[0].day), parent), script.element

    def _read(self, text: str, owner: etree._Element) -> Stamp | None:
        if len(text) > MAX_PIECE_CHARS and len(text := text.strip()) > MAX_PIECE_CHARS:
            return None
        return read_stamp(text, self.today, linked=_is_linked(owner))

    def _give(self, rows: dict[etree._Element, Row], mark: Mark, after: etree._Element | None) -> None:
        place: etree._Element | None = mark.owner
        inside = mark.owner
        while place is not None and place not in self.links:
            inside, place = place, place.getparent()
        if place is None or place.tag in ("body", "html"):
            return
        if self.links[place] is _MANY:
            if self._is_row(place):
                self._promote(rows, place).marks.append(mark)
            else:
                self._pair(rows, place, inside if inside is not place else after, mark)
            return
        while place is not None:
            if (row := rows.get(place)) is not None:
                row.marks.append(mark)
                return
            place = place.getparent()

    def _is_row(self, place: etree._Element) -> bool:
        """Several links and one date: a row if it looks like its neighbours, or is what rows are made of."""
        if self.counts.get(place) != 1 or sum(1 for _ in place.iter("a")) > MAX_LINKS_OF_A_ROW:
            return False
        if place.tag in ("li", "tr", "dd", "dl", "article"):
            return True
        parent = place.getparent()
        if parent is None:
            return False
        return any(
            other is not place and other in self.links and self.counts.get(other) == 1
            for other in parent.iterchildren(place.tag)
        )

    def _promote(self, rows: dict[etree._Element, Row], place: etree._Element) -> Row:
        """Make one row of an element that holds several."""
        row = Row(place, [], 0)
        for element in place.iter():
            if (part := rows.pop(element, None)) is not None:
                row.anchors += part.anchors
                row.chars = max(row.chars, part.chars)
                row.marks += part.marks
        rows[place] = row
        return row

    def _pair(
        self, rows: dict[etree._Element, Row], place: etree._Element, after: etree._Element | None, mark: Mark
    ) -> None:
        """A date that nothing encloses together with its link belongs to the link before it, or after it."""
        if after is None and place.tag == "td" and self._in_cell_before(rows, place, mark):
            return
        first = self._leads.get(place)
        if first is None:
            first = self._leads[place] = self._dates_lead(place)
        if first:
            others = place.iterchildren() if after is None else after.itersiblings()
        elif after is None:
            return
        else:
            others = _backwards(after)
        for other in others:
            if other in self.links:
                if (row := rows.get(other)) is not None:
                    row.marks.append(mark)
                return

    def _in_cell_before(self, rows: dict[etree._Element, Row], cell: etree._Element, mark: Mark) -> bool:
        """A cell that begins with a date and, never closed, goes on with the rest of the page: its row is the table's."""
        previous, line = cell.getprevious(), cell.getparent()
        row = rows.get(previous) if previous is not None else None
        if row is None or line is None or row.marks or mark.owner is not cell:
            return False
        del rows[row.element]
        row.element = line
        row.marks.append(mark)
        rows[line] = row
        return True

    def _dates_lead(self, place: etree._Element) -> bool:
        """Whether the first date of an element comes before its first link."""
        if place.text and may_hold_date(place.text):
            return True
        for child in place.iterchildren():
            if child in self.links:
                return False
            if child in self.counts or (child.tail and may_hold_date(child.tail)):
                return True
        return False


def _is_linked(element: etree._Element) -> bool:
    return element.tag == "a" or next(element.iterancestors("a"), None) is not None


def _backwards(element: etree._Element) -> Iterator[etree._Element]:
    yield element
    yield from element.itersiblings(preceding=True)


def _grouped(rows: list[Row]) -> list[Block]:
    blocks: dict[tuple[etree._Element, str], Block] = {}
    for row in rows:
        parent = row.element.getparent()
        if parent is None:
            continue
        key = (parent, row.element.tag)
        if key in blocks:
            blocks[key].rows.append(row)
        else:
            blocks[key] = Block(parent, [row])
    return list(blocks.values())
