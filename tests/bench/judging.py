"""How long judging from the store takes: ``python -m tests.bench.judging [SITES]`` (1,000 observations a site).

Made to be like a night: articles with metas, list pages of twenty items, broken links with their attempts, probes of
a week. Prints microseconds per observation for writing, for reading back, and for judging, all in CPU time of one
core. The aim is 3,000 sites × 1,000 observations judged in under 60 s: 20 µs each.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from inspector.clock import SHANGHAI
from inspector.crawl import collecting
from inspector.judging.inspection import judged
from inspector.judging.standards import load
from inspector.store import Store
from rules.observations import (
    Attempt,
    Category,
    Column,
    Crawl,
    Item,
    Link,
    LinkSource,
    Marks,
    Observation,
    Page,
    PageFacts,
    Probe,
    Published,
    Site,
)
from spiders.items import Seen

AS_OF = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
META = dict.fromkeys(("SiteName", "SiteDomain", "SiteIDCode", "ColumnName", "ColumnType"), "某县人民政府门户网站内容")
CATEGORIES: tuple[Category, ...] = ("news", "notices", "policies", "personnel", "other")
COLUMNS, LIST_PAGES, ARTICLES, LINKS, PROBES = 40, 80, 590, 100, 189  # and one crawl: 1,000


def observations(site: Site) -> Iterator[Observation]:
    """A thousand observations of a site."""
    base = site.url.rstrip("/")
    for number in range(COLUMNS):
        category = CATEGORIES[number % len(CATEGORIES)]
        yield Column(at=AS_OF, name=f"栏目{number}", url=f"{base}/c{number}/", category=category, registered=False)
    for number in range(LIST_PAGES):
        column = f"{base}/c{number % COLUMNS}/"
        yield list_page(base, column, number)
    for number in range(ARTICLES):
        yield article(base, number)
    for number in range(LINKS):
        yield link(base, number)
    for number in range(PROBES):
        at = AS_OF - timedelta(minutes=50 * number)
        yield Probe(at=at, url=site.url, answered=True, elapsed_ms=120, status=200, canary_answered=True)
    yield Crawl(at=AS_OF, started=AS_OF, finished=AS_OF, site_state="running", home_opened=True, complete=True)


def list_page(base: str, column: str, number: int) -> Page:
    items = tuple(
        Item(title=f"关于某某事项的通知第{number}号", url=f"{base}/a{number * 20 + i}.html", day=date(2026, 2, 20))
        for i in range(20)
    )
    url = column if number < COLUMNS else f"{column}index_1.html"
    facts = PageFacts(encoding="utf-8", kind="list", title="栏目", items=items, meta=META)
    role = "home" if number == 0 else "column"
    return Page(at=AS_OF, url=url, final_url=url, role=role, column_url=column, status=200, facts=facts)


def article(base: str, number: int) -> Page:
    url = f"{base}/a{number}.html"
    published = Published(day=date(2026, 2, 20), time="10:00", read_from="meta", text="2026-02-20 10:00")
    facts = PageFacts(
        encoding="utf-8",
        kind="article",
        title="关于某某事项的通知",
        published=published,
        marks=Marks(site_code="1234567890", icp="某ICP备00000000号"),
        meta=META,
    )
    return Page(at=AS_OF, url=url, final_url=url, role="article", status=200, size_bytes=30_000, facts=facts)


def link(base: str, number: int) -> Link:
    attempts = tuple(
        Attempt(at=AS_OF, method=method, status=404, fault=None, elapsed_ms=30) for method in ("HEAD", "GET", "GET")
    )
    sources = tuple(LinkSource(page=f"{base}/a{i}.html", line=120, text="附件下载") for i in range(3))
    return Link(
        at=AS_OF, url=f"{base}/f{number}.doc", state="broken", fault="http-404", attempts=attempts, sources=sources
    )


@contextmanager
def timed(what: str, count: int) -> Iterator[None]:
    start = time.process_time()
    yield
    used = time.process_time() - start
    print(f"{what:<10} {used / count * 1e6:6.1f} µs an observation, {used:6.2f} s in all")


def main(number_of_sites: int) -> None:
    collecting.while_starting()  # as every command does
    sites = [Site(code=f"{n:010}", name=f"站{n}", url=f"http://www.s{n}.gov.cn/") for n in range(number_of_sites)]
    total = number_of_sites * 1000
    with TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'bench.db'}")
        run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="census-2015", sites=sites, options={})
        with timed("write", total):
            for site in sites:
                seen = [Seen(site_code=site.code, observation=one) for one in observations(site)]
                for start in range(0, len(seen), 200):
                    store.write(run_id, seen[start : start + 200])
        with timed("read", total):
            for site in sites:
                store.observations(run_id, site.code, probes_since=AS_OF - timedelta(days=7), probes_until=AS_OF)
        standard = load("census-2015")
        with timed("judge", total):
            outcomes = [card.outcome for card in judged(store, run_id, standard)]
        print({outcome: outcomes.count(outcome) for outcome in sorted(set(outcomes))})
        store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
