"""Entries made of the rows of a block: title, address and date of each, and the same entry met twice made one."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import chain

from lxml import etree

from spiders.parsing.addresses import address_of
from spiders.parsing.document import Document
from spiders.parsing.entry_dates import Entry, give_dates
from spiders.parsing.linktext import is_chrome
from spiders.parsing.menus import Seen
from spiders.parsing.needles import needles_in
from spiders.parsing.row_dates import Found, find_blocks
from spiders.parsing.rows import Block, Links
from spiders.parsing.text import normalise, raw_text_of
from spiders.parsing.titles import read_title
from spiders.parsing.unseen import doubt_unseen

__all__ = ["Entry", "date_by_copies", "merged", "read_blocks"]

_FURNITURE = re.compile(
    r"设为首页|加入收藏|收藏本站|用户登录|^登录$|^注册$|无障碍|长者|适老|繁[體体]|简体|^english$|^rss|联系我们|网站地图|网站声明|版权|"
    r"ICP备|ICP证|公网安备|网安备|标识码|技术支持|^\W*$",
    re.I,
)
MAX_CRUMBS, MAX_FURNITURE = 6, 12
_CRUMBS = re.compile(r"(?:位置|位置\s?[:：]|首页|[>»›→])$")
MAX_TWINS, MIN_LONE_TITLE_CHARS = 5, 8
MIN_CHARS = 6
"""Undated links of fewer characters on the average are navigation."""


def read_blocks(doc: Document, today: date) -> list[list[Entry]]:
    """The entries of each block of rows that has any."""
    found = doc.once(find_blocks, today)
    pins = "顶" in needles_in(doc)
    read = [entries for block in found.blocks if (entries := _read_block(doc, block, today, pins=pins))]
    _learn_menus(doc, today, found, read)
    return read


def _learn_menus(doc: Document, today: date, found: Found, read: Iterable[Iterable[Entry]]) -> None:
    """Let what is known of the page's ends learn from it, if it has not learnt yet."""
    unlearnt = [(menus, first) for menus, first in doc.menus if menus.parts(first, today) is None]
    if not unlearnt:
        return
    rows = {doc.places[entry.row.element] for entries in read for entry in entries}
    links = [doc.places[anchor] for anchor in doc.all("a")]
    many = [holds is Links.MANY for holds in found.links.inside]
    page = Seen(doc.elements, doc.parents, many, links, sorted(rows.union(found.dated)))
    for menus, first in unlearnt:
        menus.learn(first, today, page)


def _read_block(doc: Document, block: Block, today: date, *, pins: bool) -> list[Entry]:
    """The entries of a block; rows that are furniture of the page (login, footer links, pagers) are left out.

    A block of short links without dates is navigation: none. ``pins``: the page has the word for pinned entries.
    """
    if not any(row.marks for row in block.rows) and sum(row.chars for row in block.rows) < MIN_CHARS * len(block.rows):
        return []
    entries = []
    few, many = len(block.rows) <= MAX_CRUMBS, len(block.rows) > MAX_FURNITURE
    for row in block.rows:
        title, anchor, pinned = read_title(row, today, pins=pins)
        if len(title) < 2 or is_chrome(title) or not (many or len(title) >= 40 or not _FURNITURE.search(title)):
            continue
        if not few or not _is_crumb(anchor):
            entries.append(Entry(title=title, url=address_of(doc, anchor), row=row, pinned=pinned))
    if not entries:
        return []
    give_dates(entries, today)
    doubt_unseen(entries)
    return [] if len(entries) == 1 and _is_clock(entries[0], today) else entries


def _is_clock(entry: Entry, today: date) -> bool:
    """Whether a lone link stands beside the day of the visit, not beside a date of its own."""
    return entry.day == today and len(entry.title) < MIN_LONE_TITLE_CHARS


def _is_crumb(anchor: etree._Element) -> bool:
    """Whether a link is a step of 您的位置：首页 > 政务公开 > 工作动态."""
    parent = anchor.getparent()
    if parent is not None and "位置" in (parent.text or parent[0].text or "")[:40]:
        return True
    return _CRUMBS.search(_text_before(anchor)) is not None


def _text_before(element: etree._Element) -> str:
    """The words right before an element in its parent."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return ((previous.tail or "") if previous.tail else raw_text_of(previous)[-40:]).strip()
    return (parent.text or "").strip() if parent is not None else ""


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """The same entry met again (desktop and mobile, a hot list beside the list) made one, in the order of the page."""
    kept: list[Entry] = []
    places: dict[str, list[Entry]] = {}
    for entry in entries:
        keys = (entry.title, entry.url) if entry.url else (entry.title,)
        twin = None
        if not places.keys().isdisjoint(keys):
            known = (twin for key in keys if key in places for twin in places[key][-MAX_TWINS:])
            twin = next((k for k in known if _same(k, entry)), None)
        if twin is None:
            for key in keys:
                places.setdefault(key, []).append(entry)
            kept.append(entry)
        else:
            _merge(twin, entry)
    return kept


def date_by_copies(entries: Iterable[Entry], blocks: Iterable[Iterable[Entry]]) -> None:
    """Give entries without a date that of their copies in other blocks: cards for phones beside a list for desktops."""
    undated = {entry.url or entry.title: entry for entry in entries if not entry.dated}
    days: dict[str, set[date | None]] = defaultdict(set)
    for copy in chain.from_iterable(blocks) if undated else ():
        key = copy.url or copy.title
        if copy.dated and key in undated and _same(undated[key], copy):
            days[key].add(copy.day)
    for key, found in days.items():
        if len(found) == 1:
            undated[key].day = found.pop()


def _same(a: Entry, b: Entry) -> bool:
    if a.day is not None and b.day is not None and a.day != b.day:
        return False
    one, two = sorted((_stem(a.title), _stem(b.title)), key=len)
    if a.url is not None and a.url == b.url:
        return two.startswith(one)
    if a.url is not None and b.url is not None:
        return False
    return one == two and a.row.element.getparent() is not b.row.element.getparent()


def _stem(title: str) -> str:
    return normalise(title).rstrip(".…。 ")


def _merge(kept: Entry, other: Entry) -> None:
    """Give an entry what its twin knows better: the longer title, an address, a date."""
    if len(_stem(other.title)) > len(_stem(kept.title)):
        kept.title = other.title
    if not kept.dated:
        kept.day, kept.abnormal = other.day, other.abnormal
    kept.url = kept.url or other.url
    kept.pinned = kept.pinned or other.pinned
