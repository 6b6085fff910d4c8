"""Crawling many sites side by side in one process: what they share, their order, their end.

A run is resumable at any moment: each site is ``waiting``, ``crawling`` or ``done`` in the store, and a site that was
``crawling`` when its process ended goes on from what it had stored.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import scrapy.core.downloader.contextfactory  # noqa: F401 - it looks at every loaded module: cheaper while they are few
from scrapy.crawler import AsyncCrawlerRunner, Crawler

from inspector import clock
from inspector.crawl.options import CrawlOptions, CrawlResult, Progress, crawl_settings
from inspector.crawl.probing import probe_sites
from inspector.crawl.shared import Shared
from inspector.links.policy import load_policy
from inspector.pipelines.links import LinkFeed
from inspector.pipelines.writer import BatchWriter
from inspector.store import Store
from rules.observations import Crawl, Site
from spiders.items import Seen
from spiders.parsing.safety.lexicon import bundled
from spiders.site import SiteSpider

logger = logging.getLogger(__name__)
_NO_END_S = 1e9
TICK_S = 1.0
"""How often progress is told."""


class CrawlJob:
    """The crawl of some sites of one run, in the running loop. ``stop`` ends it so that it can be resumed.

    ``groups`` are the sites of one host each: they are crawled one after another, groups side by side.
    """

    def __init__(
        self,
        store: Store,
        run_id: int,
        groups: Iterator[Sequence[Site]],
        *,
        as_of: datetime,
        options: CrawlOptions,
        told: Callable[[Progress], None] = lambda progress: None,
    ) -> None:
        self.result = CrawlResult()
        self._store = store
        self._run_id = run_id
        self._groups = groups
        self._as_of = as_of
        self._options = options
        self._told = told
        self._runner = AsyncCrawlerRunner(crawl_settings(options))
        self._crawlers: dict[str, Crawler] = {}
        self._fault: BaseException | None = None
        self._lexicon = bundled().extended(options.words, "words") if options.words else None

    async def run(self) -> CrawlResult:
        """Crawl all sites that are not done. Raises the StoreError that ended the run."""
        options = self._options
        self._writer = BatchWriter(self._store, self._run_id, self._store_failed)
        self._shared = Shared.make(
            self._runner.settings,
            canary=options.canary,
            delay_s=options.delay_s,
            browser=options.browser,
            policy=load_policy(Path(options.link_policy) if options.link_policy else None),
            keys=options.keys,
            any_crawler=self._any_crawler,
        )
        self._states = self._store.site_states(self._run_id)
        teller = asyncio.ensure_future(self._tell())
        dawn = asyncio.get_running_loop().call_later(_seconds_to(options.until), self._dawn)
        try:
            await asyncio.gather(*(self._lane() for _ in range(options.sites_at_once)))
        finally:
            teller.cancel()
            dawn.cancel()
            await self._shared.close()
            if self._fault is None:
                await self._writer.close()
        if self._fault is not None:
            raise self._fault
        return self.result

    def _dawn(self) -> None:
        """The end of the night that the crawl was given."""
        self._stopping = asyncio.ensure_future(self.stop())

    async def stop(self) -> None:
        """End cleanly: what was seen is stored, sites under way can be resumed."""
        self.result.stopped = True
        await self._runner.stop()

    def _store_failed(self, error: BaseException) -> None:
        self._fault = error
        self._stopping = asyncio.ensure_future(self._runner.stop())

    def _any_crawler(self) -> Crawler | None:
        return next(iter(self._crawlers.values()), None)

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            for code, crawler in self._crawlers.items():
                self._progress(code, crawler, finished=False)

    def _progress(self, code: str, crawler: Crawler, *, finished: bool) -> None:
        crawl = crawler.spider.crawl if isinstance(crawler.spider, SiteSpider) else None
        if crawl is not None:
            self._told(Progress(site=code, pages=crawl.pages, links_pending=crawl.links.pending, finished=finished))

    async def _lane(self) -> None:
        for group in self._groups:
            for site in group:
                state = self._states.get(site.code, "waiting")
                if self.result.stopped or self._fault is not None:
                    return
                if state != "done":
                    await self._site(site, resumed=state == "crawling")

    async def _site(self, site: Site, *, resumed: bool) -> None:
        known = self._store.resume(self._run_id, site.code) if resumed else None
        self._store.set_site_state(self._run_id, site.code, "crawling")
        if self._options.probe and not resumed:
            await probe_sites(self._runner, self._store, [site], canary=self._options.canary, keys=self._options.keys)
        if self.result.stopped:
            return
        crawler = self._crawlers[site.code] = self._runner.create_crawler(SiteSpider)
        started = clock.now()
        try:
            await self._runner.crawl(
                crawler,
                site=site,
                today=self._as_of.date(),
                clock=clock.now,
                links=LinkFeed(self._shared.checker, self._shared.guard, self._writer, site.code),
                budget=self._options.budget,
                known=known,
                writer=self._writer,
                manners=self._shared.manners,
                keys=self._options.keys,
                renderer=self._shared.renderer,
                can_render=self._shared.renderer is not None,
                lexicon=self._lexicon,
                recognisers=self._shared.checker.policy.recognisers,
            )
        except Exception:
            logger.exception("the crawl of %s failed", site.code)
        finally:
            del self._crawlers[site.code]
        if not self.result.stopped and self._fault is None:
            await self._over(site, crawler, started)

    async def _over(self, site: Site, crawler: Crawler, started: datetime) -> None:
        if not isinstance(crawler.spider, SiteSpider) or not crawler.spider.whole:
            await self._broke_off(site, started)
        self._store.set_site_state(self._run_id, site.code, "done")
        self.result.done.append(site.code)
        self._progress(site.code, crawler, finished=True)

    async def _broke_off(self, site: Site, started: datetime) -> None:
        """A fault of our own: the site cannot be judged, and the reports say why."""
        self.result.failed.append(site.code)
        at = clock.now()
        crawl = Crawl(
            at=at,
            started=started,
            finished=at,
            site_state="running",
            home_opened=False,
            complete=False,
            stop_reason="internal-error",
        )
        self._writer.add(Seen(site_code=site.code, observation=crawl))
        await self._writer.drain()


def _seconds_to(end: datetime | None) -> float:
    return (end - clock.now()).total_seconds() if end else _NO_END_S
