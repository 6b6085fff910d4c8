"""Scrapy's download handler with the manners of the process: turns, delays and breaker per host, for all its sites.

It sits below every middleware, so that robots.txt, redirects, probes and pages all take their turn, and gives the turn
back however the request ends, cancelled ones included. Two clients answer: a quick one, and Scrapy's own for all that
the quick one makes nothing of (``inspector.net.quick``).
"""

from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from inspector import clock
from inspector.crawl.breaker import Breaker
from inspector.links.limits import STRAINED, HostLimits, host_of, retry_after_s
from inspector.net.handler import GuardedDownloadHandler
from inspector.net.quick import NotPlain, QuickClient
from spiders.faults import fault_of

_HOST_FAULTS = frozenset({"dns", "refused", "timeout", "reset", "tls", "failed"})


class Network(Protocol):
    """Is told which hosts answer, and so whether our own network works."""

    def answered(self, url: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Manners:
    """What the sites of one process share: a spider gets it as ``manners``."""

    limits: HostLimits
    breaker: Breaker
    network: Network


class PoliteDownloadHandler(GuardedDownloadHandler):
    """Raises HostGivenUp for a host that is left alone. ``meta["elapsed_s"]`` is how long the answer took."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._quick = QuickClient(crawler)
        self._manners: Manners | None = getattr(crawler.spider, "manners", None)

    async def download_request(self, request: Request) -> Response:
        manners = self._manners
        if manners is None:
            return await self._answer(request)
        host = host_of(request.url)
        manners.breaker.ask(host)
        if not manners.limits.try_enter(host):
            await manners.limits.enter(host)
        strained = False
        response: Response | None = None
        try:
            response = await self._answer(request)
            strained = response.status in STRAINED
            manners.breaker.answered(host)
            manners.network.answered(request.url)
            return response
        except Exception as error:
            fault = fault_of(error)
            strained = fault == "timeout"  # a single address that drops the connection says nothing about the host
            if fault in _HOST_FAULTS:
                manners.breaker.failed(host)
            raise
        finally:
            manners.limits.leave(host, elapsed_s=request.meta["elapsed_s"], strained=strained)
            if strained:
                _hold(manners.limits, host, response)

    async def _answer(self, request: Request) -> Response:
        began = monotonic()
        try:
            return await self._quick.fetch(request)
        except NotPlain:
            began = monotonic()
            return await super().download_request(request)
        finally:
            request.meta["elapsed_s"] = monotonic() - began

    async def close(self) -> None:
        await self._quick.close()
        await super().close()


def _hold(limits: HostLimits, host: str, response: Response | None) -> None:
    """Honour Retry-After, within the limits' longest delay."""
    value = (response.headers.get(b"Retry-After") or b"") if response is not None else b""
    if seconds := retry_after_s(value.decode("latin-1"), clock.now()):
        limits.hold(host, seconds)
