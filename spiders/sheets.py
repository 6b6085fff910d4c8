"""The style of a site, looked at once at the end of its crawl: the images that it puts on its pages are links.

By then it is known which pages use a sheet; of each kind of page one is kept (``spiders.kept``), and an image counts
only where it is certain that a browser asks for it (``spiders.parsing.sheets``). That is asked when all sheets are
there, for each may take back what another one says, or what a page says of itself; of a page with a sheet that was not
read hardly anything is said.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rules.observations import LinkSource
from spiders.crawl import SiteCrawl
from spiders.fetched import Fetched
from spiders.graph import PageEdge, Target
from spiders.items import UrlEntry, Visit
from spiders.kept import Claim, KeptPage, KeptPages
from spiders.parsing.css import Import, Sheet, read_sheet
from spiders.parsing.document import Document
from spiders.parsing.links import line_of, text_of
from spiders.parsing.selectors import Patience
from spiders.parsing.sheets import Shown, Style, applies, competes, own_images
from spiders.parsing.urls import query_charset, resolve

MAX_SHEETS = 20
MAX_KEPT_BYTES = 2 * 1024 * 1024
"""Of a page that sheets are held against; real ones have at most 440,000 characters."""
MAX_IMPORTED = 3
"""Sheets from a page to a sheet that is imported by a sheet that is imported …"""
_MAX_OWN = 300
"""Images in the style of one page that it is kept for."""
_MAX_STEPS = 2_000_000
"""Steps of matching for all pages; one page has a tenth of them. A step takes some half a microsecond."""


@dataclass(slots=True)
class _Sheet:
    target: Target
    depth: int = 0
    read: Sheet | None = None
    imports: list[PageEdge] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)  # ids of those imports that are in force on every screen
    images: list[PageEdge] = field(default_factory=list)


class SheetBook:
    """The sheets of one crawl, and the pages whose style is to be looked at.

    ``left_out``: some were not read, for there are too many or their pages are not here, or only in part, for they cost
    too much.
    """

    def __init__(self, crawl: SiteCrawl) -> None:
        self._crawl = crawl
        self._pages = KeptPages()
        self._sheets: dict[int, _Sheet] = {}
        self._left_out = False
        self._steps = _MAX_STEPS

    def note(self, entry: UrlEntry, page: Target, got: Fetched, doc: Document, edges: Sequence[PageEdge]) -> None:
        """Remember a page of the crawl for the sheets that it uses, and for its own style."""
        sheets = tuple(edge[0] for edge in edges if edge[3] == "style")
        claims: list[Claim] = [
            ("sheet", self._crawl.graph[one].url, entry.role) for one in sheets if self._is_ours(self._crawl.graph[one])
        ]
        claims += _own_claims(doc, entry.role)
        if claims and len(got.body) > MAX_KEPT_BYTES:
            self._left_out = True
        elif claims:
            self._pages.offer(
                page,
                claims,
                lambda: KeptPage(page, entry, got.url, got.charset, zlib.compress(got.body, 1), sheets),
            )

    def lost_pages(self) -> None:
        """An earlier part of the run had read pages that are not at hand any more."""
        self._left_out = True

    def waiting(self) -> list[Target]:
        """The sheets to fetch now, those of the home page first. Those that they import come when it is asked again."""
        wanted = {one: 0 for page in self._pages for one in page.sheets}
        for sheet in self._sheets.values():
            for one in sheet.inner:
                wanted.setdefault(one, sheet.depth + 1)
        graph = self._crawl.graph
        new = [graph[one] for one in wanted if one not in self._sheets and self._is_ours(graph[one])]
        found: list[Target] = []
        for target in sorted(new, key=lambda one: (not one.on_home, one.url)):
            if len(self._sheets) >= MAX_SHEETS or wanted[target.id] > MAX_IMPORTED:
                self._left_out = True
                continue
            self._sheets[target.id] = _Sheet(target, wanted[target.id])
            found += [target] if target.state in ("ok", "redirected") else []
        return found

    def take(self, target: Target, text: str | None) -> None:
        """A sheet has come; None: it could not be read."""
        if text is None:
            self._left_out = True
            return
        sheet = self._sheets[target.id]
        sheet.read = read_sheet(text)
        for one in sheet.read.imports:
            self._import(sheet, one)

    def visits(self) -> Iterator[Visit]:
        """What the sheets and the pages' own style lead to, when no sheet is waited for any longer."""
        for page in self._pages:
            own = self._look_at(page)
            if own:
                yield self._visit(page.entry, own)
        for sheet in self._sheets.values():
            if sheet.read is not None:
                sheet.target.visited = True
                entry = UrlEntry(id=sheet.target.id, url=sheet.target.url, leaf=True, use="style")
                yield self._visit(entry, [*sheet.imports, *sheet.images])

    def unread(self) -> bool:
        """Whether style was left unread, also that of pages that an earlier part of the run had read."""
        return (
            self._left_out
            or self._pages.left_out
            or any(
                target.use == "style"
                and target.id not in self._sheets
                and not target.visited
                and target.state in ("ok", "redirected")
                and self._crawl.is_internal(target.url)
                for target in self._crawl.graph
            )
        )

    def _is_ours(self, target: Target) -> bool:
        return self._crawl.is_internal(target.url) and self._crawl.ledger.allows(target.url)

    def _look_at(self, page: KeptPage) -> list[PageEdge]:
        """Notes the images that sheets put on a page, and gives those of the page's own style."""
        doc = page.document()
        sheets, whole = self._sheets_of(page, doc)
        patience = Patience(min(self._steps, _MAX_STEPS // 10))
        before = patience.left
        style = Style(doc, [sheet.read for sheet, _ in sheets if sheet.read], patience)
        for number, (sheet, used) in enumerate(sheets):
            for image in style.shown_by(number) if whole and used else ():
                self._image(page, image, sheet)
        own = [edge for image in style.own(whole=whole) if (edge := self._own_image(page, doc, image))]
        self._steps -= before - patience.left
        self._left_out = self._left_out or not patience.left or not whole
        return own

    def _sheets_of(self, page: KeptPage, doc: Document) -> tuple[list[tuple[_Sheet, bool]], bool]:
        """The sheets of a page that were read, each with whether it is in force on every screen, imports included.

        And whether that is all of them.
        """
        graph, whole = self._crawl.graph, True
        waiting = [(one, applies(doc, graph[one].url)) for one in page.sheets if competes(doc, graph[one].url)]
        found: dict[int, tuple[_Sheet, bool]] = {}
        while waiting:
            number, used = waiting.pop()
            if graph[number].state == "broken" or (number in found and (found[number][1] or not used)):
                continue
            sheet = self._sheets.get(number)
            if sheet is None or sheet.read is None:
                whole = False
                continue
            whole = whole and sheet.read.is_whole
            found[number] = (sheet, used)
            waiting += [(one, used) for one in sheet.inner]
        return sorted(found.values(), key=lambda one: one[0].target.url), whole

    def _visit(self, entry: UrlEntry, edges: Sequence[PageEdge]) -> Visit:
        new, self._crawl.found = tuple(self._crawl.found), []
        return Visit(
            site_code=self._crawl.site.code,
            entry=entry,
            state="done",
            page=None,
            found=new,
            edges=tuple(dict.fromkeys(edges)),
        )

    def _import(self, sheet: _Sheet, found: Import) -> None:
        url = resolve(found.raw, self._base(sheet), "utf-8")
        if url is None:
            return
        target = self._crawl.graph.add(url, "style")
        self._hold(target, LinkSource(page=sheet.target.url, line=found.line, use="style"))
        self._crawl.place(target, 1)
        sheet.imports.append((target.id, found.line, "", "style"))
        if found.audience == "all":
            sheet.inner.append(target.id)

    def _image(self, page: KeptPage, image: Shown, sheet: _Sheet) -> None:
        url = resolve(image.raw, self._base(sheet), "utf-8")
        if url is not None:
            source = LinkSource(
                page=page.target.url, line=line_of(image.element), text=text_of(image.element), use="image"
            )
            target = self._linked(page, url, source)
            self._hold(target, LinkSource(page=sheet.target.url, line=image.line, use="style"), pages=0)
            sheet.images.append((target.id, image.line, "", "image"))

    def _own_image(self, page: KeptPage, doc: Document, image: Shown) -> PageEdge | None:
        url = resolve(image.raw, doc.base_url, query_charset(doc.encoding, doc.declared_encoding))
        if url is None or "{{" in image.raw:
            return None
        text = text_of(image.element)
        source = LinkSource(page=page.target.url, line=image.line, text=text, use="image")
        target = self._linked(page, url, source, self._pages.pages_like(page, _claim(doc, image.raw, page.entry.role)))
        return target.id, image.line, text, "image"

    def _linked(self, page: KeptPage, url: str, source: LinkSource, pages: int = 1) -> Target:
        """``pages``: how many the page stands for; none where one before it stands for it, too."""
        target = self._crawl.graph.add(url, "image")
        target.on_home = target.on_home or page.entry.role == "home"
        self._hold(target, source, pages=pages if target.pages else max(pages, 1))
        self._crawl.place(target, 1)
        return target

    def _base(self, sheet: _Sheet) -> str:
        """Where the addresses in a sheet start from: where a redirect led."""
        result = self._crawl.ledger.results.get(sheet.target.id)
        return (result.final_url if result else None) or sheet.target.url

    def _hold(self, target: Target, source: LinkSource, *, pages: int = 1) -> None:
        graph = self._crawl.graph
        if all(known.page != source.page for known in graph.sources(target)):
            page = graph.add(source.page)  # known: a page or a sheet of the crawl
            graph.hold(target, page, source.line, source.text, source.use, pages=pages)


def _own_claims(doc: Document, role: str) -> Iterator[Claim]:
    """One per image in a page's own style."""
    for raw in list(dict.fromkeys(own_images(doc)))[:_MAX_OWN]:
        yield _claim(doc, raw, role)


def _claim(doc: Document, raw: str, role: str) -> Claim:
    """Relative addresses mean another image in each folder."""
    folder = doc.base_url.partition("?")[0].rpartition("/")[0]
    return "own", "" if raw.startswith(("/", "http:", "https:")) else folder, raw, role
