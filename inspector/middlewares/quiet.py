"""No line of log per page: what happened to each is in the store."""

from scrapy.logformatter import LogFormatter


class QuietFormatter(LogFormatter):
    """Formats only what is a fault of our own. Building two messages per page costs more than storing the page."""

    def crawled(self, *args: object, **kwargs: object) -> None:  # type: ignore[override]
        """An answer: an observation, not a message."""

    def scraped(self, *args: object, **kwargs: object) -> None:  # type: ignore[override]
        """An item in the store."""
