"""What every request of the crawl carries: who asks, in which language, and how long it may take."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from inspector.keys import NO_KEYS, Keys
from inspector.middlewares.decompress import ACCEPTED


class MannersMiddleware:
    """Sets headers and the time limit in one step, in place of three middlewares of Scrapy's."""

    def __init__(self, headers: dict[str, str], timeout_s: float, keys: Keys) -> None:
        self._headers = headers
        self._timeout_s = timeout_s
        self._keys = keys

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        headers = {
            **settings.getdict("DEFAULT_REQUEST_HEADERS"),
            "User-Agent": settings["USER_AGENT"],
            "Accept-Encoding": ACCEPTED.decode("ascii"),
        }
        return cls(headers, settings.getfloat("DOWNLOAD_TIMEOUT"), getattr(crawler.spider, "keys", NO_KEYS))

    def process_request(self, request: Request) -> None:
        request.meta.setdefault("download_timeout", self._timeout_s)
        for name, value in self._headers.items():
            request.headers.setdefault(name, value)
        if self._keys:
            self._add_keys(request)

    def _add_keys(self, request: Request) -> None:
        """Cookies of the way stand beside those that the user gave."""
        on_the_way = (request.headers.get(b"Cookie") or b"").decode("latin-1")
        for name, value in self._keys.of(request.url).items():
            request.headers[name] = f"{value}; {on_the_way}" if name == "Cookie" and on_the_way else value
