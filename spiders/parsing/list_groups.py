"""The lists of a page and what each weighs: how long its titles are, and what tells a main list from others."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from spiders.parsing.document import Document
from spiders.parsing.entries import Entry
from spiders.parsing.text import raw_text_of

MIN_UNDATED_ROWS = 3
MIN_UNDATED_TITLE_CHARS = 8
MAX_ROW_CHARS = 500
"""More text than this around a single link is an article beside a link, not a row."""
MAX_NAME_CHARS, MAX_PAGER_CHARS = 200, 400
MAX_PAGERS, MAX_NESTED, MAX_CELLS = 50, 12, 12
MAX_PIECES = 3
"""Rows of a table that stray end tags may part from it."""
_TITLE_CHARS_COUNTED = 30
_FRAME = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|menu|submenu|header|head|top|foot|footer|bottom|crumbs?|breadcrumb|position|location|dqwz|"
    r"weizhi|links?|friend\w*|yqlj|copyright|search|login|slide\w*|banner|swiper\w*|focus)(?:$|[\s_-]|\d)",
    re.I,
)
_SIDE = re.compile(
    r"(?:^|[\s_-])(?:hot\w*|rank\w*|side\w*|aside|recommend\w*|relat\w*|tuijian|xgxx|xgwz|xgyd|tjyd|ph|paihang)(?:$|[\s_-])",
    re.I,
)
_PAGER = re.compile(
    r"(?:^|[\s_-])(?:page|pager|pages|paging|pagination|pagelist|page_?div|fenye|fanye|pageing|paginator)\w{0,8}(?:$|[\s_-])",
    re.I,
)
_PAGER_WORDS = frozenset(("下一页", "上一页", "下页", "上页", "尾页", "末页", "最后一页"))
_PAGER_CALL = re.compile(r"[Pp]age(?:HTML|Html|Control)\w*\s*\(|\.pagination\s*\(")
_ATTACHMENT = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|wps|zip|rar|jpe?g|png)(?:$|[?#\s])|^附件", re.I)
_FOOTER = re.compile(r"^[主承协]办(?:单位)? ?[:：]|版权所有|copyright|©|标识码|备案|备\d{6,}|^技术支持", re.I)
_INDEX = re.compile(r"(?:index|default|list|column|channel)\w*\.\w+$", re.I)
_NUMBERS = re.compile(r"\d{2,}")


@dataclass(slots=True, eq=False)
class Group:
    """Blocks of one make that stand together."""

    entries: list[Entry]
    parent: etree._Element
    last: int = 0  # where in the document its last row stands
    first: int = 0  # its place among the lists of the page
    framed: bool = False  # in a frame or at the side
    own: float = 0.0  # share of its addresses in the folder of the page
    paged: bool = False  # the next thing after it is a pager
    score: float = 0.0
    named: float = 1.0  # what it is worth that it stands under the page's own name

    @property
    def dated(self) -> int:
        return len([1 for e in self.entries if e.dated])


def weighed(doc: Document, blocks: Sequence[Sequence[Entry]]) -> list[Group]:
    """The lists of a page that may be its main list, in page order."""
    folder, ids = _own(doc.url)
    places = _Places()
    groups = []
    for group in _grouped(blocks):
        weight = places.weight(group.parent)
        group.framed = weight < 1
        group.own = len([1 for e in group.entries if e.url and _is_own(e.url, folder, ids)]) / len(group.entries)
        group.score = weight * _score(group)
        if group.score > 0:
            groups.append(group)
    return groups


def _score(group: Group) -> float:
    n = len(group.entries)
    chars = sum([min(len(e.title), _TITLE_CHARS_COUNTED) for e in group.entries])
    dated = group.dated / n
    if not dated and not _is_undated_list(group, chars / n):
        return 0.0
    if n == 1 and not _may_stand_alone(group.entries[0]):
        return 0.0
    return chars * (1 + 2 * dated) * (1 + group.own)


def _may_stand_alone(entry: Entry) -> bool:
    """Whether one row may be a whole list, not a link that happens to stand in one box with an article's date."""
    if entry.url is not None and urlsplit(entry.url).path in ("", "/"):
        return False
    return len("".join(raw_text_of(entry.row.element).split())) <= MAX_ROW_CHARS


def _is_undated_list(group: Group, mean_chars: float) -> bool:
    n = len(group.entries)
    if n < MIN_UNDATED_ROWS or mean_chars < MIN_UNDATED_TITLE_CHARS:
        return False
    if sum(bool(_FOOTER.search(e.title)) for e in group.entries) * 2 >= n:
        return False
    leaves = sum(1 for e in group.entries if e.url is None or _is_leaf(e.url))
    files = sum(1 for e in group.entries if _ATTACHMENT.search(e.url or "") or _ATTACHMENT.search(e.title))
    return leaves >= 0.6 * n and files < 0.5 * n


