"""What a crawl is told and what it tells: plain values, so that they go to a worker process and back."""

from dataclasses import dataclass, field
from datetime import datetime

from scrapy.settings import Settings

from inspector.keys import NO_KEYS, Keys
from spiders.budget import DEFAULT_BUDGET, Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOptions:
    """What a caller may change of a crawl; made of plain values, so that it goes to a worker process."""

    budget: Budget = DEFAULT_BUDGET
    allow_nets: tuple[str, ...] = ()
    resolve: tuple[str, ...] = ()
    obey_robots: bool = True
    canary: str | None = None
    delay_s: float | None = None  # None: the usual one, and none where a private network is opened
    browser: bool = True  # use one for pages that a script fills, where there is one
    probe: bool = True
    words: str | None = None  # the text of an office's own word list, see spiders.parsing.safety.lexicon
    sites_at_once: int = 16
    keys: Keys = NO_KEYS
    link_policy: str | None = None  # a file of recognisers for links, see inspector.links.policy
    until: datetime | None = None  # when the crawl is stopped, to be resumed another night
    settings: dict[str, object] = field(default_factory=dict)  # further Scrapy settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a site has come; ``finished`` once, at its end."""

    site: str
    pages: int
    links_pending: int
    finished: bool


@dataclass(slots=True)
class CrawlResult:
    """How a run's crawl ended. ``stopped``: by a signal; ``failed``: sites that a fault of our own ended."""

    done: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    stopped: bool = False

    def add(self, other: "CrawlResult") -> None:
        """Take in what another process did."""
        self.done += other.done
        self.failed += other.failed
        self.stopped = self.stopped or other.stopped


def crawl_settings(options: CrawlOptions) -> Settings:
    """Scrapy's settings for a crawl; never those of a project in the folder we were started in."""
    settings = Settings()
    settings.setmodule("inspector.settings", priority="project")
    settings.set("INSPECTOR_ALLOW_NETS", list(options.allow_nets), priority="cmdline")
    settings.set("INSPECTOR_RESOLVE", list(options.resolve), priority="cmdline")
    settings.set("ROBOTSTXT_OBEY", options.obey_robots, priority="cmdline")
    settings.setdict(options.settings, priority="cmdline")
    return settings
