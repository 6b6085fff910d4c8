"""Runs the real crawl of many hostile sites in a process of its own, and says what was observed of each.

``python -m tests.hostile.crawling`` reads ``{"folder", "sites": {name: port}, "seconds", "timeout", "at_once",
"names": {host: [addresses]}}`` from stdin and prints ``{"sites": {name: {"labels", "seconds"}}, "peak_mb", …}``.
"""

import asyncio
import json
import re
import socket
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from inspector.clock import SHANGHAI
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from inspector.store import Store
from rules.observations import Observations, Page, Site
from spiders.budget import Budget

AS_OF = datetime(2024, 6, 1, 12, tzinfo=SHANGHAI)


def labels(seen: Observations) -> set[str]:
    """What was observed of a site, in the words of the tests: ``page timeout``, ``link skipped private-address`` …"""
    crawl = seen.crawl
    found = {f"site {crawl.site_state}", *(f"note {note}" for note in crawl.notes)} if crawl else {"no crawl"}
    for page in seen.pages:
        found |= set(_of_page(page))
    for link in seen.links:
        found |= {f"link {word}" for word in (link.state, link.fault, link.detail.get("reason")) if word}
    return found


def _of_page(page: Page) -> Iterator[str]:
    where = "home" if page.url.count("/") == 3 and page.url.endswith("/") else "page"
    if page.fault:
        yield f"{where} {page.fault}"
    elif page.status is not None and not 200 <= page.status < 300:
        yield f"{where} http-{page.status}"
    elif page.facts is not None:
        yield f"{where} {page.facts.state}"
    else:
        yield f"{where} unread"
    if page.cut:
        yield f"{where} cut"


def main() -> None:
    order = json.load(sys.stdin)
    names = order.get("names", {})
    if names:
        _answer_names(names)
    sites = [
        Site(code=name, name="嘉鱼县人民政府", url=f"http://127.0.0.1:{port}/") for name, port in order["sites"].items()
    ]
    store = Store.open(f"sqlite:///{order['folder']}/hostile.db")
    run_id = store.begin_run(started=AS_OF, as_of=AS_OF, standard="census-2015", sites=sites, options={})
    began = time.monotonic()
    before = _peak_mb()
    failed, spans = asyncio.run(_crawl(store, run_id, sites, order))
    seconds = time.monotonic() - began
    window = {"probes_since": AS_OF - timedelta(days=7), "probes_until": AS_OF}
    found = {s.code: sorted(labels(store.observations(run_id, s.code, **window))) for s in sites}
    told = {"labels": found, "spans": spans, "failed": failed, "seconds": seconds}
    print(json.dumps({**told, "before_mb": before, "peak_mb": _peak_mb()}))  # noqa: T201


def _peak_mb() -> float:
    """Of this program alone: ``ru_maxrss`` would carry over the peak of the process that started it."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmHWM:\s+(\d+) kB", told)[1]) / 1024  # type: ignore[index]


async def _crawl(
    store: Store, run_id: int, sites: list[Site], order: dict[str, Any]
) -> tuple[list[str], dict[str, float]]:
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    options = CrawlOptions(
        budget=Budget(
            seconds=order["seconds"], pages=60, retries=1, retry_pause_s=0.05, query_pages=20, pattern_pages=40
        ),
        allow_nets=("127.0.0.1/32",),
        sites_at_once=order["at_once"],
        browser=False,
        probe=False,
        settings={"DOWNLOAD_TIMEOUT": order["timeout"]},
    )
    began: dict[str, float] = {}
    spans: dict[str, float] = {}

    def told(progress: Any) -> None:
        if progress.finished:
            spans[progress.site] = time.monotonic() - began[progress.site]

    def groups() -> Iterator[list[Site]]:
        for site in sites:
            began[site.code] = time.monotonic()
            yield [site]

    job = CrawlJob(store, run_id, groups(), as_of=AS_OF, options=options, told=told)
    result = await job.run()
    return result.failed, spans


def _answer_names(names: dict[str, list[str]]) -> None:
    """Stands in for the DNS: the names of the cases have the addresses that the tests give them."""
    real = socket.getaddrinfo

    def answer(host: Any, port: Any, *args: Any, **more: Any) -> Any:
        if host in names:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port or 0)) for address in names[host]]
        return real(host, port, *args, **more)

    socket.getaddrinfo = answer


if __name__ == "__main__":
    main()
