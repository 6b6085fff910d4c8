"""Which blocks of rows are the list that a page is there for.

Blocks of one make under one element are one list broken into pieces. Each list is weighed by the length of its titles,
then by what tells a main list from side lists and frames: dates, addresses in the column's own folder, a pager that
follows it, the names of the elements around it. Lists without dates must be many, titled like articles and lead to
content pages. A channel page without a pager shows several lists of like weight: then all of them count.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from lxml import etree

from spiders.parsing.document import Document
from spiders.parsing.entries import Entry
from spiders.parsing.list_groups import Group, mark_paged, weighed
from spiders.parsing.text import raw_text_of

MAX_CHANNEL_ROWS = 14
"""A longer list is that of a column, not one of several of a channel."""
MAX_GROUPS, MAX_ROWS_OF_A_BOX = 30, 60
_LIKE_WEIGHT, _OWN = 0.4, 0.5
_NAMED, _NAMED_OWN = 1.5, 6
_ROW_OF_BOXES = 3
"""So many boxes of one make are those of a channel, wherever their entries lead; a list and one beside it are two."""
_TITLE_PARTS = re.compile(r"[_|—>\]\[-]+|\s{1,9}")
_BOX_LEVELS, _HEADING_CHILDREN = 4, 6


def choose(doc: Document, blocks: Sequence[Sequence[Entry]]) -> list[Entry]:
    """The entries of the main list; none where nothing on the page is like one."""
    groups = weighed(doc, blocks)
    if len(groups) < 2:
        return groups[0].entries if groups else []
    groups = sorted(groups, key=lambda g: -g.score)[:MAX_GROUPS]
    mark_paged(doc, groups)
    paged = [g for g in groups if g.paged and g.dated]
    if not paged:
        _mark_named(doc, groups)
    best = max(paged or groups, key=lambda g: g.score * g.named)
    if best.paged or len(best.entries) > MAX_CHANNEL_ROWS or not best.dated:
        return best.entries
    shared = _shared_boxes(groups)
    boxes = [g for g in groups if g.dated and _stands_in_a_row(g, best)]
    boxes = boxes if len(boxes) >= _ROW_OF_BOXES else []
    beside = [g for g in groups if g is best or g in boxes or _is_beside(g, best, shared)]
    return [entry for group in sorted(beside, key=lambda g: g.first) for entry in group.entries]


def _is_beside(group: Group, best: Group, shared: frozenset[etree._Element]) -> bool:
    """Whether a list is one of several of a channel page, of which ``best`` is the heaviest."""
    if not group.dated or group.score < _LIKE_WEIGHT * best.score or (group.framed and not best.framed):
        return False
    if best.own >= _OWN > group.own:
        return False
    if _make(group) == _make(best) and _is_named(best):
        return True
    return _has_more(best, shared) and _has_more(group, shared)


def _stands_in_a_row(group: Group, best: Group) -> bool:
    """Whether two lists are of one make, each in a box of its own, and the boxes stand in one element."""
    box, other = group.parent.getparent(), best.parent.getparent()
    if box is None or other is None or box.getparent() is not other.getparent():
        return False
    return bool(box.get("class")) and _make(group) == _make(best)


def _shared_boxes(groups: Sequence[Group]) -> frozenset[etree._Element]:
    """Elements that hold more than one list."""
    counts = Counter(e for g in groups for e in islice(chain((g.parent,), g.parent.iterancestors()), _BOX_LEVELS + 1))
    return frozenset(element for element, lists in counts.items() if lists > 1)


def _make(group: Group) -> tuple[object, ...]:
    above = group.parent.getparent()
    row = group.entries[0].row.element
    return (
        row.tag,
        group.parent.tag,
        group.parent.get("class"),
        None if above is None else (above.tag, above.get("class")),
    )


def _is_named(group: Group) -> bool:
    """Whether classes tell the make of a list; tables without any are all alike."""
    above = group.parent.getparent()
    return bool(group.parent.get("class") or (above is not None and above.get("class")))


def _has_more(group: Group, shared: frozenset[etree._Element]) -> bool:
    """Whether a box holds the list with a link to more of it: then the list itself is on another page."""
    for element in islice(group.parent.iterancestors(), _BOX_LEVELS):
        if element in shared:
            return False
        if any("更多" in text or "more" in text.lower() for text in _short_links(element)):
            return True
    return False


def _short_links(element: etree._Element) -> Iterator[str]:
    for anchor in islice(element.iter("a"), MAX_ROWS_OF_A_BOX):
        text = raw_text_of(anchor).strip()
        if len(text) <= 10:
            yield text + (anchor.get("class") or "") + (anchor.get("title") or "")


def _mark_named(doc: Document, groups: Sequence[Group]) -> None:
    """A list under a heading that is the page's own name is the page's own."""
    names = {_squeezed(part) for part in _TITLE_PARTS.split(doc.title)} | {_squeezed(doc.metas.get("columnname", ""))}
    names -= {""}
    for group in groups:
        row = group.entries[0].row
        first = row.anchors[0] if len(group.entries) == 1 and row.anchors else group.parent
        if names and any(_squeezed(text) in names for text in headings_of(first)):
            own = group.own >= _OWN or all(entry.url is None for entry in group.entries)
            group.named = _NAMED_OWN if own else _NAMED


def headings_of(parent: etree._Element) -> Iterator[str]:
    """Short texts that stand right before a list or the boxes around it."""
    for element in islice(chain((parent,), parent.iterancestors()), _BOX_LEVELS):
        previous = element.getprevious()
        if previous is not None and len(previous) < _HEADING_CHILDREN and len(text := raw_text_of(previous)) < 100:
            yield text


def _squeezed(text: str) -> str:
    return "".join(text.split()).strip("[]【】>»")
