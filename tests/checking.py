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
