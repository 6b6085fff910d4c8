"""What a page looks like: its style sheets and images, fetched for pictures through the address guard, within bounds.

Pictures are taken one page at a time by a browser that waits; so an event loop in a thread of its own does the asking.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from time import monotonic
from urllib.parse import urlsplit

from inspector.net.chase import fetch_once
from inspector.net.client import Client
from inspector.net.guard import AddressGuard
from inspector.net.options import parse_networks, parse_overrides
from inspector.settings import USER_AGENT
from reports.snapshot import Resource

MAX_REQUESTS = 120  # for the pictures of one site
MAX_SECONDS = 60.0
MAX_BYTES = 2 * 1024 * 1024  # of one file
MAX_SITE_BYTES = 20 * 1024 * 1024  # of all files of a site, which are held until its pictures are taken
TIMEOUT_S = 5.0
_KINDS = ("text/css", "image/", "font/", "application/font", "application/octet-stream", "application/x-font")


class Looks:
    """Fetches by address, each once per site; ``begin`` starts a site with fresh bounds."""

    def __init__(
        self, client: Client, run: Callable[[Coroutine[object, object, Resource | None]], Resource | None]
    ) -> None:
        self._client = client
        self._run = run
        self._known: dict[str, Resource | None] = {}
        self._until = 0.0
        self._bytes = 0

    def begin(self) -> None:
        self._known = {}
        self._until = monotonic() + MAX_SECONDS
        self._bytes = 0

    def __call__(self, url: str) -> Resource | None:
        """The file, or None: not fetched, not there, or not what a page looks like."""
        if url not in self._known:
            over = len(self._known) >= MAX_REQUESTS or monotonic() > self._until or self._bytes > MAX_SITE_BYTES
            if over or urlsplit(url).scheme not in ("http", "https"):
                return None
            found = self._known[url] = self._run(self._fetch(url))
            self._bytes += len(found.body) if found is not None else 0
        return self._known[url]

    async def _fetch(self, url: str) -> Resource | None:
        answer = (await fetch_once(self._client, url, max_bytes=MAX_BYTES, use="style")).answer
        if answer is None or answer.status != 200 or not answer.complete:
            return None
        kind = answer.headers.get("content-type", "").partition("\n")[0]
        return Resource(body=answer.body, content_type=kind) if kind.lower().startswith(_KINDS) else None


@contextmanager
def looks(allow_nets: Sequence[str] = (), resolve: Sequence[str] = ()) -> Iterator[Looks]:
    """Fetching as long as the context lasts. Raises UsageError for networks and addresses that are none."""
    guard = AddressGuard(parse_networks(allow_nets), parse_overrides(resolve))
    client = Client(guard, user_agent=USER_AGENT, timeout_s=TIMEOUT_S, connect_timeout_s=TIMEOUT_S)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="looks", daemon=True)
    thread.start()

    def run(work: Coroutine[object, object, Resource | None]) -> Resource | None:
        waiting: Future[Resource | None] = asyncio.run_coroutine_threadsafe(work, loop)
        try:
            return waiting.result(TIMEOUT_S * 4)
        except TimeoutError:
            waiting.cancel()
            return None

    try:
        yield Looks(client, run)
    finally:
        asyncio.run_coroutine_threadsafe(client.close(), loop).result(TIMEOUT_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(TIMEOUT_S)
        loop.close()
