"""The demo's own job: a week of availability probes for the sites that ask for it, then the crawl."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count

from scrapy.crawler import AsyncCrawlerRunner

from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions, CrawlResult, Progress, crawl_settings
from inspector.crawl.probing import probe_sites
from inspector.demo.plan import SitePlan
from inspector.store import Store
from rules.observations import Site

WEEK = timedelta(days=7)


class DemoJob:
    """``sites`` of one run; the probes are real visits, dated evenly over the week before ``as_of``."""

    def __init__(
        self,
        store: Store,
        run_id: int,
        sites: Sequence[Site],
        plans: Mapping[str, SitePlan],
        *,
        as_of: datetime,
        options: CrawlOptions,
        told: Callable[[Progress], None],
    ) -> None:
        self._store, self._sites, self._plans, self._as_of, self._options = store, sites, plans, as_of, options
        self._crawl = CrawlJob(store, run_id, iter([[site] for site in sites]), as_of=as_of, options=options, told=told)

    async def run(self) -> CrawlResult:
        """Probe, then crawl. Raises StoreError."""
        runner = AsyncCrawlerRunner(crawl_settings(self._options))
        for site in self._sites:
            rounds = self._plans[site.code].probes
            if rounds:
                await self._probe(runner, site, rounds)
        return await self._crawl.run()

    async def stop(self) -> None:
        await self._crawl.stop()

    async def _probe(self, runner: AsyncCrawlerRunner, site: Site, rounds: int) -> None:
        number = count(1)
        await probe_sites(
            runner,
            self._store,
            [site] * rounds,
            canary=self._options.canary,
            at=lambda: self._as_of - WEEK + WEEK * (next(number) / (rounds + 1)),
        )
