"""Two hundred fixture sites at once in one process: is anything lost, and how much memory does it take?

    python -m tests.bench.load [--sites 200] [--pages 30]

The sites are the demo's, each under ten names, served by this process; another one crawls them all side by side. Lost
would be a site without an end, or a page that the server gave and the store does not hold.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions
from inspector.demo.plan import SitePlan, load_as_of, load_plans, registered
from inspector.demo.server import FixtureServer
from inspector.store import Store
from rules.observations import Site
from spiders.budget import Budget

PEAK_MB = 600
SILENT = frozenset({"down", "unreachable-6-of-140", "unreachable-7-of-140"})
"""Fixture sites that are about probes or about silence: they show nothing under load."""


def plans(number: int) -> dict[str, SitePlan]:
    """That many sites, each with a host and a code of its own."""
    kinds = {name: plan for name, plan in load_plans().items() if name not in SILENT}
    found: dict[str, SitePlan] = {}
    while len(found) < number:
        for name, plan in kinds.items():
            copy = len(found)
            own = {"host": f"s{copy}.{plan.host}", "code": f"{9_000_000_000 + copy}"}
            found[f"{name}-{copy}"] = plan.model_copy(update=own)
            if len(found) == number:
                break
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--pages", type=int, default=30)
    options = parser.parse_args()
    told = measure(options.sites, options.pages)
    for name, value in told.items():
        print(f"{name:24} {value}")
    sys.exit(bool(told["lost"]) or told["peak MB"] > PEAK_MB)


def measure(sites: int, pages: int) -> dict[str, Any]:
    """The figures of one such crawl."""
    chosen = plans(sites)
    with FixtureServer(chosen, load_as_of()) as server, tempfile.TemporaryDirectory(prefix="inspector-load-") as folder:
        order = {"folder": folder, "sites": sites, "pages": pages, "resolve": server.overrides}
        command = [sys.executable, "-c", "from tests.bench.load import child; child()"]
        root = Path(__file__).resolve().parents[2]
        done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, check=False, cwd=root)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        told: dict[str, Any] = json.loads(done.stdout)
        given = {f"http://{host}{path}" for (method, host, path) in server.requests if method == "GET"}
    stored = set(told.pop("stored"))
    told["pages given and stored"] = len(given & stored)
    told["lost"] = [*told.pop("endless"), *sorted(stored - given)]
    return told


def child() -> None:
    """The crawl, in a process of its own."""
    order = json.load(sys.stdin)
    as_of = load_as_of()
    sites = [registered(plan) for plan in plans(order["sites"]).values()]
    store = Store.open(f"sqlite:///{order['folder']}/load.db")
    run_id = store.begin_run(started=as_of, as_of=as_of, standard="census-2015", sites=sites, options={})
    before, began, cpu = _peak_mb(), time.monotonic(), time.process_time()
    failed = asyncio.run(_crawl(store, run_id, sites, as_of, order))
    wall, cpu = time.monotonic() - began, time.process_time() - cpu
    stored, endless = _stored(store, run_id, sites, as_of)
    figures = {
        "sites": len(sites),
        "pages": len(stored),
        "wall s": round(wall, 1),
        "CPU s": round(cpu, 1),
        "MB before": round(before),
        "peak MB": round(_peak_mb()),
    }
    print(json.dumps({**figures, "endless": [*failed, *endless], "stored": stored}))


async def _crawl(store: Store, run_id: int, sites: list[Site], as_of: datetime, order: dict[str, Any]) -> list[str]:
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    options = CrawlOptions(
        budget=Budget(pages=order["pages"], retries=0, retry_pause_s=0.05),
        allow_nets=("127.0.0.0/8",),
        resolve=tuple(order["resolve"]),
        sites_at_once=len(sites),
        browser=False,
        probe=False,
    )
    job = CrawlJob(store, run_id, iter([[site] for site in sites]), as_of=as_of, options=options)
    return (await job.run()).failed


def _stored(store: Store, run_id: int, sites: list[Site], as_of: datetime) -> tuple[list[str], list[str]]:
    """The addresses of all pages that are stored, and the sites that did not end or miss a page that they counted."""
    urls: list[str] = []
    wrong: list[str] = []
    for site, state in zip(sites, store.site_states(run_id).values(), strict=True):
        seen = store.observations(
            run_id, site.code, probes_since=as_of - timedelta(days=7), probes_until=as_of + timedelta(days=7)
        )
        asked = [page.url for page in seen.pages]
        urls += asked
        if state != "done" or seen.crawl is None or len(asked) > len(set(asked)) or seen.crawl.pages > len(asked):
            wrong.append(site.code)
    return urls, wrong


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
