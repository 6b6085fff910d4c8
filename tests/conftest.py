"""Shared by all tests: a programmable web server on loopback, and Scrapy's loop in a thread of its own.

A Twisted reactor runs only once in a process, so one thread runs it for the whole session and tests hand it coroutines.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from inspector.browser.finding import find_browser

# How long an example takes says more about the machine than about the program: time is for the benchmarks to measure.
settings.register_profile("inspector", deadline=None)
settings.load_profile("inspector")

Reply = tuple[int, dict[str, str], bytes]


class Web:
    """``page`` says what an address answers; ``asked`` holds ``METHOD /path`` in the order of the requests."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.bodies: dict[str, bytes] = {}
        self.headers: list[dict[str, str]] = []
        self.at_once = 0
        self.most_at_once = 0
        self._lock = threading.Lock()
        self._pages: dict[str, Callable[[Any], Reply]] = {}
        self._delays: dict[str, float] = {}
        self.otherwise: Callable[[Any], Reply] = lambda request: (404, {}, b"not found")
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self) -> None:
                web._answer(self)

            do_GET = do_HEAD = do_POST = _answer  # noqa: N815 - the names that http.server calls

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def page(
        self,
        path: str,
        body: str | bytes = "",
        *,
        status: int = 200,
        kind: str = "text/html; charset=utf-8",
        delay: float = 0.0,
        **headers: str,
    ) -> None:
        data = body.encode() if isinstance(body, str) else body
        named = {"Content-Type": kind, **{name.replace("_", "-"): value for name, value in headers.items()}}
        self._pages[path] = lambda request: (status, named, data)
        self._delays[path] = delay

    def answer(self, path: str, reply: Callable[[Any], Reply]) -> None:
        self._pages[path] = reply

    def count(self, path: str) -> int:
        return sum(line.partition(" ")[2] == path for line in self.asked)

    def _answer(self, handler: Any) -> None:
        length = int(handler.headers.get("Content-Length") or 0)
        sent = handler.rfile.read(length) if length else b""
        with self._lock:
            self.asked.append(f"{handler.command} {handler.path}")
            self.headers.append(dict(handler.headers))
            self.bodies[handler.path] = sent
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        handler.sent = sent
        try:
            time.sleep(self._delays.get(handler.path, 0.0))
            status, headers, body = self._pages.get(handler.path, self.otherwise)(handler)
        finally:
            with self._lock:
                self.at_once -= 1
        try:
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            if handler.command != "HEAD":
                handler.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    server = Web()
    yield server
    server.close()


@pytest.fixture
def web_factory() -> Iterator[Callable[[], Web]]:
    servers: list[Web] = []

    def make() -> Web:
        servers.append(Web())
        return servers[-1]

    yield make
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def browser() -> Path:
    """A browser's program; without one the test is skipped, or fails where REQUIRE_BROWSER=1 wants one."""
    found = find_browser()
    if found is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail("REQUIRE_BROWSER=1, and no browser was found: make browser")
    if found is None:
        pytest.skip("no browser: make browser")
    return found.path


@pytest.fixture(scope="session")
def in_reactor() -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """Runs a coroutine in the loop of a running asyncio reactor and gives its result."""
    from scrapy.utils.reactor import install_reactor, is_reactor_installed

    if not is_reactor_installed():
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop
    thread = threading.Thread(target=reactor.run, kwargs={"installSignalHandlers": False}, daemon=True)
    thread.start()

    def run(coroutine: Coroutine[Any, Any, Any], timeout: float = 60.0) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, loop).result(timeout)

    yield run
    reactor.callFromThread(reactor.stop)
    thread.join(5)
    if not thread.is_alive():
        loop.close()
