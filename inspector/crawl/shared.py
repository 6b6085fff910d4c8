"""What all sites of one process share: the address guard, the link checker, and the manners towards each host."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from inspector.browser.finding import find_browser
from inspector.browser.late import LateRenderer
from inspector.crawl.breaker import Breaker
from inspector.crawl.downloading import Manners
from inspector.crawl.second import SecondOpinion
from inspector.keys import Keys
from inspector.links.checker import LinkChecker
from inspector.links.limits import HostLimits
from inspector.links.policy import Policy
from inspector.net import guard_from_settings
from inspector.net.guard import AddressGuard


@dataclass(frozen=True, slots=True)
class Shared:
    """Made once per process, in its loop; close the checker at the end."""

    guard: AddressGuard
    checker: LinkChecker
    manners: Manners
    renderer: LateRenderer | None

    @classmethod
    def make(
        cls,
        settings: BaseSettings,
        *,
        canary: str | None,
        delay_s: float | None,
        browser: bool,
        policy: Policy,
        keys: Keys,
        any_crawler: Callable[[], Crawler | None],
    ) -> Self:
        """``delay_s`` None: the usual delay; none where a private network is opened, for that is one's own."""
        guard = guard_from_settings(settings)
        usual = 0.0 if settings.getlist("INSPECTOR_ALLOW_NETS") else settings.getfloat("INSPECTOR_DELAY_S")
        limits = HostLimits(
            concurrency=settings.getint("INSPECTOR_REQUESTS_PER_HOST"), delay_s=usual if delay_s is None else delay_s
        )
        checker = LinkChecker(
            guard,
            policy,
            user_agent=settings["USER_AGENT"],
            limits=limits,
            canary=[canary] if canary else [],
            second=SecondOpinion(any_crawler),
        )
        checker.client.keys_of = keys.of
        found = find_browser() if browser else None
        renderer = LateRenderer(guard, found.path, user_agent=settings["USER_AGENT"], keys=keys) if found else None
        return cls(guard, checker, Manners(limits, Breaker(), checker.network), renderer)

    async def close(self) -> None:
        await self.checker.close()
        if self.renderer is not None:
            await self.renderer.close()
