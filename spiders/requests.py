"""The requests of the crawl, as Scrapy takes them."""

from collections.abc import Callable
from typing import Any

from scrapy import Request

from spiders.items import UrlEntry
from spiders.responses import Cookies, cookie_of

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def request_of(
    entry: UrlEntry,
    url: str,
    hops: tuple[str, ...],
    cookies: Cookies,
    *,
    callback: Callable[..., Any],
    errback: Callable[..., Any],
    render: bool,
) -> Request:
    """A request for a page, or for the next address of its chain of redirects (``hops`` were passed).

    What the entry asks by POST is asked by GET once it is redirected, as browsers do. ``render``: by a browser.
    """
    post = entry.method == "POST" and not hops
    headers: dict[str, str] = dict(_FORM) if post else {}
    headers |= cookie_of(cookies, url)
    return Request(
        url,
        method="POST" if post else "GET",
        body=entry.body if post else None,
        headers=headers,
        callback=callback,
        errback=errback,
        dont_filter=True,
        cb_kwargs={"entry": entry, "hops": hops, "cookies": cookies},
        meta={"render": render},
    )
