"""The evidence of a run as a WARC file (ISO 28500, version 1.1), which archives keep and replay tools open.

Nothing is invented: a page whose answer was kept becomes a request and a response as far as they were kept (the status
line has no reason phrase, for none was; keys of a staging server were never stored); one of which only the bytes are
known becomes a ``resource``, one that a browser made from scripts a ``conversion``. Bodies are stored decoded, so what
the server said of their coding and length stands under ``X-Archive-Orig-``. Links that were not fine, whose bodies
nobody kept, become ``metadata`` with every attempt; the scorecard is a ``resource`` of its own.
The same run gives the same bytes.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import BinaryIO
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from w3lib.url import safe_url_string
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from inspector.settings import VERSION
from inspector.store import RunRow, Store
from inspector.store.codec import encode
from reports.json import scorecard_json
from rules.observations import Link, Page, Site
from rules.scorecard import Scorecard

_RECODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_INFO = {
    "software": f"inspector/{VERSION}",
    "format": "WARC file version 1.1",
    "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
}
_HTML = "text/html"


@dataclass(slots=True)
class Written:
    """What a WARC file holds. ``lost`` pages were kept as evidence, but the database has no body of them."""

    sites: int = 0
    pages: int = 0
    links: int = 0
    lost: int = 0


def write_warc(
    out: BinaryIO,
    store: Store,
    run: RunRow,
    sites: list[Site],
    *,
    standard: str,
    gzip: bool = True,
    progress: Callable[[str], None] | None = None,
) -> Written:
    """Writes the evidence of ``sites`` in a run, with their kept scorecards by ``standard``. Raises StoreError."""
    archive = _Archive(out, run, gzip=gzip)
    archive.info()
    written = Written()
    for site in sites:
        seen = store.observations(run.id, site.code, probes_since=run.as_of, probes_until=run.as_of)
        for page in evidence_pages(seen.pages):
            body = store.body(page.body_sha256 or "")
            written.pages += body is not None
            written.lost += body is None and bool(page.headers)
            if body is not None:
                archive.page(site, page, body)
        for link in seen.links:
            archive.link(site, link)
        for card in store.scorecards(run.id, standard, [site.code]):
            archive.scorecard(card)
        written.sites += 1
        written.links += len(seen.links)
        if progress is not None:
            progress(site.code)
    return written


def evidence_pages(pages: tuple[Page, ...]) -> Iterator[Page]:
    """The pages that may have a stored body, each address with each content once, in the order of the crawl."""
    known: set[tuple[str, str]] = set()
    for page in sorted(pages, key=lambda page: (page.at, page.url)):
        if page.body_sha256 and page.facts and (page.final_url, page.body_sha256) not in known:
            known.add((page.final_url, page.body_sha256))
            yield page


class _Archive:
    """Writes records, each with an id made from what it is about, so that the same run gives the same file."""

    def __init__(self, out: BinaryIO, run: RunRow, *, gzip: bool) -> None:
        self._writer = WARCWriter(out, gzip=gzip, warc_version="1.1")
        self._run = run

    def info(self) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in {**_INFO, **self._about()}.items())
        self._write("warcinfo", "", self._run.started, lines.encode(), content_type="application/warc-fields")

    def _about(self) -> Mapping[str, str]:
        return {"description": f"evidence of run {self._run.id}, as of {self._run.as_of.isoformat()}"}

    def page(self, site: Site, page: Page, body: bytes) -> None:
        about = {"WARC-Truncated": "length"} if page.cut else {}
        key = f"{site.code} {page.body_sha256}"
        about["WARC-Payload-Digest"] = f"sha256:{page.body_sha256}"
        if page.rendered:
            kind = f"{_HTML}; charset=utf-8"
            shown = self._write("conversion", page.final_url, page.at, body, key=key, content_type=kind, about=about)
        elif page.headers and page.status:
            shown = self._answer(page, body, key, about)
        else:
            shown = self._write("resource", page.final_url, page.at, body, key=key, content_type=_HTML, about=about)
        self._visit(site, page, shown)

    def _answer(self, page: Page, body: bytes, key: str, about: Mapping[str, str]) -> str:
        http = StatusAndHeaders(f"{page.status} ", http_headers(page, len(body)), protocol="HTTP/1.1")
        shown = self._write("response", page.final_url, page.at, body, key=key, http=http, about=about)
        if page.sent:
            concurrent = {"WARC-Concurrent-To": shown}
            self._write("request", page.final_url, page.at, b"", key=key, http=_request(page), about=concurrent)
        return shown

    def _visit(self, site: Site, page: Page, shown: str) -> None:
        """How the page was come to, beside its record."""
        told = {"site": site.code, "role": page.role, "fetchTimeMs": str(page.elapsed_ms), "encoding": _encoding(page)}
        if page.url != page.final_url:
            told["redirectedFrom"] = _uri(page.url)
        lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self._write(
            "metadata",
            page.final_url,
            page.at,
            lines.encode(),
            key=f"{site.code} {page.url} {page.body_sha256}",
            content_type="application/warc-fields",
            about={"WARC-Concurrent-To": shown},
        )

    def link(self, site: Site, link: Link) -> None:
        """As fields and not as JSON of its own, which replay tools would show in the place of the page."""
        seen = json.dumps(json.loads(encode(link)), sort_keys=True)
        lines = f"state: {link.state}\r\nfault: {_clean(link.fault or '')}\r\njson: {seen}\r\n"
        key = f"link {site.code} {link.url}"
        self._write("metadata", link.url, link.at, lines.encode(), key=key, content_type="application/warc-fields")

    def scorecard(self, card: Scorecard) -> None:
        name = f"urn:inspector:run:{card.run.id}:site:{card.site.code}:standard:{card.standard.id}"
        data = scorecard_json(card).encode()
        self._write("resource", name, card.run.finished or card.run.started, data, content_type="application/json")

    def _write(
        self,
        kind: str,
        url: str,
        at: datetime,
        data: bytes,
        *,
        key: str = "",
        content_type: str = "",
        http: StatusAndHeaders | None = None,
        about: Mapping[str, str] | None = None,
    ) -> str:
        """Writes a record; returns its id."""
        named = uuid5(NAMESPACE_URL, f"{self._run.started.isoformat()} {self._run.id} {kind} {url} {key}")
        record_id = f"<urn:uuid:{named}>"
        headers = {"WARC-Record-ID": record_id, "WARC-Date": _utc(at), **(about or {})}
        record = self._writer.create_warc_record(
            _uri(url) if url else "",
            kind,
            payload=BytesIO(data),
            length=len(data),
            warc_content_type=content_type,
            warc_headers_dict=headers,
            http_headers=http,
        )
        self._writer.write_record(record)
        return record_id


def http_headers(page: Page, length: int) -> list[tuple[str, str]]:
    """The kept headers of an answer whose body is now ``length`` bytes and decoded."""
    found: list[tuple[str, str]] = []
    for name, values in page.headers.items():
        kept = f"X-Archive-Orig-{name}" if name.lower() in _RECODED else name
        found += [(_clean(kept), _clean(value)) for value in values.split("\n")]
    return [*found, ("Content-Length", str(length))]


def _request(page: Page) -> StatusAndHeaders:
    parts = urlsplit(_uri(page.final_url))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = [("Host", parts.netloc.rpartition("@")[2]), *((name, _clean(page.sent[name])) for name in page.sent)]
    return StatusAndHeaders(f"GET {target} HTTP/1.1", headers, is_http_request=True)


def _encoding(page: Page) -> str:
    return _clean(page.facts.encoding) if page.facts else ""


def _uri(url: str) -> str:
    """An address with nothing in it that could end a header line."""
    return safe_url_string(url) if not (url.isascii() and url.isprintable() and " " not in url) else url


def _clean(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
