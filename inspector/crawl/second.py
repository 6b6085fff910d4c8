"""Scrapy's client as a second opinion: what the link checker's own client cannot read may be fine all the same.

Twisted reads header lines without a colon and doubled lengths, which aiohttp refuses; browsers read them too.
"""

from collections.abc import Callable

from multidict import CIMultiDict
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from inspector.net.client import NOT_ASKED, Exchange
from inspector.net.quick import THOROUGH
from spiders.faults import fault_of

MAX_BYTES = 256 * 1024
"""Of a body that is only looked at to tell what kind of answer it is."""


class SecondOpinion:
    """Asks through whichever crawl is under way; ``crawler`` gives one, or None where there is none."""

    def __init__(self, crawler: Callable[[], Crawler | None]) -> None:
        self._crawler = crawler

    async def __call__(self, method: str, url: str, cookie: str) -> Exchange:
        crawler = self._crawler()
        exchange = Exchange(url, method)
        if crawler is None:
            exchange.fault, exchange.reason = NOT_ASKED, "no other client"
            return exchange
        headers = {"Cookie": cookie} if cookie else {}
        meta = {"dont_obey_robotstxt": True, THOROUGH: True}
        request = Request(url, method=method, headers=headers, meta=meta, callback=NO_CALLBACK, dont_filter=True)
        try:
            _take_over(exchange, await crawler.engine.download_async(request))
        except Exception as error:
            exchange.fault, exchange.reason = fault_of(error), type(error).__name__
        exchange.elapsed_ms = int(1000 * float(request.meta.get("elapsed_s", 0.0)))
        return exchange


def _take_over(exchange: Exchange, response: Response) -> None:
    exchange.status = response.status
    exchange.connected = True
    headers: CIMultiDict[str] = CIMultiDict()
    for name, values in response.headers.items():
        for value in values:
            headers.add(name.decode("latin-1"), value.decode("latin-1"))
    exchange.headers = headers
    exchange.cookies = headers.getall("Set-Cookie", [])
    exchange.body = response.body[:MAX_BYTES]
    exchange.complete = len(response.body) <= MAX_BYTES
