"""Visits to home pages, apart from any crawl: how often a site answers."""

from collections.abc import Callable, Sequence

from scrapy.crawler import AsyncCrawlerRunner

from inspector import clock
from inspector.crawl.options import CrawlOptions, crawl_settings
from inspector.keys import NO_KEYS, Keys
from inspector.pipelines.writer import BatchWriter
from inspector.store import Store
from rules.observations import Site
from spiders.items import Seen
from spiders.ports import Clock
from spiders.probe import ProbeSpider


async def probe_sites(
    runner: AsyncCrawlerRunner,
    store: Store,
    sites: Sequence[Site],
    *,
    canary: str | None,
    told: Callable[[Seen], None] = lambda seen: None,
    at: Clock = clock.now,
    keys: Keys = NO_KEYS,
) -> None:
    """One visit to each site's home page, stored apart from any run. Raises StoreError."""
    writer = BatchWriter(store, None, lambda error: None)
    crawler = runner.create_crawler(ProbeSpider)
    timeout = runner.settings.getfloat("INSPECTOR_PROBE_TIMEOUT_S")
    await runner.crawl(
        crawler, sites=sites, clock=at, canary=canary, timeout_s=timeout, told=told, writer=writer, keys=keys
    )
    await writer.close()


class ProbeJob:
    """A round of probes in the running loop."""

    def __init__(
        self, store: Store, sites: Sequence[Site], *, options: CrawlOptions, told: Callable[[str], None]
    ) -> None:
        self._store = store
        self._sites = sites
        self._canary = options.canary
        self._told = told
        self._runner = AsyncCrawlerRunner(crawl_settings(options))
        self._found: dict[str, Seen] = {}

    async def run(self) -> dict[str, Seen]:
        """What each visit showed, by site code. Raises StoreError."""
        await probe_sites(self._runner, self._store, self._sites, canary=self._canary, told=self._take)
        return self._found

    async def stop(self) -> None:
        await self._runner.stop()

    def _take(self, seen: Seen) -> None:
        self._found[seen.site_code] = seen
        self._told(seen.site_code)
