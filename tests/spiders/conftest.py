"""Runs the site spider against a real server, through the real pipeline, into a real store."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from inspector.clock import SHANGHAI, now
from inspector.crawl.options import CrawlOptions, crawl_settings
from inspector.pipelines.writer import BatchWriter
from inspector.store import Store
from rules.observations import Observations, RegisteredColumn, Site
from spiders.budget import Budget
from spiders.items import ResumeState
from spiders.site import SiteSpider

AS_OF = datetime(2024, 6, 1, 12, tzinfo=SHANGHAI)
FAST = Budget(retry_pause_s=0.01)


@dataclass
class Crawled:
    spider: SiteSpider
    observations: Observations
    resume: ResumeState
    errors: list[BaseException]

    @property
    def crawl(self) -> Any:
        return self.observations.crawl

    def page(self, path: str) -> Any:
        (found,) = [p for p in self.observations.pages if path_of(p.url) == path]
        return found

    def column(self, name: str) -> Any:
        (found,) = [c for c in self.observations.columns if c.name == name]
        return found

    def link(self, path: str) -> Any:
        return next((x for x in self.observations.links if path_of(x.url) == path), None)


class NoLinks:
    """A crawl that checks no links: for a look at the pages alone."""

    pending = 0

    def listen(self, on_result: Any) -> None:
        """Nothing will come."""

    def submit(self, url_id: int, url: str, use: str, prior: Any = ()) -> None:
        """Nobody asks."""

    def give_up(self) -> None:
        """Nothing is pending."""

    async def text(self, url: str) -> None:
        return None

    async def profile(self, page: str) -> None:
        return None

    async def hosts(self, pages: Any) -> tuple[()]:
        return ()


def path_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{tmp_path}/test.db")
    yield opened
    opened.close()


@pytest.fixture
def site_at() -> Callable[..., Site]:
    def make(url: str, *columns: RegisteredColumn, code: str = "4212210001") -> Site:
        return Site(code=code, name="嘉鱼县人民政府", url=url, columns=columns)

    return make


@pytest.fixture
def crawl(in_reactor, store, site_at) -> Callable[..., Crawled]:
    def run(url: str, *columns: RegisteredColumn, budget: Budget = FAST, links: Any = None, **more: Any) -> Crawled:
        site = site_at(url, *columns)
        options = CrawlOptions(allow_nets=("127.0.0.0/8",), **more.pop("options", {}))
        run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="census-2015", sites=[site], options={})
        errors: list[BaseException] = []
        program = more.pop("browser", None)

        async def go() -> SiteSpider:
            from scrapy.crawler import AsyncCrawlerRunner

            from inspector.browser.rendering import Renderer
            from inspector.net import guard_from_settings

            writer = BatchWriter(store, run_id, errors.append)
            runner = AsyncCrawlerRunner(crawl_settings(options))
            crawler = runner.create_crawler(SiteSpider)
            renderer = Renderer(guard_from_settings(runner.settings), program, user_agent="test") if program else None
            await runner.crawl(
                crawler,
                site=site,
                today=AS_OF.date(),
                clock=now,
                links=links or NoLinks(),
                budget=budget,
                writer=writer,
                renderer=renderer,
                can_render=renderer is not None,
                **more,
            )
            if renderer is not None:
                await renderer.close()
            await writer.close()
            return crawler.spider

        spider = in_reactor(go())
        window = {"probes_since": AS_OF - timedelta(days=7), "probes_until": AS_OF}
        observations = store.observations(run_id, site.code, **window)
        return Crawled(spider, observations, store.resume(run_id, site.code), errors)

    return run
