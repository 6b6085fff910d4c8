"""A night that was crawled, in a store, to judge and report."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from inspector.clock import SHANGHAI
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from inspector.crawl.processes import groups_of
from inspector.judging.standards import load
from inspector.store import Store
from rules.observations import (
    Attempt,
    Column,
    Crawl,
    Item,
    Link,
    LinkSource,
    Observation,
    Observations,
    Page,
    PageFacts,
    RegisteredColumn,
    Site,
)
from rules.standards.reading import Standard
from spiders.budget import Budget
from spiders.items import Seen

AS_OF = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
CRAWLED_AS_OF = datetime(2024, 6, 1, 12, tzinfo=SHANGHAI)


def seen_of(
    site: Site,
    *,
    broken: tuple[str, ...] = (),
    unsettled: tuple[str, ...] = (),
    complete: bool = True,
    at: datetime = AS_OF,
) -> Iterator[Observation]:
    """What a crawl of a small healthy site saw, with some broken links, and some that could not be settled."""
    column = f"{site.url}gzdt/"
    items = tuple(Item(title=f"工作动态{n}", url=f"{column}{n}.html", day=date(2026, 3, 1)) for n in range(12))
    facts = PageFacts(encoding="utf-8", kind="list", items=items)
    yield Column(at=at, name="工作动态", url=column, category="news", registered=True, on_home=True)
    yield Page(at=at, url=site.url, final_url=site.url, role="home", status=200, facts=facts)
    yield Page(at=at, url=column, final_url=column, role="column", column_url=column, status=200, facts=facts)
    for name in broken:
        attempts = tuple(
            Attempt(at=at, method=method, status=404, fault=None, elapsed_ms=5) for method in ("HEAD", "GET", "GET")
        )
        source = LinkSource(page=site.url, line=7, text="附件<script>")
        yield Link(
            at=at,
            url=f"{site.url}{name}",
            state="broken",
            fault="http-404",
            attempts=attempts,
            sources=(source,),
            on_home=True,
        )
    for name in unsettled:
        yield Link(at=at, url=f"{site.url}{name}", state="unconfirmed", fault="timeout", on_home=True)
    yield Crawl(
        at=at,
        started=at,
        finished=at,
        site_state="running",
        home_opened=True,
        complete=complete,
        pages=2,
        columns=1,
    )


class Nights:
    """Runs over made-up sites, a day apart unless ``hours`` are said.

    ``crawl`` stores one: ``broken`` and ``unsettled`` are links by site code, ``missed`` sites were not crawled.
    """

    def __init__(self, store: Store, url: str) -> None:
        self.store = store
        self.url = url
        self.sites = [
            Site(code=f"110000000{n}", name=f"第{n}网", url=f"http://www.s{n}.gov.cn/", sponsor=f"第{n}办")
            for n in range(3)
        ]
        store.replace_sites(self.sites)
        self.passed = timedelta()

    def crawl(
        self,
        broken: dict[str, tuple[str, ...]] | None = None,
        *,
        missed: tuple[str, ...] = (),
        cut: tuple[str, ...] = (),
        unsettled: dict[str, tuple[str, ...]] | None = None,
        hours: float = 24,
        confirm_nights: int = 1,
    ) -> int:
        started = AS_OF + self.passed
        self.passed += timedelta(hours=hours)
        options = {"confirm_nights": str(confirm_nights)} if confirm_nights > 1 else {}
        run_id = self.store.begin_run(
            started=started, as_of=started, standard="relaunch-gate", sites=self.sites, options=options
        )
        for site in self.sites:
            if site.code not in missed:
                found = seen_of(
                    site,
                    broken=(broken or {}).get(site.code, ()),
                    unsettled=(unsettled or {}).get(site.code, ()),
                    complete=site.code not in cut,
                    at=started,
                )
                self.store.write(run_id, [Seen(site_code=site.code, observation=one) for one in found])
        self.store.finish_run(run_id, started)
        return run_id


@pytest.fixture
def nights_in() -> Callable[[Store], Nights]:
    """Runs in a store of one's own."""
    return lambda store: Nights(store, "")


@pytest.fixture
def nights(tmp_path: Path) -> Iterator[Nights]:
    url = f"sqlite:///{tmp_path / 'nights.db'}"
    store = Store.open(url)
    yield Nights(store, url)
    store.close()


@pytest.fixture
def gate() -> Standard:
    return load("relaunch-gate")


@pytest.fixture
def crawl_of() -> Callable[..., Iterator[Observation]]:
    return seen_of


@pytest.fixture
def inspect(in_reactor: Callable[..., Any], tmp_path: Path) -> Iterator[Callable[..., Observations]]:
    """Crawls the site at an address, with its registered columns, and gives its observations."""
    store = Store.open(f"sqlite:///{tmp_path}/inspected.db")

    def run(url: str, *columns: RegisteredColumn, again: bool = False, **options: Any) -> Observations:
        site = Site(code="4212210001", name="嘉鱼县人民政府", url=url, columns=columns)
        at = CRAWLED_AS_OF
        if again:
            run_id = store.last_run().id
            store.set_site_state(run_id, site.code, "crawling")
        else:
            run_id = store.begin_run(started=at, as_of=at, standard="x", sites=[site], options={})
        budget = options.pop("budget", Budget(retry_pause_s=0.01))
        chosen = CrawlOptions(allow_nets=("127.0.0.0/8",), budget=budget, browser=False, probe=False, **options)

        async def go() -> None:
            await CrawlJob(store, run_id, iter(groups_of([site])), as_of=at, options=chosen).run()

        in_reactor(go(), timeout=120)
        return store.observations(run_id, site.code, probes_since=at, probes_until=at + timedelta(days=9999))

    yield run
    store.close()
