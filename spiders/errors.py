"""Why a request of the crawl was not made. Downloader middlewares raise these; the spider's errback reads them."""

from scrapy.exceptions import IgnoreRequest


class NotAsked(IgnoreRequest):
    """The request never left us; ``reason`` is a word for the store."""

    reason = "not-asked"


class RobotsForbidden(NotAsked):
    """robots.txt excludes the address."""

    reason = "robots"


class HostGivenUp(NotAsked):
    """The circuit breaker of the host is open: it failed too often in a row."""

    reason = "host-given-up"
