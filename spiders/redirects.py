"""One step of a chain of redirects: where an answer leads, and with which cookies."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.http import Response

from spiders.fetched import Fetched
from spiders.parsing.urls import resolve
from spiders.responses import Cookies, cookies_of, location_text

MAX_HOPS = 8
"""Redirects followed for one page; browsers stop at 20, chains of real sites have at most 4."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Step:
    """``fault``: why the chain ends here. ``again``: to an address passed before, with cookies it had not seen."""

    url: str
    hops: tuple[str, ...]
    cookies: Cookies
    again: bool = False
    fault: str | None = None


def step_of(response: Response, got: Fetched, cookies: Cookies) -> Step | None:
    """Where an answer redirects to; None for one that does not. ``cookies`` were set on the way."""
    location = response.headers.get(b"Location")
    if not location or response.status not in REDIRECTS:
        return None
    url = resolve(location_text(location), got.url, "utf-8")
    hops = (*got.hops, got.url)
    if url is None:
        return Step("", hops, cookies, fault="bad-redirect")
    host = urlsplit(got.url).netloc
    held, fresh = cookies.get(host, {}), cookies_of(response)
    again = url in hops
    looping = len(hops) > MAX_HOPS or (again and fresh.items() <= held.items())
    kept = {**cookies, host: {**held, **fresh}} if fresh else cookies
    return Step(url, hops, kept, again=again, fault="redirect-loop" if looping else None)
