"""What the requests of a page in the browser are answered with: asked through the address guard, within bounds."""

import asyncio
import logging
from urllib.parse import urljoin, urlsplit

import aiohttp
from playwright.async_api import Dialog, Request, Route, WebSocketRoute
from playwright.async_api import Error as BrowserError

from inspector.keys import Keys
from inspector.net.guard import AddressRefused
from spiders.hosts import host_key

logger = logging.getLogger(__name__)
MAX_REQUESTS = 120  # of one page; real list pages make some 40
MAX_PAGE_BYTES = 20 * 1024 * 1024  # of all answers to one page
MAX_HOPS = 5
_NEEDED = frozenset({"document", "script", "xhr", "fetch", "stylesheet"})
_FILLING = frozenset({"xhr", "fetch"})
_METHODS = frozenset({"GET", "HEAD", "POST"})
"""Before any other a browser asks a foreign host whether a page may; where its requests are answered for it, not."""
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_SENT = frozenset({"host", "content-length", "connection", "accept-encoding", "cookie2"})
_OF_ONE_HOST = frozenset({"cookie", "authorization"})
_NOT_TAKEN = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})


class Answers:
    """Answers the requests of one page, until its bounds are reached."""

    def __init__(self, session: aiohttp.ClientSession, keys: Keys, host: str) -> None:
        self._session = session
        self._keys = keys
        self._host = host
        self._requests = 0
        self._bytes = 0
        self._under_way = 0
        self._lost = False

    @property
    def part(self) -> bool:
        """Whether something that fills the page was not answered, or is not yet."""
        return self._lost or self._under_way > 0

    async def answer(self, route: Route) -> None:
        request = route.request
        known = urlsplit(request.url).scheme in ("http", "https") and request.method in _METHODS
        if not known or request.resource_type not in _NEEDED:
            await _refuse(route)
            return
        fills = self._fills(request)
        self._under_way += fills
        try:
            await self._answer(route)
        except (BrowserError, AddressRefused):  # over before it was answered; an address that no reader reaches
            await _refuse(route)
        except (aiohttp.ClientError, OSError, ValueError):
            self._lost = self._lost or fills
            await _refuse(route)
        finally:
            self._under_way -= fills

    def _fills(self, request: Request) -> bool:
        """Whether a page may lack something without an answer; dead counters of others are on many, and fill none."""
        return request.resource_type in _FILLING or host_key(request.url) == self._host

    async def _answer(self, route: Route) -> None:
        request = route.request
        self._requests += 1
        if self._requests > MAX_REQUESTS or self._bytes > MAX_PAGE_BYTES:
            raise ValueError("too many requests, or too much in answer to them")
        headers = {k: v for k, v in (await request.all_headers()).items() if k not in _NOT_SENT and k[0] != ":"}
        url, method, data = request.url, request.method, request.post_data_buffer
        for _ in range(MAX_HOPS + 1):
            async with self._session.request(
                method, url, headers={**headers, **self._keys.of(url)}, data=data, allow_redirects=False
            ) as response:
                location = response.headers.get("Location")
                if location and response.status in (301, 302, 303, 307, 308):
                    before, url = url, urljoin(url, location)
                    if host_key(url) != host_key(before):
                        headers = {name: value for name, value in headers.items() if name not in _OF_ONE_HOST}
                    method, data = ("GET", None) if response.status in (302, 303) else (method, data)
                    continue
                if response.status in _PASSING:
                    self._lost = self._lost or self._fills(request)
                body = await self._body(response)
                kept = {k: v for k, v in response.headers.items() if k.lower() not in _NOT_TAKEN}
                await route.fulfill(status=response.status, headers=kept, body=body)
                return
        await _refuse(route)

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            self._bytes += len(chunk)
            if self._bytes > MAX_PAGE_BYTES:
                raise ValueError("too large")
        return bytes(body)


async def _refuse(route: Route) -> None:
    try:
        await route.abort("blockedbyclient")
    except BrowserError:
        logger.debug("a request was over before it was refused")


async def dismiss(dialog: Dialog) -> None:
    await dialog.dismiss()


def close(socket: WebSocketRoute) -> None:
    """Not connected to the server, and closed: nothing goes out."""
    task = asyncio.ensure_future(socket.close())
    task.add_done_callback(lambda done: done.exception() if not done.cancelled() else None)
