"""robots.txt, asked once per host and obeyed by every request, those that wait for it included.

In place of Scrapy 2.19's own middleware, which lets requests pass that wait while robots.txt is being fetched (the
Deferred they share turns into None). Here one task per host fetches it and all wait for that task. A page of HTML or
an error is no robots.txt (RFC 9309, 2.3.1).
"""

import asyncio
import logging
import re
from itertools import islice
from typing import Self
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser, RobotParser

from spiders.errors import NotAsked, RobotsForbidden
from spiders.site import SiteSpider

logger = logging.getLogger(__name__)
_MAX_HOPS = 5  # RFC 9309, 2.3.1.2
MAX_RULES = 2000
"""Rules of a file that are read; each is held against each address, and real files have some hundreds at most."""
_RULE = re.compile(rb"^[ \t]*(?:dis)?allow\b", re.I | re.M)


class RobotsMiddleware:
    """``process_request`` raises ``RobotsForbidden`` for what the host's rules exclude."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self._crawler = crawler
        self._agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"]
        self._limit = crawler.settings.getint("INSPECTOR_ROBOTS_MAX_BYTES")
        self._rules: dict[str, asyncio.Task[RobotParser | None]] = {}
        if isinstance(crawler.spider, SiteSpider):
            crawler.spider.crawl.ledger.allows = self.allows

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("dont_obey_robotstxt"):
            return
        rules = await self._rules_of(request.url)
        if rules is not None and not rules.allowed(request.url, self._agent):
            raise RobotsForbidden(request.url)

    def allows(self, url: str) -> bool:
        """Whether the rules allow an address, as far as its host was asked before."""
        parts = urlsplit(url)
        task = self._rules.get(f"{parts.scheme}://{parts.netloc}")
        rules = task.result() if task is not None and task.done() and not task.cancelled() else None
        return rules is None or rules.allowed(url, self._agent)

    async def _rules_of(self, url: str) -> RobotParser | None:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        task = self._rules.get(root)
        if task is None:
            task = self._rules[root] = asyncio.ensure_future(self._fetch(f"{root}/robots.txt"))
        elif task.done():
            return task.result()
        return await asyncio.shield(task)

    async def _fetch(self, url: str) -> RobotParser | None:
        try:
            response = await self._follow(url)
        except Exception as fault:  # the page itself will show what is wrong with the host
            logger.debug("no robots.txt at %s: %r", url, fault)
            return None
        if response is None or not is_rules(response):
            return None
        body = response.body[: self._limit]
        beyond = next(islice(_RULE.finditer(body), MAX_RULES, None), None)
        parser: RobotParser = ProtegoRobotParser.from_crawler(self._crawler, body[: beyond.start()] if beyond else body)
        return parser

    async def _follow(self, url: str) -> Response | None:
        for _ in range(_MAX_HOPS + 1):
            request = Request(url, meta={"dont_obey_robotstxt": True}, callback=NO_CALLBACK)
            try:
                response: Response = await self._crawler.engine.download_async(request)
            except NotAsked:
                return None
            target = response.headers.get(b"Location")
            if not 300 <= response.status < 400 or not target:
                return response
            url = urljoin(url, target.decode("latin-1"))
            if not url.startswith(("http://", "https://")):
                return None
        return None


def is_rules(response: Response) -> bool:
    """Whether an answer can hold robots rules: a plain 200, not a page of HTML."""
    kind = (response.headers.get(b"Content-Type") or b"").lower()
    start = response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return response.status == 200 and b"html" not in kind and start != b"<"
