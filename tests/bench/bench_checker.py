"""How many leaf links a second one core checks: the link checker against nginx on loopback.

    python -m tests.bench.bench_checker [--links 20000] [--write]

Printed per kind of link: links a second of CPU and of wall time, beside a bare aiohttp session that only asks. nginx
runs in a process of its own and its CPU does not count.
"""

import argparse
import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path

import aiohttp

from inspector.links.checker import LinkChecker, LinkResult
from inspector.links.limits import HostLimits
from rules.observations import LinkUse
from tests.bench.crawl import drawing
from tests.bench.crawl.compare import nginx
from tests.checking import loopback_guard

AT_ONCE = 32
TARGET_PER_S = 3000
PARAGRAPH = "县政府召开工作推进会，研究部署下一阶段重点任务，各乡镇和有关部门负责同志参加会议并作了交流发言。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--links", type=int, default=20_000)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/performance.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # nginx's worker reads it under another user
        write_site(folder / "site")
        with nginx(folder) as url:
            text = asyncio.run(measure(url, options.links))
    print(text)
    if options.write:
        drawing.put("checker", text)


def write_site(folder: Path) -> None:
    folder.mkdir()
    (folder / "a.pdf").write_bytes(b"%PDF-1.4 " + bytes(20_000))
    for name, kilobytes in (("short.html", 4), ("long.html", 40)):
        body = f"<p>{PARAGRAPH}</p>" * (kilobytes * 1024 // len(PARAGRAPH.encode()))
        (folder / name).write_text(f"<!doctype html><meta charset=utf-8><title>工作动态</title>{body}", "utf-8")


async def measure(url: str, links: int) -> str:
    lines = [
        f"| target: {TARGET_PER_S} | links a second of CPU | a second | bare aiohttp session, a second of CPU |",
        "|---|---|---|---|",
    ]
    for title, use, path in (
        ("files, by HEAD", "attachment", "a.pdf"),
        ("pages of 4 KB, by GET", "page", "short.html"),
        ("pages of 40 KB, by GET", "page", "long.html"),
    ):
        bare = await bare_session(url, path, links // 2, "HEAD" if use == "attachment" else "GET")
        cpu, wall = await checked(url, path, links, use)  # type: ignore[arg-type]
        lines.append(f"| {title} | {links / cpu:.0f} | {links / wall:.0f} | {bare:.0f} |")
    return "\n".join(lines)


async def checked(url: str, path: str, links: int, use: LinkUse) -> tuple[float, float]:
    """CPU and wall seconds of checking so many distinct URLs."""
    limits = HostLimits(concurrency=AT_ONCE, delay_s=0.0)
    checker = LinkChecker(loopback_guard(), user_agent="bench", limits=limits, per_host=AT_ONCE)
    states: Counter[str] = Counter()
    done = asyncio.Event()

    def take(result: LinkResult) -> None:
        states[result.state] += 1
        if states.total() == links:
            done.set()

    cpu, wall = time.process_time(), time.perf_counter()
    for number in range(links):
        checker.submit(f"{url}{path}?{number}", site="bench", use=use, on_result=take)
    await done.wait()
    used = time.process_time() - cpu, time.perf_counter() - wall
    await checker.close()
    if set(states) != {"ok"}:
        raise SystemExit(f"unexpected states: {states}")
    return used


async def bare_session(url: str, path: str, links: int, method: str) -> float:
    """Requests a CPU second of an aiohttp session without anything around it."""
    numbers = iter(range(links))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def ask() -> None:
            for number in numbers:
                async with session.request(method, f"{url}{path}?{number}") as response:
                    await response.read()

        cpu = time.process_time()
        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
        return links / (time.process_time() - cpu)


if __name__ == "__main__":
    main()
