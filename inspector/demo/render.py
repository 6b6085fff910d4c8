"""The pages of a fixture site: plan in, path → content out. Everything is a function of the plan and ``as_of``."""

import hashlib
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from inspector.demo import words
from inspector.demo.plan import FIXTURES, ColumnPlan, LetterPlan, SitePlan

PER_PAGE = 10
NEIGHBOUR = "www.yunzhou.gov.cn"  # the city's portal: another host that every footer links to


@dataclass(frozen=True, slots=True)
class Content:
    """What a path serves."""

    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a column, an article of its own."""

    number: int
    title: str
    at: datetime
    url: str
    letter: LetterPlan | None = None


def render(plan: SitePlan, as_of: datetime) -> dict[str, Content]:
    """All pages and files of a site by path."""
    return dict(_Renderer(plan, as_of).pages())


class _Renderer:
    def __init__(self, plan: SitePlan, as_of: datetime) -> None:
        self.plan, self.as_of = plan, as_of
        folders = [FIXTURES / "themes" / plan.theme, FIXTURES / "themes/common"]
        self.jinja = Environment(
            loader=FileSystemLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.entries = {column.path: list(self._entries(column)) for column in plan.columns}

    def pages(self) -> Iterator[tuple[str, Content]]:
        blocks = [(c, self.entries[c.path][: self.plan.home_items]) for c in self.plan.columns if c.on_home]
        yield "/", self._page("home.html", blocks=[(c, e) for c, e in blocks if c.kind in ("list", "guides", "script")])
        for column in self.plan.columns:
            yield from self._column(column)
        yield "/sitemap.html", self._page("sitemap.html")
        yield "/robots.txt", Content(b"User-agent: *\nDisallow: /admin/\n", "text/plain")
        yield "/css/main.css", Content(b"body{font-family:sans-serif;margin:0}", "text/css")
        for image in ("logo", "banner", "conac", "jiucuo"):
            yield f"/images/{image}.png", Content(_png(), "image/png")

    def column_url(self, column: ColumnPlan) -> str:
        return f"/qx/{column.path}/list.shtml" if self.plan.theme == "ucap" else f"/{column.path}/"

    def _column(self, column: ColumnPlan) -> Iterator[tuple[str, Content]]:
        entries = self.entries[column.path]
        if column.kind == "text":
            yield self.column_url(column), self._page("text.html", column=column)
            return
        if column.kind == "script":
            yield from self._script_column(column, entries)
            return
        pages = [entries[i : i + PER_PAGE] for i in range(0, len(entries), PER_PAGE)] or [[]]
        template = "letters.html" if column.kind == "letters" else "list.html"
        for number, rows in enumerate(pages, 1):
            url = self._list_url(column, number)
            yield (
                url,
                self._page(template, column=column, rows=rows, number=number, count=len(pages), total=len(entries)),
            )
        yield from self._articles(column, entries)

    def _script_column(self, column: ColumnPlan, entries: Sequence[Entry]) -> Iterator[tuple[str, Content]]:
        yield self.column_url(column), self._page("script.html", column=column)
        rows = ",".join(f'{{"t":"{e.title}","u":"{e.url}","d":"{e.at:%Y-%m-%d}"}}' for e in entries)
        yield f"/data/{column.path}.json", Content(f"[{rows}]".encode(), "application/json; charset=utf-8")
        yield from self._articles(column, entries)

    def _articles(self, column: ColumnPlan, entries: Sequence[Entry]) -> Iterator[tuple[str, Content]]:
        kinds = {"letters": "letter.html", "guides": "guide.html"}
        for entry in entries:
            broken = column is self.plan.columns[0] and entry.number < self.plan.broken_links
            page = self._page(
                kinds.get(column.kind, "article.html"),
                column=column,
                entry=entry,
                paragraphs=words.paragraphs(entry.number),
                broken=broken,
                attachment=f"/files/{column.path}-{entry.number}.pdf" if column.category == "notices" else None,
            )
            yield entry.url, page
            if column.category == "notices":
                yield (
                    f"/files/{column.path}-{entry.number}.pdf",
                    Content(b"%PDF-1.4\n%fixture\n%%EOF\n", "application/pdf"),
                )

    def _entries(self, column: ColumnPlan) -> Iterator[Entry]:
        if column.kind == "letters":
            for number, letter in enumerate(column.letters):
                at = self.as_of - timedelta(days=letter.asked)
                url = self._article_url(column, number, at)
                yield Entry(number, words.letter_subject(number), at, url, letter)
            return
        for number in range(0 if column.kind == "text" else column.items):
            at = self.as_of - timedelta(days=column.newest + number * column.step)
            url = self._article_url(column, number, at)
            yield Entry(number, words.title(column.category, number), at, url)

    def _article_url(self, column: ColumnPlan, number: int, at: datetime) -> str:
        serial = 1000 + number
        match self.plan.theme:
            case "trs":
                return f"/{column.path}/{at:%Y%m}/t{at:%Y%m%d}_{serial}.html"
            case "empire":
                return f"/{column.path}/{at:%Y-%m-%d}/{serial}.html"
            case "ucap":
                name = hashlib.md5(f"{column.path}{number}".encode(), usedforsecurity=False).hexdigest()
                return f"/qx/{column.path}/{at:%Y%m}/{name}.shtml"

    def _list_url(self, column: ColumnPlan, number: int) -> str:
        if number == 1:
            return self.column_url(column)
        if self.plan.theme == "ucap":
            return f"/qx/{column.path}/list_{number}.shtml"
        return f"/{column.path}/index_{number - 1 if self.plan.theme == 'trs' else number}.html"

    def _page(self, template: str, **context: object) -> Content:
        text = self.jinja.get_template(template).render(
            site=self.plan,
            charset=self.plan.declared or self.plan.encoding,
            url_of=self.column_url,
            list_url=self._list_url,
            as_of=self.as_of,
            days_ago=lambda days: self.as_of - timedelta(days=days),
            neighbour=NEIGHBOUR,
            **context,
        )
        return Content(text.encode(self.plan.encoding, "xmlcharrefreplace"), "text/html")


def neighbour_pages() -> dict[str, Content]:
    """The city's portal, which is linked to but not inspected, and answers as the demo's canary."""
    body = (
        "<!doctype html><html lang=zh><meta charset=utf-8><title>云州市人民政府</title><h1>云州市人民政府</h1></html>"
    )
    return {"/": Content(body.encode(), "text/html; charset=utf-8")}


def _png() -> bytes:
    """A white picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\xff")) + chunk(b"IEND", b"")
    )
