"""Who links to what: every distinct target of a site once, with its first sources.

A link that was seen before must cost no more than a look-up, for a page has a hundred and a site a hundred thousand:
raw attribute values are looked up before they are resolved, in one table for those that mean the same on every page
of a host (absolute ones, and those that start with a slash) and in one per folder for the others. No Request is
ever built here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from sys import intern
from typing import Any

from lxml import etree

from rules.observations import LinkSource, LinkState, LinkUse
from spiders.parsing.document import Document
from spiders.parsing.elements import use_of
from spiders.parsing.links import is_link, line_of, raw_links, text_of
from spiders.parsing.urls import normalise, query_charset, resolve
from spiders.sources import Sources

MAX_SOURCES = 5
"""Sources kept of a target; the others are only counted."""
MAX_LINKS_PER_PAGE = 5000
"""Distinct targets taken from one page: real pages have at most 2,000 (site maps), link farms have no end."""
MAX_TARGETS = 100_000
"""Addresses known of a site; pages that link to ever new ones would fill memory and disk. Large portals have 60,000."""
MAX_TARGET_CHARS = 24_000_000
"""Of all these addresses; real ones have some 60 each."""
MAX_REMEMBERED = 100_000
MAX_REMEMBERED_CHARS = 400
"""Raw values that are remembered of a host or folder, and how long one may be."""
MAX_HOSTS = 16
MAX_FOLDERS = 64
"""Folders whose relative links are remembered; sites with a folder per day have thousands, each soon left behind."""

PageEdge = tuple[int, int | None, str, LinkUse]
_NEW = object()


@dataclass(slots=True, eq=False)
class Target:
    """A distinct address; ``state`` is None until it was asked, ``pages`` counts the pages that hold it.

    ``use`` is that of the first link to it, ``clicked`` what a link that is clicked on leads to.
    """

    id: int
    url: str
    use: LinkUse
    clicked: LinkUse
    pages: int = 0
    on_home: bool = False
    seen_on: int = 0  # id of the page that mentioned it last
    state: LinkState | None = None
    placed: bool = False  # queued as a page or handed to the link checker
    form: bool = False  # asked for by POST, never linked
    visited: bool = False  # answered as a page, or taken over by one that redirects to it


_Seen = dict[str, Target | None]
"""Raw values with their target; None for what leads nowhere."""


class Graph:
    """The targets of one site. ``refused`` addresses (other schemes, impossible hosts) are remembered as None.

    ``left_out`` counts links to addresses that there was no room for.
    """

    def __init__(self) -> None:
        self.left_out = 0
        self._chars = 0
        self._targets: dict[str, Target] = {}
        self._by_id: list[Target | None] = [None]  # ids are counted from one
        self._sources = Sources()
        self._hosts: dict[str, _Seen] = {}
        self._folders: dict[str, _Seen] = {}

    def __len__(self) -> int:
        return len(self._targets)

    def __iter__(self) -> Iterator[Target]:
        return iter(self._targets.values())

    def __getitem__(self, target_id: int) -> Target:
        target = self._by_id[target_id]
        if target is None:
            raise KeyError(target_id)
        return target

    def __contains__(self, target_id: int) -> bool:
        return target_id < len(self._by_id) and self._by_id[target_id] is not None

    def find(self, url: str) -> Target | None:
        return self._targets.get(normalise(url))

    def add(self, url: str, use: LinkUse = "page", *, target_id: int | None = None) -> Target:
        """The target of an absolute address, made where it is new. ``target_id`` is given when a run is resumed."""
        return self._add(normalise(url), url, use, target_id)

    def add_form(self, url: str, body: str, *, target_id: int | None = None) -> Target:
        """A page that is asked for by POST: never a link target, but known by its address and what is sent."""
        target = self._add(f"POST {url} {body}", url, "page", target_id)
        target.form = True
        return target

    def _add(self, key: str, url: str, use: LinkUse, target_id: int | None) -> Target:
        target = self._targets.get(key)
        if target is None:
            number = len(self._by_id) if target_id is None else target_id
            if number >= len(self._by_id):
                self._by_id.extend([None] * (number + 1 - len(self._by_id)))
            target = self._by_id[number] = Target(number, url, use, use_of(url))
            self._targets[url if key == url else key] = target  # one string where two are equal
            self._chars += len(url)
        return target

    def read(self, doc: Document, page: Target, *, home: bool) -> tuple[list[PageEdge], list[Target]]:
        """The edges of a page, one per distinct target, and the targets that are in nobody's hands yet."""
        edges: list[PageEdge] = []
        new: list[Target] = []
        page_id = page.id
        for element, use, target in self._distinct(doc, page_id):
            if not target.placed:
                new.append(target)
            target.pages += 1
            if home:
                target.on_home = True
            if target.pages <= MAX_SOURCES:
                line, text = line_of(element), intern(text_of(element))
                self._sources.add(target.id, page_id, line, text, use)
                edges.append((target.id, line, text, use))
            else:
                edges.append((target.id, None, "", use))
            if len(edges) >= MAX_LINKS_PER_PAGE:
                break
        return edges, new

    def lead(self, page: Target, targets: Iterable[Target], *, home: bool) -> Iterator[PageEdge]:
        """The edges to what a page shows, or jumps to, by a script and has no link to; ask it before another page."""
        for target in targets:
            if target.seen_on != page.id:
                target.seen_on = page.id
                target.on_home = target.on_home or home
                self.hold(target, page, None, "", "page")
                yield target.id, None, "", "page"

    def replay(self, page: Target, target_id: int, line: int | None, text: str, use: LinkUse, *, home: bool) -> None:
        """Take up an edge that an earlier part of the run had stored."""
        if target_id not in self:
            return
        target = self[target_id]
        target.on_home = target.on_home or home
        self.hold(target, page, line, text, use)

    def hold(self, target: Target, page: Target, line: int | None, text: str, use: LinkUse, *, pages: int = 1) -> None:
        """Note a source of a target. ``pages``: how many pages that hold it the source stands for."""
        target.pages += pages
        if len(self._sources.of(target.id)) < MAX_SOURCES:
            self._sources.add(target.id, page.id, line, text, use)

    def sources(self, target: Target) -> tuple[LinkSource, ...]:
        """The first sources of a target."""
        found = self._sources.of(target.id)
        return tuple(LinkSource(page=self[s.page].url, line=s.line, text=s.text, use=s.use) for s in found)

    def _distinct(self, doc: Document, page_id: int) -> Iterator[tuple[etree._Element, LinkUse, Target]]:
        base = doc.base_url
        anywhere = _latest(self._hosts, "/".join(base.split("/", 3)[:3]), MAX_HOSTS)
        here = _latest(self._folders, base.partition("?")[0].rpartition("/")[0], MAX_FOLDERS)
        for raw, element, use in raw_links(doc):
            known: Any = anywhere.get(raw, _NEW)
            if known is _NEW:
                known = here.get(raw, _NEW)
            if known is _NEW:
                known = self._meet(raw, use, doc)
                if raw[:1] not in "?#" and raw.isascii():  # else it depends on the page itself, or on its charset
                    table = anywhere if raw.startswith(("/", "http://", "https://")) else here
                    if len(raw) <= MAX_REMEMBERED_CHARS and len(table) < MAX_REMEMBERED:
                        table[raw] = known
            if known is not None and known.seen_on != page_id:
                known.seen_on = page_id
                yield element, use or known.clicked, known

    def _meet(self, raw: str, use: LinkUse | None, doc: Document) -> Target | None:
        """A raw value seen for the first time. What holds ``{{`` is filled in by a script."""
        if not is_link(raw) or "{{" in raw:
            return None
        url = resolve(raw, doc.base_url, query_charset(doc.encoding, doc.declared_encoding))
        if url is None:
            return None
        if (len(self._targets) >= MAX_TARGETS or self._chars >= MAX_TARGET_CHARS) and self.find(url) is None:
            self.left_out += 1
            return None
        return self.add(url, use or use_of(url))


def _latest(tables: dict[str, _Seen], name: str, limit: int) -> _Seen:
    """The table of a host or folder; of too many the one that was not used for longest is forgotten."""
    found = tables.pop(name, None)
    if found is None:
        found = {}
        if len(tables) >= limit:
            del tables[next(iter(tables))]
    tables[name] = found  # the one used last stands last
    return found
