"""Serves the fixture sites on one loopback port, told apart by the Host header, in a thread of its own.

A context manager; ``port`` is known inside. It can delay, drop, refuse HEAD and answer any status, as the
``site.toml`` says.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType

from aiohttp import web

from inspector.demo.plan import Answer, SitePlan
from inspector.demo.render import NEIGHBOUR, Content, neighbour_pages, render

_MISSING = "<!doctype html><html lang=zh><meta charset=utf-8><title>404</title><p>您访问的页面不存在。</p></html>"


class FixtureServer:
    """``with FixtureServer(plans, as_of) as server: server.port``; stops when the block is left."""

    def __init__(self, plans: Mapping[str, SitePlan], as_of: datetime) -> None:
        self.hosts = {plan.host: (plan, render(plan, as_of)) for plan in plans.values()}
        self.port = 0
        self.requests: Counter[tuple[str, str, str]] = Counter()  # (method, host, path) → how often asked
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fixture-server", daemon=True)

    def __enter__(self) -> "FixtureServer":
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    @property
    def overrides(self) -> list[str]:
        """``--resolve`` values that lead every fixture host here."""
        return [f"{host}:80:127.0.0.1:{self.port}" for host in (*sorted(self.hosts), NEIGHBOUR)]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = self._loop.run_until_complete(self._start())
        self._ready.set()
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(runner.cleanup())
            self._loop.close()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=512)
        await site.start()
        self.port = runner.addresses[0][1]
        return runner

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        key = (request.method, host, request.path)
        self.requests[key] += 1
        if host == NEIGHBOUR:
            return _serve(neighbour_pages().get(request.path))
        if host not in self.hosts:
            return web.Response(status=404)
        plan, pages = self.hosts[host]
        answer = plan.answers.get(request.path) or plan.answers.get("*")
        if answer is None:
            return _serve(pages.get(request.path))
        asked = sum(n for (_, h, p), n in self.requests.items() if (h, p) == (host, request.path))
        return await _misbehave(request, answer, pages.get(request.path), asked)


async def _misbehave(request: web.Request, answer: Answer, page: Content | None, asked: int) -> web.StreamResponse:
    if answer.delay_s:
        await asyncio.sleep(answer.delay_s)
    if answer.drop:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    if answer.fail_every and asked % answer.fail_every == 0:
        return web.Response(status=503)
    if answer.refuse_head and request.method == "HEAD":
        return web.Response(status=405)
    if answer.status is None and answer.body is None:
        return _serve(page, answer.headers)
    headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
    return web.Response(status=answer.status or 200, body=(answer.body or "").encode(), headers=headers)


def _serve(page: Content | None, headers: Mapping[str, str] | None = None) -> web.Response:
    if page is None:
        return web.Response(status=404, text=_MISSING, content_type="text/html", charset="utf-8")
    return web.Response(body=page.body, headers={"Content-Type": page.content_type, **(headers or {})})
