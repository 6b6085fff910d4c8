"""The link checker for tests: short pauses, loopback allowed."""

import asyncio
import random
from typing import Any

from inspector.links.checker import LinkChecker, LinkResult
from inspector.links.limits import HostLimits
from inspector.links.policy import Patience, Policy
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks
from rules.observations import LinkUse
from tests.loopback import page, reply

QUICK = Patience(pause_s=0.05, pause_now_s=0.02, growth=1.5, budget_s=10.0, host_pause_s=0.2)


def loopback_guard() -> AddressGuard:
    return AddressGuard(parse_networks(["127.0.0.0/8"]))


def make_checker(**options: Any) -> LinkChecker:
    defaults: dict[str, Any] = {
        "policy": Policy(patience=QUICK),
        "user_agent": "inspector-test (+mailto:tests@example.org)",
        "limits": HostLimits(concurrency=8, delay_s=0.0, max_delay_s=0.2),
        "chance": random.Random(7),
        "timeout_s": 1.0,
    }
    return LinkChecker(options.pop("guard", None) or loopback_guard(), **{**defaults, **options})


async def check_with(checker: LinkChecker, urls: list[str], use: LinkUse = "page") -> list[LinkResult]:
    """The results in the order of ``urls``."""
    results: dict[str, LinkResult] = {}
    done = asyncio.Event()

    def take(result: LinkResult) -> None:
        results[result.url] = result
        if len(results) == len(set(urls)):
            done.set()

    for url in urls:
        checker.submit(url, site="s", use=use, on_result=take)
    await asyncio.wait_for(done.wait(), 30)
    return [results[url] for url in urls]


TEXT = "县政府召开工作推进会，研究部署下一阶段重点任务，各乡镇和有关部门负责同志参加会议并作了交流发言。" * 5
GOOD = page(TEXT)


def state(result: LinkResult) -> tuple[str, str | None]:
    return result.state, result.fault


def tries(result: LinkResult) -> list[tuple[str, int | str | None]]:
    return [(attempt.method, attempt.status or attempt.fault) for attempt in result.attempts]


def first_bad(*bad: Any, then: Any = GOOD) -> Any:
    """Answers the bad answers first, one per request, then good ones; invented addresses are 404."""
    rest = iter(bad)

    def answer(connection: Any, head: bytes) -> None:
        if b"/a" not in head.split(b" ")[1]:
            connection.sendall(reply("404 Not Found", b"none"))
            return
        now = next(rest, then)
        now(connection, head) if callable(now) else connection.sendall(now)

    return answer
