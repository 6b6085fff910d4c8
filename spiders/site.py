"""The spider that crawls one site: home page, columns, their lists, articles newest first, the rest.

It asks and hands on what came back; what is known of the site, and what to ask next, is ``SiteCrawl``'s.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from rules.observations import Site
from spiders.budget import DEFAULT_BUDGET, Budget
from spiders.crawl import SiteCrawl
from spiders.ending import last_words
from spiders.errors import HostGivenUp, NotAsked
from spiders.faults import fault_of
from spiders.fetched import Fetched
from spiders.items import LinkChecked, ResumeState, Seen, UrlEntry, Visit
from spiders.parsing.recognisers import Recognisers
from spiders.parsing.safety.lexicon import Lexicon
from spiders.ports import Clock, LinkPort
from spiders.redirects import step_of
from spiders.requests import request_of
from spiders.responses import Cookies, fetched_of, fetched_of_fault, with_fault
from spiders.resuming import take_up
from spiders.taking import Taken, Taker

logger = logging.getLogger(__name__)


class SiteSpider(Spider):
    """Yields a ``Visit`` per page, a ``LinkChecked`` per link state that a page settles, and at the end ``Seen`` s.

    ``whole`` is True when the crawl came to its own end (whatever it found), False when it was stopped from outside.
    """

    name = "site"

    def __init__(
        self,
        site: Site,
        *,
        today: date,
        clock: Clock,
        links: LinkPort,
        budget: Budget = DEFAULT_BUDGET,
        known: ResumeState | None = None,
        can_render: bool = False,
        lexicon: Lexicon | None = None,
        recognisers: Recognisers | None = None,
        **kwargs: Any,  # noqa: ANN401 - Scrapy's own
    ) -> None:
        super().__init__(**kwargs)
        self.site = site
        self.crawl = SiteCrawl(
            site,
            today=today,
            budget=budget,
            links=links,
            can_render=can_render,
            lexicon=lexicon,
            recognisers=recognisers,
        )
        self.taker = Taker(self.crawl)
        self.whole = False
        self._clock = clock
        self._known = known
        self._active = 0
        self._asleep = 0
        self._out_of_time = False
        self._broken = False
        self._learning: asyncio.Task[None] | None = None

    async def start(self) -> AsyncIterator[Any]:
        started = self._clock()
        loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self.crawl.ledger.changed = self._wake.set
        timer = loop.call_later(self.crawl.budget.seconds, self._time_is_up)
        if self._known is not None:
            take_up(self.crawl, self.taker, self._known)
            self._known = None
        self.crawl.seed()
        try:
            async for request in self._requests():
                yield request
            if self._broken:
                return
            async for visit in self._read_sheets():
                yield visit
        finally:
            timer.cancel()
        reason = "budget-seconds" if self._out_of_time else "finished"
        for settled in self._handed_on([]):
            yield settled
        for host in await self.crawl.links.hosts(self.crawl.pages_of_hosts()):
            yield Seen(site_code=self.site.code, observation=host)
        for seen in last_words(self.crawl, started=started, finished=self._clock(), stop_reason=reason):
            yield seen
        self.whole = True

    async def _requests(self) -> AsyncIterator[Request]:
        """Requests as there is room for them, until nothing is left to ask and every link is checked."""
        while True:
            self._wake.clear()
            entry = self._next()
            if entry is not None:
                self._active += 1
                yield self._request(entry, entry.url)
            elif self._over():
                return
            else:
                await self._wake.wait()

    async def _read_sheets(self) -> AsyncIterator[Visit]:
        """The style sheets of the site, and then the images that they put on its pages."""
        sheets = self.taker.sheets
        while waiting := [] if self._out_of_time else sheets.waiting():
            for sheet in waiting:
                sheets.take(sheet, None if self._out_of_time else await self.crawl.links.text(sheet.url))
            await self._all_checked()  # also those that these import
        for visit in sheets.visits():
            yield visit
        await self._all_checked()
        if sheets.unread():
            self.crawl.notes.add("sheets-unread")

    async def _all_checked(self) -> None:
        while self.crawl.links.pending:
            self._wake.clear()
            if self.crawl.links.pending:
                await self._wake.wait()

    def _next(self) -> UrlEntry | None:
        budget = self.crawl.budget
        full = self._broken or self._active >= budget.concurrency or self.crawl.links.pending > budget.waiting_links
        return None if full or self._out_of_time else self.crawl.next()

    def _over(self) -> bool:
        crawl = self.crawl
        if self._broken:
            return True
        if self._active or self._asleep:
            return False
        if self._out_of_time:
            return not crawl.links.pending
        if crawl.frontier and not crawl.spent:
            return False  # waits for links
        crawl.leave_rest_to_checker()
        return not crawl.links.pending

    def _time_is_up(self) -> None:
        self._out_of_time = True
        self.crawl.links.give_up()
        self._wake.set()

    def _request(
        self, entry: UrlEntry, url: str, hops: tuple[str, ...] = (), cookies: Cookies | None = None
    ) -> Request:
        shown = self.crawl.rendered_at(entry)
        return request_of(
            entry,
            shown or url,
            hops,
            cookies or {},
            callback=self.parse,
            errback=self.failed,
            render=shown is not None,
        )

    def parse(
        self, response: Response, entry: UrlEntry, hops: tuple[str, ...], cookies: Cookies
    ) -> Iterator[Visit | LinkChecked | Request]:
        """An answer of any status."""
        try:
            yield from self._answered(response, entry, hops, cookies)
        except Exception:
            self._break_off(entry)

    def _break_off(self, entry: UrlEntry) -> None:
        """A fault of our own: the crawl ends, and ``whole`` stays False."""
        logger.exception("taking the answer of %s failed", entry.url)
        self._broken = True
        self._done()

    def _answered(
        self, response: Response, entry: UrlEntry, hops: tuple[str, ...], cookies: Cookies
    ) -> Iterator[Visit | LinkChecked | Request]:
        got = fetched_of(response, hops, self._clock())
        step = step_of(response, got, cookies)
        if got.rendered and got.url != entry.url and not self.crawl.follows(entry, got.url):
            yield from self._left(entry, got, got.url)  # by its own script
        elif step is None:
            yield from self._taken(entry, got)
        elif step.fault is not None:
            yield from self._taken(entry, with_fault(got, step.fault))
        elif step.again or self.crawl.follows(entry, step.url):
            yield self._request(entry, step.url, step.hops, step.cookies)
        else:
            yield from self._left(entry, got, step.url)

    def _left(self, entry: UrlEntry, got: Fetched, url: str) -> Iterator[Taken]:
        """The page leads to another, which has its own place or is not the site's."""
        yield from self._handed_on(self.taker.moved(entry, got, url))
        self._done()

    def failed(self, failure: Failure) -> Iterator[Visit | LinkChecked]:
        """No answer, or a request that was not made."""
        try:
            yield from self._failed(failure)
        except Exception:
            self._break_off(failure.request.cb_kwargs["entry"])  # type: ignore[attr-defined]

    def _failed(self, failure: Failure) -> Iterator[Visit | LinkChecked]:
        request: Request = failure.request  # type: ignore[attr-defined]
        entry: UrlEntry = request.cb_kwargs["entry"]
        error = failure.value
        assert error is not None
        if isinstance(error, NotAsked):
            yield from self._not_asked(entry, error)
            return
        if request.meta["render"]:
            self.crawl.rendering_failed(entry)
            self._done()
            return
        got = fetched_of_fault(request, fault_of(error), self._clock())
        yield from self._taken(entry, got)

    def _handed_on(self, items: list[Taken]) -> Iterator[Taken]:
        """Items of an answer, with the link states that it settled on the way."""
        yield from items
        yield from self.crawl.ledger.handed_on()

    def _taken(self, entry: UrlEntry, got: Fetched) -> Iterator[Visit | LinkChecked]:
        pause = self.taker.pause_before_retry(entry, got)
        if pause is not None and not self._out_of_time:
            self._asleep += 1
            asyncio.get_running_loop().call_later(pause, self._again, entry)
        else:
            yield from self._handed_on(self.taker.take(entry, got))
            if self._learning is None and entry.role != "home" and got.ok:
                self._learning = asyncio.ensure_future(self._learn(got.url))
        self._done()

    async def _learn(self, page: str) -> None:
        """How pages that do not exist look here, told from a page beside which one is invented."""
        self.crawl.profile = await self.crawl.links.profile(page)

    def _again(self, entry: UrlEntry) -> None:
        self._asleep -= 1
        self.crawl.requeue(entry)
        self._wake.set()

    def _not_asked(self, entry: UrlEntry, why: NotAsked) -> Iterator[Visit | LinkChecked]:
        if isinstance(why, HostGivenUp):
            self.crawl.give_up_on(entry)
        else:
            yield from self._handed_on(self.taker.forbidden(entry))
        self._done()

    def _done(self) -> None:
        self._active -= 1
        self._wake.set()
