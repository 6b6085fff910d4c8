"""The entries of a column: titles, addresses and dates, whatever the markup.

``read_items`` finds the rows of a page (``rows``), gives them titles and dates, and takes those of the page's main
list: dated rows before undated ones, many and long titles before few and short, a block with a pager behind it and
with links into the column's own folder before others. Navigation, breadcrumbs, footers and side lists lose. An item
whose link goes nowhere (no href, ``javascript:``) is still an item; its ``url`` is None. An item whose printed date
is impossible keeps it as ``abnormal_date`` and has no ``day``. Where two readings are equally good the day is None.
"""

from collections.abc import Iterable
from datetime import date

from rules.observations import Item
from spiders.parsing.document import Document
from spiders.parsing.entries import Entry, date_by_copies, merged, read_blocks
from spiders.parsing.islands import read_island
from spiders.parsing.main_list import choose
from spiders.parsing.needles import needles_in
from spiders.parsing.pagers import says_empty


def read_items(doc: Document, *, today: date, home: bool = False) -> tuple[Item, ...]:
    """The items of the page's main list in the order of the page; of a home page the dated items of all its blocks.

    Meant for pages that are no article: the related news of an article would be read as its list.
    ``today`` is the day of the crawl; no ``day`` is after the day that follows it.
    """
    if home:
        blocks = read_blocks(doc, today)
        return _items(merged(entry for entries in blocks for entry in entries if entry.dated))
    return _items(read_entry_list(doc, today=today))


def read_entry_list(doc: Document, *, today: date) -> list[Entry]:
    """The entries of the main list, with the rows they were read from."""
    return doc.once(_entry_list, today)


def _entry_list(doc: Document, today: date) -> list[Entry]:
    if says_empty(doc):
        return []
    blocks = read_blocks(doc, today)
    chosen = choose(doc, blocks)
    date_by_copies(chosen, blocks)
    if not chosen or "<datastore" in needles_in(doc):
        island = read_island(doc, today=today)
        chosen = island if len(island) > len(chosen) else chosen
    return merged(chosen)


def _items(entries: Iterable[Entry]) -> tuple[Item, ...]:
    return tuple(Item(title=e.title, url=e.url, day=e.day, pinned=e.pinned, abnormal_date=e.abnormal) for e in entries)
