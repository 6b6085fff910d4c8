"""The spider that pays one timed visit to each home page, with a canary beside it where a visit fails.

站点无法访问: a visit fails when the home page is still not open after 15 s. A canary is a known-good address asked
right after a failed visit: when it does not answer either, the fault may be ours.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from time import monotonic
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from rules.observations import Probe, Site
from spiders.faults import fault_of
from spiders.items import Seen
from spiders.parsing.urls import resolve
from spiders.ports import Clock

DEFAULT_TIMEOUT_S = 15.0
MAX_HOPS = 8
REDIRECTS = frozenset({301, 302, 303, 307, 308})
CANARY_FRESH_S = 10.0
"""How long an answer of the canary stands for other visits of the round."""
_GONE = frozenset({404, 410})


class ProbeSpider(Spider):
    """Yields one ``Seen`` with a ``Probe`` per site. ``at_once`` visits go on side by side."""

    name = "probe"

    def __init__(
        self,
        sites: Sequence[Site],
        *,
        clock: Clock,
        canary: str | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        at_once: int = 8,
        told: Callable[[Seen], None] = lambda seen: None,
        **kwargs: Any,  # noqa: ANN401 - Scrapy's own
    ) -> None:
        super().__init__(**kwargs)
        self.sites = sites
        self._clock = clock
        self._canary = canary
        self._timeout_s = timeout_s
        self._told = told
        self._at_once = asyncio.Semaphore(at_once)
        self._canary_asked: float = float("-inf")
        self._canary_answered: asyncio.Task[bool] | None = None

    async def start(self) -> AsyncIterator[Any]:
        visits = [asyncio.ensure_future(self._visit(site)) for site in self.sites]
        try:
            for visit in asyncio.as_completed(visits):
                seen = await visit
                self._told(seen)
                yield seen
        finally:
            for left in visits:
                left.cancel()

    async def _visit(self, site: Site) -> Seen:
        async with self._at_once:
            at = self._clock()
            began = monotonic()
            status, fault = await self._open(site.url, self._timeout_s)
            elapsed_ms = int((monotonic() - began) * 1000)
            answered = fault is None and status is not None and is_open(status)
            canary = None if answered else await self._ask_canary()
        probe = Probe(
            at=at,
            url=site.url,
            answered=answered,
            elapsed_ms=elapsed_ms,
            status=status,
            fault=fault,
            canary_answered=canary,
        )
        return Seen(site_code=site.code, observation=probe)

    async def _open(self, url: str, timeout_s: float) -> tuple[int | None, str | None]:
        """Status and fault of a visit that may take ``timeout_s`` in all, redirects included."""
        try:
            async with asyncio.timeout(timeout_s):
                return await self._follow(url, timeout_s)
        except TimeoutError:
            return None, "timeout"
        except Exception as error:
            return None, fault_of(error)

    async def _follow(self, url: str, timeout_s: float) -> tuple[int | None, str | None]:
        for _ in range(MAX_HOPS + 1):
            response = await self._ask(url, timeout_s)
            location = response.headers.get(b"Location")
            if not location or response.status not in REDIRECTS:
                return response.status, None
            target = resolve(location.decode("utf-8", "replace"), url, "utf-8")
            if target is None:
                return response.status, "bad-redirect"
            url = target
        return response.status, "redirect-loop"

    async def _ask(self, url: str, timeout_s: float) -> Response:
        meta = {"dont_obey_robotstxt": True, "download_timeout": timeout_s}
        # A connection kept from an earlier visit would be tried again in silence when it breaks.
        request = Request(url, headers={"Connection": "close"}, dont_filter=True, meta=meta, callback=NO_CALLBACK)
        answer: Response = await self.crawler.engine.download_async(request)
        return answer

    async def _ask_canary(self) -> bool | None:
        if self._canary is None:
            return None
        if self._canary_answered is None or monotonic() - self._canary_asked > CANARY_FRESH_S:
            self._canary_asked = monotonic()
            self._canary_answered = asyncio.ensure_future(self._canary_opens(self._canary))
        return await asyncio.shield(self._canary_answered)

    async def _canary_opens(self, url: str) -> bool:
        status, fault = await self._open(url, self._timeout_s)
        return fault is None and status is not None


def is_open(status: int) -> bool:
    """Whether an answer counts as an open home page: one that refuses us (403, 412, 521 …) does, for it is there."""
    return status not in _GONE and (status < 500 or status in (512, 521))