def _is_leaf(url: str) -> bool:
    """Whether an address looks like that of a content page, not of a site or a column."""
    parts = urlsplit(url)
    name = parts.path.rpartition("/")[2]
    if _INDEX.match(name):
        return False
    return len(name) > 20 or bool((name or parts.query) and re.search(r"\d", name + parts.query))


class _Places:
    """What the names of the elements around a list make of its weight."""

    def __init__(self) -> None:
        self._known: dict[etree._Element, float] = {}

    def weight(self, element: etree._Element) -> float:
        passed: list[etree._Element] = []
        place: etree._Element | None = element
        while place is not None and place not in self._known:
            passed.append(place)
            place = place.getparent()
        weight = self._known[place] if place is not None else 1.0
        for inner in reversed(passed):
            weight = self._known[inner] = min(weight, _own_weight(inner))
        return weight


def _own_weight(element: etree._Element) -> float:
    if element.tag in ("nav", "header", "footer"):
        return 0.1
    name = _name(element)
    if name and _FRAME.search(name):
        return 0.3
    return 0.5 if name and _SIDE.search(name) else 1.0


def _name(element: etree._Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:MAX_NAME_CHARS].strip()


def _own(url: str) -> tuple[str, frozenset[str]]:
    """The folder of a page and the numbers in its name: what the addresses of its items share."""
    folder, _, name = urlsplit(url).path.rpartition("/")
    return folder + "/", frozenset(_NUMBERS.findall(name + folder.rpartition("/")[2]))


def _is_own(url: str, folder: str, ids: frozenset[str]) -> bool:
    path = url.partition("://")[2].partition("/")[2]
    if folder != "/" and path.startswith(folder[1:]):
        return True
    return bool(ids) and not ids.isdisjoint(_NUMBERS.findall(path.partition("?")[0]))


def mark_paged(doc: Document, groups: Sequence[Group]) -> None:
    """Give the list that stands closest before a pager its due."""
    order = doc.places
    for group in groups:
        group.last = order.get(group.entries[-1].row.element, 0)
    for place in islice(_pagers(doc, order), MAX_PAGERS):
        before = [g for g in groups if g.last < place]
        if before and not (nearest := max(before, key=lambda g: g.last)).paged:
            nearest.paged = True
            nearest.score *= 4


def _pagers(doc: Document, order: dict[etree._Element, int]) -> Iterator[int]:
    """Where pagers stand: links that say 下一页, elements named so, calls that draw one."""
    for anchor, text in doc.links:
        if len(text) <= 12 and "页" in text and text.strip("<>[]«» \xa0") in _PAGER_WORDS:
            yield order[anchor]
    for place, kind, ident in doc.named:
        name = kind or ident
        if ("ag" in name or "anye" in name or "enye" in name) and _is_pager(doc.elements[place], name):
            yield place
    for script in doc.scripts:
        if "age" in script.text and _PAGER_CALL.search(script.text):
            yield order[script.element]


def _is_pager(element: etree._Element, name: str) -> bool:
    return bool(_PAGER.search(name)) and "swiper" not in name and len(raw_text_of(element)) < MAX_PAGER_CHARS


def _grouped(blocks: Sequence[Sequence[Entry]]) -> list[Group]:
    groups: dict[tuple[object, ...], Group] = {}
    for entries in blocks:
        parent = entries[0].row.element.getparent() if entries else None
        if parent is None:
            continue
        key = (entries[0].row.element.tag, parent.tag, parent.get("class"), parent.getparent())
        if key in groups:
            groups[key].entries += entries
        else:
            groups[key] = Group(list(entries), parent, first=len(groups))
    return _without_pieces(list(groups.values()))


def _without_pieces(groups: list[Group]) -> list[Group]:
    """First rows of a table that stray end tags put into tables of their own, given back to it."""
    tables = {group.parent: group for group in groups if len(group.entries) > 1 and _line(group) is not None}
    kept = []
    for group in groups:
        line = _line(group) if len(group.entries) <= MAX_PIECES and tables else None
        around = () if line is None else islice(line.iterancestors("table", "tbody"), 1, MAX_NESTED)
        make = [] if line is None else _cells(group)
        others = (tables[e] for e in around if any(make) and e in tables and e is not group.parent)
        whole = next((other for other in others if _cells(other) == make), None)
        if whole is None or len(whole.entries) < len(group.entries):
            kept.append(group)
        else:
            whole.entries[:0] = group.entries
    return kept


def _line(group: Group) -> etree._Element | None:
    """The line of a table that the link of the first row stands in."""
    row = group.entries[0].row
    return next(row.anchors[0].iterancestors("tr"), None) if row.anchors else None


def _cells(group: Group) -> list[str | None]:
    """How the first row of a table is made: the class of its link and of its cells."""
    line, anchor = _line(group), group.entries[0].row.anchors[0]
    return [anchor.get("class"), *(cell.get("class") or "" for cell in islice(() if line is None else line, MAX_CELLS))]
