"""How long the reports of a large run take: ``python -m tests.bench.bench_reports [SITES] [PROBLEMS]`` (3,000 × 50).

Prints CPU seconds of one core, the peak of memory, the size of the report and, where a browser is found, how long the
overview and a page of 5,000 problems take to open. The aim: all HTML in under 90 s and 1 GB, the overview in under 1 s.
"""

import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from inspector.browser.finding import find_browser
from inspector.clock import SHANGHAI
from reports.html import write_run
from rules.observations import Attempt, Crawl, LinkSource, Site
from rules.scorecard import Evidence, Finding, Problem, RunRef, Score, Scorecard, StandardRef

AT = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
RUN = RunRef(id=1, started=AT - timedelta(hours=5), finished=AT, as_of=AT)
STANDARD = StandardRef(id="census-2015", name={"zh": "全国政府网站普查评分表（2015）"}, sha256="0" * 64)
OFFICIAL: Evidence = "official"


def problem(base: str, number: int) -> Problem:
    """A broken link as the rules hand it over: two sources, three attempts, details."""
    at = AT - timedelta(minutes=number)
    attempts = tuple(
        Attempt(at=at + timedelta(minutes=n), method=method, status=404, fault=None, elapsed_ms=90 + n)
        for n, method in enumerate(("HEAD", "GET", "GET"))
    )
    return Problem(
        fingerprint=f"{number:016x}",
        kind=("http-404", "http-503", "dns")[number % 3],
        url=f"{base}art/2024/3/{number}/art_{number}.html",
        text=f"关于公布第{number}批行政许可事项目录的通知",
        sources=tuple(LinkSource(page=f"{base}col/col{number % 9}/index_{n}.html", line=100 + n) for n in range(2)),
        occurrences=2,
        detail={"on_home": False, "external": False, "use": "page"},
        status=("new", "known")[number % 2],
        first_seen=date(2026, 2, 1),
        seen_at=at,
        attempts=attempts,
        body_sha256="ab" * 32,
    )


def card(number: int, problems: int) -> Scorecard:
    """A site with six vetoes that it passes, and ``problems`` broken links."""
    base = f"http://www.site{number}.example/"
    found = tuple(problem(base, n) for n in range(problems))
    vetoes = [
        Finding(
            indicator=name, rule=name, clause=name, clause_en=name, verdict="pass", veto=True, evidence=OFFICIAL,
            measured={"columns": 30, "late": 1}, limit={"limit_columns": 5, "inclusive": True},
        )
        for name in ("unreachable", "stale-homepage", "stale-columns", "empty-columns", "unanswered-messages")
    ]  # fmt: skip
    links = Finding(
        indicator="broken-links", rule="broken-links", clause="链接可用性", clause_en="Links", verdict="fail",
        veto=False, points=5.0, evidence=OFFICIAL, measured={"home": 0, "other": problems}, problems=found,
    )  # fmt: skip
    crawl = Crawl(at=AT, started=AT, finished=AT, site_state="running", home_opened=True, complete=True, pages=800)
    place = Site(
        code=f"{number:010}", name=f"第{number}号县人民政府", url=base, province="示范省", county=f"县{number % 90}"
    )
    return Scorecard(
        site=place, site_state="running", standard=STANDARD, run=RUN, outcome="pass",
        score=Score(best=95.0, worst=91.0), provisional=(), findings=(*vetoes, links), crawl=crawl,
    )  # fmt: skip


def cards(sites: int, problems: int) -> Iterator[Scorecard]:
    return (card(number, problems) for number in range(sites))


def opening(page: Path) -> float:
    """Seconds until the page can be used, the best of three, in the browser that was found; NaN without one."""
    found = find_browser()
    if found is None:
        return float("nan")
    took = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found.path), chromium_sandbox=os.geteuid() != 0)
        for _ in range(3):
            tab = browser.new_page()
            tab.set_default_timeout(120_000)
            tab.goto(page.as_uri())
            took.append(tab.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
            tab.close()
        browser.close()
    return float(min(took)) / 1_000


def main(sites: int = 3_000, problems: int = 50) -> None:
    """Writes the report once into a temporary folder, and prints what it took."""
    with TemporaryDirectory() as folder:
        began = time.process_time()
        for _ in cards(sites, problems):
            pass
        made = time.process_time() - began
        began = time.process_time()
        index = write_run(Path(folder), cards(sites, problems))
        spent = time.process_time() - began - made
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 1e6
        print(f"{sites} sites × {problems} problems: {spent:.1f} s CPU, {peak:.0f} MB peak, {size:.0f} MB written")
        print(f"the overview opens in {opening(index):.2f} s")
        print(f"the list of problems opens in {opening(index.with_name('problems.html')):.2f} s")


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
