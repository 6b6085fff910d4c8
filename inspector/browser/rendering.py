"""Pages that only a script fills, shown in a browser that reaches no network of its own.

Every request of the page is answered by us: asked through the address guard, within bounds on number, bytes and time.
The browser's own connections lead nowhere (names do not resolve, WebRTC and WebSockets are closed), so that a page
cannot make it ask where we would not. One browser per process, started when first needed, two pages at a time.
"""

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import aiohttp
from playwright.async_api import Browser, BrowserContext, Dialog, Playwright, Route, WebSocketRoute, async_playwright
from playwright.async_api import Error as BrowserError

from inspector.keys import NO_KEYS, Keys
from inspector.net.connector import GuardedConnector
from inspector.net.guard import AddressGuard, AddressRefused

logger = logging.getLogger(__name__)
AT_ONCE = 2
TIMEOUT_S = 25.0  # for a page in all
LOAD_TIMEOUT_MS = 10_000
QUIET_TIMEOUT_MS = 5_000  # for its scripts to come to rest
MAX_REQUESTS = 120  # of one page; real list pages make some 40
MAX_PAGE_BYTES = 20 * 1024 * 1024  # of all answers to one page
MAX_HOPS = 5
START_TIMEOUT_MS = 60_000
_NEEDED = frozenset({"document", "script", "xhr", "fetch", "stylesheet"})
_NOT_SENT = frozenset({"host", "content-length", "connection", "accept-encoding", "cookie2"})
_NOT_TAKEN = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})
_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://blocked.invalid:9",
    "--proxy-bypass-list=<-loopback>",
]


class RenderFailed(Exception):  # noqa: N818 - what became of one page
    """The browser could not show a page: it took too long, or broke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page after its scripts ran, as UTF-8."""

    url: str
    status: int
    body: bytes


class Renderer:
    """``program`` is the browser to start. Used in one event loop; close it at the end."""

    def __init__(self, guard: AddressGuard, program: Path, *, user_agent: str, keys: Keys = NO_KEYS) -> None:
        self._guard = guard
        self._program = program
        self._user_agent = user_agent
        self._keys = keys
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._starting = asyncio.Lock()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._session: aiohttp.ClientSession | None = None

    async def render(self, url: str) -> Rendered:
        """Show a page and take its HTML. Raises RenderFailed."""
        async with self._turns:
            try:
                browser = await self._started()  # on a busy machine that takes longer than a page may
                async with asyncio.timeout(TIMEOUT_S):
                    return await self._show(browser, url)
            except (BrowserError, TimeoutError, OSError) as error:
                raise RenderFailed(f"{url}: {type(error).__name__}") from error

    async def close(self) -> None:
        try:
            if self._browser is not None:
                await self._browser.close()
            if self._playwright is not None:
                await self._playwright.stop()
        except (BrowserError, OSError) as error:
            logger.debug("closing the browser: %r", error)
        if self._session is not None:
            await self._session.close()

    async def _show(self, browser: Browser, url: str) -> Rendered:
        context = await browser.new_context(
            user_agent=self._user_agent, service_workers="block", accept_downloads=False, locale="zh-CN"
        )
        try:
            return await self._visit(context, url)
        finally:
            await context.close()

    async def _visit(self, context: BrowserContext, url: str) -> Rendered:
        assert self._session is not None
        answers = _Answers(self._session, self._keys)
        await context.route("**/*", answers.answer)
        await context.route_web_socket("**/*", _close)
        page = await context.new_page()
        page.on("dialog", _dismiss)
        response = await page.goto(url, wait_until="load", timeout=LOAD_TIMEOUT_MS)
        try:
            await page.wait_for_load_state("networkidle", timeout=QUIET_TIMEOUT_MS)
        except BrowserError:
            logger.debug("%s never came to rest", url)  # what is there by now is what a reader sees
        html = await page.content()
        return Rendered(url=page.url, status=response.status if response else 200, body=html.encode("utf-8", "replace"))

    async def _started(self) -> Browser:
        async with self._starting:
            if self._session is None:
                self._session = aiohttp.ClientSession(
                    connector=GuardedConnector(self._guard),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),  # nobody waits for a page any longer
                )
            if self._playwright is None:
                self._playwright = await async_playwright().start()
            if self._browser is None or not self._browser.is_connected():
                self._browser = await self._playwright.chromium.launch(
                    executable_path=self._program, args=_FLAGS, timeout=START_TIMEOUT_MS, chromium_sandbox=False
                )
            return self._browser


class _Answers:
    """Answers the requests of one page, until its bounds are reached."""

    def __init__(self, session: aiohttp.ClientSession, keys: Keys) -> None:
        self._session = session
        self._keys = keys
        self._requests = 0
        self._bytes = 0

    async def answer(self, route: Route) -> None:
        try:
            await self._answer(route)
        except (BrowserError, aiohttp.ClientError, AddressRefused, OSError, ValueError):
            await _refuse(route)

    async def _answer(self, route: Route) -> None:
        request = route.request
        self._requests += 1
        scheme = urlsplit(request.url).scheme
        over = self._requests > MAX_REQUESTS or self._bytes > MAX_PAGE_BYTES
        if over or scheme not in ("http", "https") or request.resource_type not in _NEEDED:
            await _refuse(route)
            return
        headers = {k: v for k, v in (await request.all_headers()).items() if k not in _NOT_SENT and k[0] != ":"}
        url, method, data = request.url, request.method, request.post_data_buffer
        for _ in range(MAX_HOPS + 1):
            async with self._session.request(
                method, url, headers={**headers, **self._keys.of(url)}, data=data, allow_redirects=False
            ) as response:
                location = response.headers.get("Location")
                if location and response.status in (301, 302, 303, 307, 308):
                    url = urljoin(url, location)
                    method, data = ("GET", None) if response.status in (302, 303) else (method, data)
                    continue
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


async def _dismiss(dialog: Dialog) -> None:
    await dialog.dismiss()


def _close(socket: WebSocketRoute) -> None:
    """Not connected to the server, and closed: nothing goes out."""
    task = asyncio.ensure_future(socket.close())
    task.add_done_callback(lambda done: done.exception() if not done.cancelled() else None)
