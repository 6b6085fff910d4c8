"""How the crawl scales: cost and memory from small sites to large ones, and two processes beside one.

    python -m tests.bench.crawl.scale growth [--sizes 1000 3000 10000]
    python -m tests.bench.crawl.scale workers [--pages 1000] [--rounds 1]

``growth`` inspects one site of each size in a process of its own. ``workers`` inspects two sites by one process and by
two, in turn: on a machine with two cores that does nothing else. Every link of these sites is in order, so that no time
goes by in waiting for a second try. Needs nginx.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.crawl.compare import nginx
from tests.bench.crawl.site import generate
from tests.bench.crawl.tools import ROOT

PROGRAM = str(Path(sys.executable).with_name("inspector"))
BOUNDS = ["--allow-net", "127.0.0.0/8", "--max-pages", "50000"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    what = parser.add_subparsers(dest="what", required=True)
    growth_options = what.add_parser("growth")
    growth_options.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000, 10_000])
    workers_options = what.add_parser("workers")
    workers_options.add_argument("--pages", type=int, default=1000)
    workers_options.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    if options.what == "growth":
        growth(options.sizes)
    else:
        workers(options.pages, options.rounds)


def growth(sizes: Sequence[int]) -> None:
    """Per size: CPU ms a page in all, and of the pages and URLs beyond the smallest site: CPU and memory of each."""
    print(f"{'pages':>7} {'URLs':>7} {'CPU s':>8} {'ms/page':>8} {'more: ms/page':>14} {'MB':>5} {'more: B/URL':>12}")
    first: Size | None = None
    for pages in sizes:
        size = inspected(pages)
        line = f"{pages:7} {size.urls:7} {size.cpu:8.2f} {1000 * size.cpu / pages:8.2f}"
        if first is not None:
            extra = 1000 * (size.cpu - first.cpu) / (pages - first.pages)
            memory = (size.memory - first.memory) / (size.urls - first.urls)
            print(f"{line} {extra:14.2f} {size.memory / 1024**2:5.0f} {memory:12.0f}", flush=True)
        else:
            first = size
            print(f"{line} {'':14} {size.memory / 1024**2:5.0f}", flush=True)


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
            cpu, _, memory = run([*gate, *BOUNDS])
    return Size(pages, truth.targets, cpu, memory)


def workers(pages: int, rounds: int) -> None:
    """Wall seconds of the nightly run for two sites by one process and by two, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        generate(folder / "site", pages=pages, broken=False)
        with nginx(folder) as url:
            registry = _registry(folder, int(url.rsplit(":", 1)[1].rstrip("/")))
            for number in range(rounds):
                one, two = (_night(folder, registry, f"{number}-{count}", count) for count in (1, 2))
                print(f"two sites of {pages} pages: one process {one:.1f} s, two {two:.1f} s, ratio {one / two:.2f}")


def _registry(folder: Path, port: int) -> Path:
    """Two sites on two addresses: one would be crawled by one process."""
    lines = ["sites:"]
    for number in (1, 2):
        lines += [
            f'  - code: "990000000{number}"',
            f"    name: 第{number}站",
            f"    url: http://127.0.0.{number}:{port}/",
            "    sponsor: 办公室",
            "    state: 正常",
        ]
    registry = folder / "sites.yaml"
    registry.write_text("\n".join(lines) + "\n", "utf-8")
    return registry


def _night(folder: Path, registry: Path, name: str, count: int) -> float:
    store = ["--db", f"sqlite:///{folder}/{name}.db"]
    run([PROGRAM, *store, "sites", "import", str(registry)])
    out = ["--out", f"{folder}/{name}", "--standard", "relaunch-gate"]
    return run([PROGRAM, *store, "run", *out, "--workers", str(count), *BOUNDS])[1]


def run(command: Sequence[str]) -> tuple[float, float, int]:
    """CPU and wall seconds and peak bytes of one process; its findings are no matter here, a wrong call is."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3):
        sys.exit(f"{' '.join(command)}: exit {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024


if __name__ == "__main__":
    main()
