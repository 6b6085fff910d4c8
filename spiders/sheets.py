"""The style sheets of a site, read once at the end of its crawl: the images that they put on its pages are links.

By then it is known which pages use a sheet; of each kind of page one is kept, and an image counts only where its rule
applies to something on one of them (``spiders.parsing.sheets``). That is asked when all sheets are there, for each may
take back what another one says; of a page with a sheet that was not read nothing is said.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rules.observations import LinkSource, PageRole
from spiders.crawl import SiteCrawl
from spiders.fetched import Fetched
from spiders.graph import PageEdge, Target
from spiders.items import UrlEntry, Visit
from spiders.parsing.document import Document
from spiders.parsing.links import line_of, text_of
from spiders.parsing.selectors import Patience
from spiders.parsing.sheets import Address, Sheet, applies, read_sheet, shown_by
from spiders.parsing.urls import resolve

MAX_SHEETS = 20
MAX_KEPT_BYTES = 2 * 1024 * 1024
"""Of a page that sheets are held against; real ones have at most 440,000 characters."""
MAX_PACKED_BYTES = 8 * 1024 * 1024
"""Of all pages that are kept; those of real sites have some 30,000 each."""
MAX_IMPORTED = 3
"""Sheets from a page to a sheet that is imported by a sheet that is imported …"""


class _Kept(NamedTuple):
    """A page as it came, packed. ``sheets``: the ids of those that it names."""

    target: Target
    role: PageRole
    url: str
    charset: str | None
    packed: bytes
    sheets: tuple[int, ...]

    def document(self) -> Document:
        return Document.parse(zlib.decompress(self.packed), self.url, self.charset)


@dataclass(slots=True)
class _Sheet:
    target: Target
    pages: dict[PageRole, _Kept] = field(default_factory=dict)
    depth: int = 0
    asked: bool = False
    read: Sheet | None = None
    imports: list[PageEdge] = field(default_factory=list)
    patience: Patience = field(default_factory=Patience)


class SheetBook:
    """The sheets of one crawl.

    ``left_out``: some were not read, for there are too many or their pages are not here, or only in part, for they cost
    too much.
    """

    def __init__(self, crawl: SiteCrawl) -> None:
        self._crawl = crawl
        self._sheets: dict[int, _Sheet] = {}
        self._left_out = False
        self._packed_bytes = 0

    def note(self, page: Target, role: PageRole, got: Fetched, edges: Sequence[PageEdge]) -> None:
        """Remember a page of the crawl for the sheets that it uses."""
        kept: _Kept | None = None
        for edge in edges:
            if edge[3] != "style":
                continue
            sheet = self._sheet(self._crawl.graph[edge[0]])
            if sheet is None or role in sheet.pages or len(got.body) > MAX_KEPT_BYTES:
                continue
            kept = kept or self._kept(page, role, got, edges)
            if kept is not None:
                sheet.pages[role] = kept

    def _kept(self, page: Target, role: PageRole, got: Fetched, edges: Sequence[PageEdge]) -> _Kept | None:
        if self._packed_bytes < MAX_PACKED_BYTES:
            packed = zlib.compress(got.body, 1)
            self._packed_bytes += len(packed)
            if self._packed_bytes <= MAX_PACKED_BYTES:
                sheets = tuple(edge[0] for edge in edges if edge[3] == "style")
                return _Kept(page, role, got.url, got.charset, packed, sheets)
        self._left_out = True
        return None

    def _sheet(self, target: Target, depth: int = 0) -> _Sheet | None:
        known = self._sheets.get(target.id)
        if known is None and self._crawl.is_internal(target.url) and self._crawl.ledger.allows(target.url):
            if len(self._sheets) < MAX_SHEETS and depth <= MAX_IMPORTED:
                known = self._sheets[target.id] = _Sheet(target, depth=depth)
            else:
                self._left_out = True
        return known

    def waiting(self) -> list[Target]:
        """The sheets to fetch now. Those that they import come when it is asked again."""
        waiting = [sheet for sheet in self._sheets.values() if not sheet.asked]
        for sheet in waiting:
            sheet.asked = True
        return [sheet.target for sheet in waiting if sheet.target.state in ("ok", "redirected")]

    def take(self, target: Target, text: str | None) -> None:
        """A sheet has come; None: it could not be read."""
        if text is None:
            self._left_out = True
            return
        sheet = self._sheets[target.id]
        sheet.read = read_sheet(text)
        sheet.imports = [edge for address in sheet.read.imports if (edge := self._imported(sheet, address))]

    def visits(self) -> Iterator[Visit]:
        """What the sheets lead to, when none is waited for any longer."""
        for sheet in self._sheets.values():
            if sheet.read is not None:
                yield self._visit(sheet, sheet.read)

    def _visit(self, sheet: _Sheet, found: Sheet) -> Visit:
        edges, target = list(sheet.imports), sheet.target
        for kept in sheet.pages.values():
            doc, others = kept.document(), self._others(sheet, kept)
            self._left_out = self._left_out or others is None
            if others is None or not applies(doc, target.url):
                continue
            for image in shown_by(found, doc, sheet.patience, others):
                source = LinkSource(
                    page=kept.target.url, line=line_of(image.element), text=text_of(image.element), use="image"
                )
                edge = self._image(sheet, kept, Address(image.raw, image.line), source)
                edges += [edge] if edge else []
        self._left_out = self._left_out or not sheet.patience.left
        target.visited = True
        new, self._crawl.found = tuple(self._crawl.found), []
        return Visit(
            site_code=self._crawl.site.code,
            entry=UrlEntry(id=target.id, url=target.url, leaf=True, use="style"),
            state="done",
            page=None,
            found=new,
            edges=tuple(dict.fromkeys(edges)),
        )

    def _others(self, sheet: _Sheet, kept: _Kept) -> list[Sheet] | None:
        """The other sheets of a page, those that are imported included; None where one may say what nobody read."""
        waiting, found = [*kept.sheets], dict[int, Sheet]()
        while waiting:
            number = waiting.pop()
            if number in found or self._crawl.graph[number].state == "broken":
                continue
            known = self._sheets.get(number)
            if known is None or known.read is None:
                return None
            found[number] = known.read
            waiting += [edge[0] for edge in known.imports]
        found.pop(sheet.target.id, None)
        return list(found.values())

    def unread(self) -> bool:
        """Whether sheets of the site were left unread, also those of pages that an earlier part of the run had read."""
        return (
            self._left_out
            or any(not sheet.asked for sheet in self._sheets.values())
            or any(
                target.use == "style"
                and target.id not in self._sheets
                and not target.visited
                and target.state in ("ok", "redirected")
                and self._crawl.is_internal(target.url)
                for target in self._crawl.graph
            )
        )

    def _imported(self, sheet: _Sheet, address: Address) -> PageEdge | None:
        url = resolve(address.raw, self._base(sheet), "utf-8")
        if url is None:
            return None
        target = self._crawl.graph.add(url, "style")
        self._hold(target, LinkSource(page=sheet.target.url, line=address.line, use="style"))
        self._crawl.place(target, 1)
        inner = self._sheet(target, sheet.depth + 1)
        if inner is not None:
            inner.pages.update({role: page for role, page in sheet.pages.items() if role not in inner.pages})
        return target.id, address.line, "", "style"

    def _image(self, sheet: _Sheet, kept: _Kept, address: Address, source: LinkSource) -> PageEdge | None:
        url = resolve(address.raw, self._base(sheet), "utf-8")
        if url is None:
            return None
        target = self._crawl.graph.add(url, "image")
        target.on_home = target.on_home or kept.role == "home"
        self._hold(target, source)
        self._hold(target, LinkSource(page=sheet.target.url, line=address.line, use="style"), counts=False)
        self._crawl.place(target, 1)
        return target.id, address.line, "", "image"

    def _base(self, sheet: _Sheet) -> str:
        """Where the addresses in a sheet start from: where a redirect led."""
        result = self._crawl.ledger.results.get(sheet.target.id)
        return (result.final_url if result else None) or sheet.target.url

    def _hold(self, target: Target, source: LinkSource, *, counts: bool = True) -> None:
        graph = self._crawl.graph
        if all(known.page != source.page for known in graph.sources(target)):
            page = graph.add(source.page)  # known: a page or a sheet of the crawl
            graph.hold(target, page, source.line, source.text, source.use, counts=counts)
