"""Scrapy's answers in the crawl's own terms, and what of an answer steers a redirect."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from spiders.fetched import Fetched

Cookies = Mapping[str, Mapping[str, str]]
"""Of a chain of redirects, by the host (with its port) that set them and alone gets them back, and by name."""
MAX_COOKIES = 20
MAX_COOKIE_BYTES = 4096
_SENT = ("User-Agent", "Accept", "Accept-Language", "Accept-Encoding")
"""Of the request's headers: none that opens a staging server, which nobody may read in the evidence."""


def fetched_of(response: Response, hops: tuple[str, ...], at: datetime) -> Fetched:
    """An answer without Scrapy's shapes. ``hops`` are the addresses that led to it."""
    request = response.request
    assert request is not None
    return Fetched(
        at=at,
        url=response.url,
        status=response.status,
        elapsed_ms=elapsed_ms(request),
        body=response.body,
        headers={
            name.decode("latin-1").lower(): b"\n".join(values).decode("latin-1")
            for name, values in response.headers.items()
        },
        sent={name: value.decode("latin-1") for name in _SENT if (value := request.headers.get(name)) is not None},
        cut="cut" in response.flags or "dataloss" in response.flags,
        rendered="rendered" in response.flags,
        hops=hops,
        method=request.method,
    )


def fetched_of_fault(request: Request, fault: str, at: datetime) -> Fetched:
    """What came of a request of the crawl that got no answer."""
    return Fetched(
        at=at,
        url=request.url,
        fault=fault,
        elapsed_ms=elapsed_ms(request),
        hops=request.cb_kwargs["hops"],
        method=request.method,
    )


def with_fault(got: Fetched, fault: str) -> Fetched:
    """An answer that is a fault all the same: its redirect leads nowhere."""
    return replace(got, fault=fault, body=b"")


def elapsed_ms(request: Request) -> int:
    """Milliseconds from the request's turn at the host to the end of the answer."""
    return int(float(request.meta.get("elapsed_s", 0.0)) * 1000)


def location_text(header: bytes) -> str:
    """A Location header as browsers read it: UTF-8, or what older servers send instead."""
    try:
        return header.decode("utf-8")
    except UnicodeDecodeError:
        return header.decode("gb18030", "replace")


def cookie_of(cookies: Cookies, url: str) -> dict[str, str]:
    """The header that hands a host of the chain its cookies back; none where it set none."""
    own = cookies.get(urlsplit(url).netloc)
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in own.items())} if own else {}


def cookies_of(response: Response) -> dict[str, str]:
    """Cookies to be echoed within a chain of redirects; as many and as long as browsers hold."""
    found = {}
    for line in response.headers.getlist(b"Set-Cookie")[:MAX_COOKIES]:
        name, mark, value = line[:MAX_COOKIE_BYTES].decode("latin-1").partition(";")[0].partition("=")
        if mark and name.strip():
            found[name.strip()] = value.strip()
    return found
