"""What every request of the crawl carries: who asks, in which language, and how long it may take."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from inspector.middlewares.decompress import ACCEPTED


class MannersMiddleware:
    """Sets headers and the time limit in one step, in place of three middlewares of Scrapy's."""

    def __init__(self, headers: dict[str, str], timeout_s: float) -> None:
        self._headers = headers
        self._timeout_s = timeout_s

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        headers = {
            **settings.getdict("DEFAULT_REQUEST_HEADERS"),
            "User-Agent": settings["USER_AGENT"],
            "Accept-Encoding": ACCEPTED.decode("ascii"),
        }
        return cls(headers, settings.getfloat("DOWNLOAD_TIMEOUT"))

    def process_request(self, request: Request) -> None:
        request.meta.setdefault("download_timeout", self._timeout_s)
        for name, value in self._headers.items():
            request.headers.setdefault(name, value)
