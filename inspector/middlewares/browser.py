"""Requests that ask for a browser go to it instead of the downloader."""

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from inspector.browser.late import LateRenderer
from inspector.middlewares.decompress import CUT

RENDERED = "rendered"
"""Flag of a response that is a page after its scripts ran, in UTF-8."""


class BrowserMiddleware:
    """Answers ``meta["render"]`` requests with the ``renderer`` that the spider was started with."""

    def __init__(self, renderer: LateRenderer) -> None:
        self._renderer = renderer

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        renderer = getattr(crawler.spider, "renderer", None)
        if renderer is None:
            raise NotConfigured
        return cls(renderer)

    async def process_request(self, request: Request) -> Response | None:
        """Raises RenderFailed."""
        if not request.meta.get("render"):
            return None
        page = await self._renderer.render(request.url)
        headers = {"Content-Type": "text/html; charset=utf-8"}
        flags = [RENDERED, CUT] if page.part else [RENDERED]
        return Response(page.url, status=page.status, headers=headers, body=page.body, flags=flags, request=request)
