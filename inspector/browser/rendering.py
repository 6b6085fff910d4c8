"""Pages that only a script fills, shown in a browser that reaches no network of its own.

Every request of the page is answered by us: asked through the address guard, within bounds on number, bytes and time.
The browser's own connections lead nowhere (names do not resolve, WebRTC and WebSockets are closed), so that a page
cannot make it ask where we would not. One browser per process, started when first needed, two pages at a time.

A page whose requests were not all answered when it was taken is ``part`` of itself: what it lacks proves nothing.
"""

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import aiohttp
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    async_playwright,
)
from playwright.async_api import Error as BrowserError

from inspector.browser.answers import Answers, close, dismiss
from inspector.keys import NO_KEYS, Keys
from inspector.net.connector import GuardedConnector
from inspector.net.guard import AddressGuard
from spiders.hosts import host_key

logger = logging.getLogger(__name__)
AT_ONCE = 2
TIMEOUT_S = 25.0  # for a page in all
LOAD_TIMEOUT_MS = 10_000
QUIET_TIMEOUT_MS = 5_000  # for its scripts to come to rest
MAX_HTML_CHARS = 4_000_000  # of a page as its scripts left it; the readers take a quarter of that
MAX_MEMORY_BYTES = 2 * 1024**3  # of each process of the browser: a script takes whatever there is
START_TIMEOUT_MS = 60_000
_FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # of the headless shell
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # the same of the whole browser
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://blocked.invalid:9",
    "--proxy-bypass-list=<-loopback>",
]

_TAKE = f"""(() => {{
  const type = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : "";
  const html = document.documentElement ? document.documentElement.outerHTML : "";
  return [document.URL, type + html.slice(0, {MAX_HTML_CHARS}), html.length > {MAX_HTML_CHARS}];
}})()"""


class RenderFailed(Exception):  # noqa: N818 - what became of one page
    """The browser could not show a page: it took too long, or broke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A page after its scripts ran, as UTF-8. ``part``: there may be more of it than ``body`` holds."""

    url: str
    status: int
    body: bytes
    part: bool


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
        answers = Answers(self._session, self._keys, host_key(url))
        await context.route("**/*", answers.answer)
        await context.route_web_socket("**/*", close)
        page = await context.new_page()
        page.on("dialog", dismiss)
        response = await page.goto(url, wait_until="load", timeout=LOAD_TIMEOUT_MS)
        try:
            await page.wait_for_load_state("networkidle", timeout=QUIET_TIMEOUT_MS)
        except BrowserError:
            logger.debug("%s never came to rest", url)  # what is there by now is what a reader sees
        part = answers.part
        taken = await _take(context, page)
        if urlsplit(taken.url).scheme not in ("http", "https"):
            raise RenderFailed(f"{url}: ended at {taken.url[:100]}")  # the browser's own page of errors, an empty one
        return Rendered(
            url=taken.url,
            status=response.status if response else 200,
            body=taken.html.encode("utf-8", "replace"),
            part=part or taken.cut,
        )

    async def _started(self) -> Browser:
        async with self._starting:
            if self._session is None:
                self._session = aiohttp.ClientSession(
                    connector=GuardedConnector(self._guard),
                    cookie_jar=aiohttp.DummyCookieJar(),
                    timeout=aiohttp.ClientTimeout(total=TIMEOUT_S),  # nobody waits for a page any longer
                )
            if self._playwright is None:
                with _bounded_memory():
                    self._playwright = await async_playwright().start()
            if self._browser is None or not self._browser.is_connected():
                self._browser = await self._playwright.chromium.launch(
                    executable_path=self._program, args=_FLAGS, timeout=START_TIMEOUT_MS, chromium_sandbox=False
                )
            return self._browser


class _Taken(NamedTuple):
    url: str
    html: str
    cut: bool


async def _take(context: BrowserContext, page: Page) -> _Taken:
    """What the page is now, cut before it leaves the browser; in a world of its own, where no script of it reaches."""
    session = await context.new_cdp_session(page)
    tree = await session.send("Page.getFrameTree")
    world = await session.send("Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"]})
    order = {"expression": _TAKE, "contextId": world["executionContextId"], "returnByValue": True}
    return _Taken(*(await session.send("Runtime.evaluate", order))["result"]["value"])


@contextmanager
def _bounded_memory() -> Iterator[None]:
    """Programs that are started within, and those that they start, get no more memory than a page may need.

    The bound is set on them, never on ourselves: whoever has more by then could not even begin a thread.
    """
    before = _children()
    yield
    if sys.platform != "linux":
        return  # elsewhere the system counts otherwise
    import resource  # noqa: PLC0415 - not on every system

    for pid in _children() - before:
        with suppress(ProcessLookupError):
            _, hard = resource.prlimit(pid, resource.RLIMIT_DATA)
            bound = min(limit for limit in (hard, MAX_MEMORY_BYTES) if limit != resource.RLIM_INFINITY)
            resource.prlimit(pid, resource.RLIMIT_DATA, (bound, hard))


def _children() -> set[int]:
    """The processes that this one has started and that are there; empty where the system does not tell (Linux does)."""
    found: set[int] = set()
    for file in Path("/proc/self/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # a thread may just have ended
            found.update(map(int, file.read_text().split()))
    return found
