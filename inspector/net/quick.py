"""Pages by aiohttp, which costs a fifth of Scrapy's own client; that one decides wherever an answer is out of order.

Only a whole and well-formed answer is taken from here. Whatever else happens (no connection, a broken line, a body cut
short) raises ``NotPlain``, and Scrapy's client, which reads far more than the standard allows, asks again and says what
it is. Only bounds of ours are final: an answer that is too large or takes too long is not waited for twice.
"""

import asyncio

import aiohttp
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Response
from yarl import URL

from inspector.net import guard_from_settings
from inspector.net.client import MAX_HEADERS
from inspector.net.connector import GuardedConnector
from inspector.net.wire import Bounds, Reply, Wire

THOROUGH = "thorough"
"""In the meta of a request that Scrapy's own client is to make."""
_MAX_HEADER_BYTES = 16_384  # of one line, as the other client has it
_ODD_ANSWERS = 3
"""In a row, after which a host is left to the other client: to ask everything twice would be impolite."""
_MAX_HOSTS = 10_000


class NotPlain(Exception):  # noqa: N818 - a decision, not an error
    """Nothing that this client answers for: the other one is to ask."""


class QuickClient:
    """One per crawler, used in its loop; ``close`` it. Behind the same address guard as all else."""

    def __init__(self, crawler: Crawler) -> None:
        self._guard = guard_from_settings(crawler.settings)
        self._max_bytes = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._timeout_s = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._odd: dict[str, int] = {}  # answers in a row that were out of order, by host and port
        self._wire: Wire | None = None

    async def fetch(self, request: Request) -> Response:
        """The answer to a GET. Raises NotPlain, DownloadTimeoutError, DownloadCancelledError, AddressRefused."""
        url = self._address(request)
        seconds = float(request.meta.get("download_timeout") or self._timeout_s)
        try:
            async with asyncio.timeout(seconds):
                answer = await self._ask(request, url)
        except TimeoutError as error:
            raise DownloadTimeoutError(f"Getting {request.url} took longer than {seconds} seconds.") from error
        except aiohttp.ClientConnectorError as error:
            raise NotPlain from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if len(self._odd) < _MAX_HOSTS:
                self._odd[url.authority] = self._odd.get(url.authority, 0) + 1
            raise NotPlain from error
        self._odd.pop(url.authority, None)
        return answer

    async def close(self) -> None:
        if self._wire is not None:
            await self._wire.close()

    def _address(self, request: Request) -> URL:
        url = request.url.partition("#")[0]
        if request.method != "GET" or request.meta.get(THOROUGH) or "@" in url or not url.isascii():
            raise NotPlain
        try:
            target = URL(url, encoded=True)
            known = (target.raw_host or "", target.port or 0)
        except ValueError as error:
            raise NotPlain from error
        if self._odd.get(target.authority, 0) >= _ODD_ANSWERS or known in self._guard.legacy:
            raise NotPlain
        return target

    async def _ask(self, request: Request, url: URL) -> Response:
        headers = {
            name.decode("latin-1"): b", ".join(values).decode("latin-1") for name, values in request.headers.items()
        }
        reply = await self._open().ask("GET", url, headers)
        try:
            if reply.status < 200:  # an interim answer, after which another one has to come
                raise NotPlain
            body = await self._body(reply)
        finally:
            reply.release()
        return Response(request.url, reply.status, reply.raw_headers, body)

    async def _body(self, reply: Reply) -> bytes:
        length = reply.length
        if length is not None and length > self._max_bytes:
            raise DownloadCancelledError(f"{length} bytes are announced")
        body = bytearray()
        while not reply.content.at_eof():
            body += await reply.content.readany()
            if len(body) > self._max_bytes:
                raise DownloadCancelledError(f"more than {self._max_bytes} bytes")
        return bytes(body)

    def _open(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(GuardedConnector(self._guard), {}, Bounds(_MAX_HEADER_BYTES, MAX_HEADERS))
        return self._wire
