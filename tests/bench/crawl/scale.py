"""How the crawl scales: cost and memory from small sites to large ones, and two processes beside one.

    python -m tests.bench.crawl.scale growth [--sizes 1000 3000 10000] [--write]
    python -m tests.bench.crawl.scale workers [--sites 2] [--pages 5000] [--write]

``growth`` inspects one site of each size in a process of its own. ``workers`` inspects some sites by one process and by
two, in turn, and looks whether both stored every page: on a machine with two cores that does nothing else. Every link
of these sites is in order, so that no time goes by in waiting for a second try. ``--write`` puts the figures into
docs/. Needs nginx.
"""

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from tests.bench.crawl import drawing
from tests.bench.crawl.compare import Cost, nginx, say
from tests.bench.crawl.compare import run as run_command
from tests.bench.crawl.site import generate

PROGRAM = str(Path(sys.executable).with_name("inspector"))
BOUNDS = ["--allow-net", "127.0.0.0/8", "--max-pages", "50000"]
TARGET = 1.8


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True)
    growth_options = what.add_parser("growth")
    growth_options.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10_000])
    workers_options = what.add_parser("workers")
    workers_options.add_argument("--sites", type=int, default=2)
    workers_options.add_argument("--pages", type=int, default=5000)
    for each in (growth_options, workers_options):
        each.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    options = parser.parse_args()
    text = growth(options.sizes) if options.what == "growth" else workers(options.sites, options.pages)
    print(text)
    if options.write:
        drawing.put(options.what, text)


def growth(sizes: Sequence[int]) -> str:
    """Per size: CPU ms a page in all, and of the pages and URLs beyond the smallest site: CPU and memory of each."""
    lines = [
        "| pages | URLs | CPU s | CPU ms a page | of each page more | peak MB | bytes of each URL more |",
        "|---|---|---|---|---|---|---|",
    ]
    first: Size | None = None
    for pages in sizes:
        size = inspected(pages)
        more = "– | {} | –"
        if first is not None:
            extra = 1000 * (size.cpu - first.cpu) / (pages - first.pages)
            memory = (size.memory - first.memory) / (size.urls - first.urls)
            more = f"{extra:.1f} | {{}} | {memory:.0f}"
        first = first or size
        told = more.format(f"{size.memory / 1024**2:.0f}")
        lines.append(f"| {pages} | {size.urls} | {size.cpu:.1f} | {1000 * size.cpu / pages:.1f} | {told} |")
    return "\n".join(lines)


class Size(NamedTuple):
    """What one inspection cost: CPU seconds and peak bytes."""

    pages: int
    urls: int
    cpu: float
    memory: int


def inspected(pages: int) -> Size:
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker reads it under another user
        truth = generate(folder / "site", pages=pages, broken=False)
        with nginx(folder) as url:
            gate = [PROGRAM, "--quiet", "gate", url, "--standard", "relaunch-gate", "--html", f"{folder}/html"]
            cost = run([*gate, *BOUNDS])
    say(f"{pages} pages: {cost.cpu_s:.1f} s of CPU, {cost.peak_bytes / 1024**2:.0f} MB")
    return Size(pages, truth.targets, cost.cpu_s, cost.peak_bytes)


def workers(sites: int, pages: int) -> str:
    """Wall and CPU seconds of the nightly run for some sites by one process and by two, and the ratio of the former."""
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        generate(folder / "site", pages=pages, broken=False)
        before = _cpu_of_children()
        with nginx(folder, hosts=sites) as url:
            registry = _registry(folder, sites, int(url.rsplit(":", 1)[1].rstrip("/")))
            nights = [_night(folder, registry, count, sites * pages) for count in (1, 2)]
        served = _cpu_of_children() - before - sum(all_of for _, all_of in nights)
    (one, _), (two, _) = nights
    ratio = one.wall_s / two.wall_s
    what = "Two sites" if sites == 2 else f"{sites} sites"
    return (
        f"{what} of {pages} pages each: one process {one.wall_s:.1f} s ({one.cpu_s:.1f} s of CPU), two "
        f"{two.wall_s:.1f} s ({two.cpu_s:.1f} s of CPU), ratio **{ratio:.2f}** (target {TARGET}). nginx "
        f"took {served:.1f} s of CPU, on the same two cores, for both. Both stored all {sites * pages} pages."
    )


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _registry(folder: Path, sites: int, port: int) -> Path:
    """Each site has an address of its own: those of one host are crawled by one process, one after another."""
    found = [
        {
            "code": f"{9_900_000_000 + number}",
            "name": f"第{number}站",
            "url": f"http://127.0.0.{number}:{port}/",
            "sponsor": "办公室",
            "state": "正常",
        }
        for number in range(1, sites + 1)
    ]
    registry = folder / "sites.yaml"
    registry.write_text(json.dumps({"sites": found}, ensure_ascii=False), "utf-8")
    return registry


def _night(folder: Path, registry: Path, count: int, pages: int) -> tuple[Cost, float]:
    """What the run cost, and the CPU seconds of it and of the import before it."""
    file = folder / f"{count}.db"
    store = ["--db", f"sqlite:///{file}"]
    before = run([PROGRAM, *store, "sites", "import", str(registry)])
    out = ["--out", f"{folder}/{count}", "--standard", "relaunch-gate"]
    cost = run([PROGRAM, "--quiet", *store, "run", *out, "--workers", str(count), *BOUNDS])
    say(f"{count} process(es): {cost.wall_s:.1f} s, {cost.cpu_s:.1f} s of CPU")
    with closing(sqlite3.connect(file)) as database:
        (stored,) = database.execute("SELECT count(*) FROM observation WHERE type = 'page'").fetchone()
    if stored != pages:
        sys.exit(f"{count} process(es) stored {stored} pages of {pages}")
    return cost, cost.cpu_s + before.cpu_s


def run(command: Sequence[str]) -> Cost:
    """What a process cost; its findings are no matter here, a wrong call is."""
    cost = run_command(command, stdout=subprocess.DEVNULL, stderr=sys.stderr.fileno())
    if cost.exit_code not in (0, 1, 3):
        sys.exit(f"{' '.join(command)}: exit {cost.exit_code}")
    return cost


if __name__ == "__main__":
    main()
