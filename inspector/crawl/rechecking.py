"""Asking again only the links that a run found broken or could not settle: what a unit mended, without a crawl.

A recheck is an answer to a question and changes no judgement: that is for the next run.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inspector.crawl.options import CrawlOptions
from inspector.links.checker import LinkChecker, LinkResult
from inspector.links.limits import HostLimits
from inspector.links.policy import load_policy
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks, parse_overrides
from inspector.settings import USER_AGENT
from rules.observations import Link

Outcome = Literal["mended", "broken", "unsettled"]
ASKED_AGAIN = frozenset({"broken", "unconfirmed", "tls"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """A link of a site as a run saw it, and how it answers now."""

    site: str
    link: Link
    now: LinkResult

    @property
    def outcome(self) -> Outcome:
        if self.now.state in ("broken", "tls"):
            return "broken"
        return "mended" if self.now.state in ("ok", "redirected") else "unsettled"


def recheck(
    links: Sequence[tuple[str, Link]], options: CrawlOptions, *, told: Callable[[str], None] = lambda url: None
) -> list[Rechecked]:
    """Asks the links, each with the code of its site, as the link checker does in a run; the order is kept.

    Raises UsageError for wrong networks and link policies.
    """
    return asyncio.run(_recheck(links, options, told))


async def _recheck(
    links: Sequence[tuple[str, Link]], options: CrawlOptions, told: Callable[[str], None]
) -> list[Rechecked]:
    guard = AddressGuard(parse_networks(options.allow_nets), parse_overrides(options.resolve))
    own = 0.0 if options.allow_nets else 0.1
    checker = LinkChecker(
        guard,
        load_policy(Path(options.link_policy) if options.link_policy else None),
        user_agent=USER_AGENT,
        limits=HostLimits(delay_s=own if options.delay_s is None else options.delay_s),
        canary=[options.canary] if options.canary else [],
    )
    found: dict[str, LinkResult] = {}
    urls = {link.url: link for _, link in links}
    done = asyncio.Event()

    def take(result: LinkResult) -> None:
        found[result.url] = result
        told(result.url)
        if len(found) == len(urls):
            done.set()

    try:
        for url, link in urls.items():
            await checker.room()
            checker.submit(url, site="", use=link.use, on_result=take)
        if urls:
            await done.wait()
    finally:
        await checker.close()
    return [Rechecked(site=code, link=link, now=found[link.url]) for code, link in links]
