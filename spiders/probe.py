"""The spider that pays one timed visit to each home page, with a canary beside it where a visit fails.

站点无法访问: a visit fails when the home page is still not open after 15 s. A canary is a known-good address asked
right after a failed visit: when it does not answer either, the fault may be ours.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from rules.observations import Probe, Site
from spiders.faults import fault_of
from spiders.items import Seen
from spiders.own_delay import OwnDelay
from spiders.ports import Clock
from spiders.redirects import step_of
from spiders.responses import Cookies, cookie_of, fetched_of

DEFAULT_TIMEOUT_S = 15.0
TRIES = 3
"""Visits that may be paid where we ourselves had no time for the answer."""
OWN_DELAY_SHARE = 0.1
"""So much of the time that a visit may take must have been ours before it is paid again."""
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
        self._own_delay = OwnDelay()
        self._canary_asked: float = float("-inf")
        self._canary_answered: asyncio.Task[bool] | None = None

    async def start(self) -> AsyncIterator[Any]:
        async with self._own_delay:
            async for seen in self._visits():
                yield seen

    async def _visits(self) -> AsyncIterator[Seen]:
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
            for _ in range(TRIES):
                at = self._clock()
                began, delayed = monotonic(), self._own_delay.seconds
                status, fault = await self._open(site.url, self._timeout_s, at)
                own = self._own_delay.seconds - delayed
                elapsed_ms = int(max(monotonic() - began - own, 0.0) * 1000)
                unheard = fault == "timeout" and own > OWN_DELAY_SHARE * self._timeout_s
                if not unheard:
                    break
            answered = fault is None and status is not None and is_open(status)
            canary = None if answered else False if unheard else await self._ask_canary(at)
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

    async def _open(self, url: str, timeout_s: float, at: datetime) -> tuple[int | None, str | None]:
        """Status and fault of a visit that may take ``timeout_s`` in all, redirects included."""
        try:
            async with asyncio.timeout(timeout_s):
                return await self._follow(url, timeout_s, at)
        except TimeoutError:
            return None, "timeout"
        except Exception as error:
            return None, fault_of(error)

    async def _follow(self, url: str, timeout_s: float, at: datetime) -> tuple[int | None, str | None]:
        hops: tuple[str, ...] = ()
        cookies: Cookies = {}
        while True:
            response = await self._ask(url, cookies, timeout_s)
            step = step_of(response, fetched_of(response, hops, at), cookies)
            if step is None or step.fault is not None:
                return response.status, step.fault if step else None
            url, hops, cookies = step.url, step.hops, step.cookies

    async def _ask(self, url: str, cookies: Cookies, timeout_s: float) -> Response:
        meta = {"dont_obey_robotstxt": True, "download_timeout": timeout_s}
        # A connection kept from an earlier visit would be tried again in silence when it breaks.
        headers = {"Connection": "close", **cookie_of(cookies, url)}
        request = Request(url, headers=headers, dont_filter=True, meta=meta, callback=NO_CALLBACK)
        answer: Response = await self.crawler.engine.download_async(request)
        return answer

    async def _ask_canary(self, at: datetime) -> bool | None:
        if self._canary is None:
            return None
        if self._canary_answered is None or monotonic() - self._canary_asked > CANARY_FRESH_S:
            self._canary_asked = monotonic()
            self._canary_answered = asyncio.ensure_future(self._canary_opens(self._canary, at))
        return await asyncio.shield(self._canary_answered)

    async def _canary_opens(self, url: str, at: datetime) -> bool:
        status, fault = await self._open(url, self._timeout_s, at)
        return fault is None and status is not None


def is_open(status: int) -> bool:
    """Whether an answer counts as an open home page: one that refuses us (403, 412, 521 …) does, for it is there."""
    return status not in _GONE and (status < 500 or status in (512, 521))
