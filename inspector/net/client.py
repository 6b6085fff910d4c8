"""One bounded request at a time through the address guard: what the link checker and all small look-ups ask with.

It raises nothing about the other side: whatever a server does comes back as an ``Exchange`` with a fault's name.
"""

import asyncio
import errno
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import aiohttp
from w3lib.url import safe_url_string
from yarl import URL

from inspector.net.connector import GuardedConnector
from inspector.net.decode import UndecodableError, inflate
from inspector.net.guard import AddressGuard, AddressRefused, NameNotResolved
from inspector.net.tls_policy import unverified_context
from inspector.net.wire import Bounds, Reply, Wire

NOT_ASKED = "not-asked"
"""The fault of an exchange that never took place: nobody was there to ask."""
MAX_HEADERS = 200
MAX_HEADER_BYTES = 32_768  # one line; a page behind a longer one cannot be read by most browsers either
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.EHOSTDOWN}
_READ_TYPES = ("text/", "application/xhtml", "application/octet-stream", "application/json", "application/xml")
_MAGIC_BYTES = 2048
_READ_ON_BYTES = 131_072
_FAULTS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "dns"),
    ((aiohttp.ClientSSLError, ssl.SSLError), "tls"),
    (TimeoutError, "timeout"),
    (aiohttp.InvalidURL, "invalid-url"),
    (aiohttp.ServerDisconnectedError, "reset"),
)
_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
    "Accept-Encoding": "gzip, deflate",
}


@dataclass(slots=True)
class Exchange:
    """One request and what came back. ``status`` is None where no answer came; then ``fault`` says why.

    ``fault``: dns, refused, reset, timeout, tls (no handshake), protocol (not HTTP as we know it), invalid-url,
    private-address, odd-address, port. ``complete``: the whole body was read. ``reason`` is for the evidence only.
    """

    url: str
    method: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: list[str] = field(default_factory=list)  # the Set-Cookie lines
    body: bytes = b""
    complete: bool = True
    fault: str | None = None
    reason: str = ""
    connected: bool = False  # a fault after the connection stood: it says nothing about the whole host
    certain: bool = False  # a dns fault that needed no DNS to know
    legacy_tls: bool = False
    elapsed_ms: int = 0


class Client:
    """Asks behind the guard: no cookies of its own, no proxy, no redirects, any certificate."""

    def __init__(
        self, guard: AddressGuard, *, user_agent: str, timeout_s: float = 20.0, connect_timeout_s: float = 10.0
    ) -> None:
        self.guard = guard
        self._timeout_s = timeout_s
        self._bounds = Bounds(MAX_HEADER_BYTES, MAX_HEADERS, connect_timeout_s)
        self._headers = {**_HEADERS, "User-Agent": user_agent}
        self._legacy_context = unverified_context(legacy=True)
        self._wire: Wire | None = None
        self._time = time.monotonic
        self.keys_of: Callable[[str], Mapping[str, str]] = lambda url: {}  # headers that open a site of one's own

    async def ask(
        self, method: str, url: str, *, max_bytes: int = 0, whole: bool = False, cookie: str = ""
    ) -> Exchange:
        """Sends one request; reads at most ``max_bytes`` of the decoded body. A TLS fault gets a second, old try.

        Unless the ``whole`` is wanted, of files that are no text only the first bytes are read.
        """
        started = self._time()
        exchange = Exchange(url, method)
        headers = dict(self.keys_of(url))
        if cookie:
            headers["Cookie"] = "; ".join(filter(None, (headers.get("Cookie"), cookie)))
        order = _Order(method, max_bytes, whole, headers or None)
        try:
            target = URL(_sendable(url), encoded=True)
            legacy = target.scheme == "https" and (target.raw_host, target.port) in self.guard.legacy
            await self._ask(exchange, target, order, legacy=legacy)
            if exchange.fault == "tls" and not legacy:
                await self._ask_old(exchange, target, order)
        except ValueError as error:
            exchange.fault, exchange.reason = "invalid-url", str(error)[:200]
        exchange.elapsed_ms = round((self._time() - started) * 1000)
        return exchange

    async def close(self) -> None:
        if self._wire is not None:
            await self._wire.close()

    async def _ask_old(self, exchange: Exchange, url: URL, order: "_Order") -> None:
        second = Exchange(exchange.url, exchange.method)
        await self._ask(second, url, order, legacy=True)
        if second.status is not None and url.raw_host:
            self.guard.legacy.add(url.raw_host, url.port or 443)
            for name in second.__slots__:
                setattr(exchange, name, getattr(second, name))

    async def _ask(self, exchange: Exchange, url: URL, order: "_Order", *, legacy: bool) -> None:
        until = asyncio.get_running_loop().time() + self._timeout_s
        try:
            async with asyncio.timeout_at(until):
                context = self._legacy_context if legacy else True
                reply = await self._open().ask(order.method, url, order.headers, ssl=context)
            try:
                exchange.status = reply.status
                exchange.headers = reply.headers
                exchange.cookies = reply.headers.getall("Set-Cookie", [])
                exchange.legacy_tls = legacy
                exchange.connected = True
                if order.method != "HEAD":
                    await _read(exchange, reply, order, until)
            finally:
                reply.release()
        except AddressRefused as refused:
            exchange.fault, exchange.reason = refused.reason, refused.host
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            _note_fault(exchange, error, https=url.scheme == "https")

    def _open(self) -> Wire:
        if self._wire is None:
            self._wire = Wire(GuardedConnector(self.guard), self._headers, self._bounds)
        return self._wire


class _Order(NamedTuple):
    method: str
    max_bytes: int
    whole: bool
    headers: Mapping[str, str] | None


async def _read(exchange: Exchange, reply: Reply, order: _Order, until: float) -> None:
    """Reads to the limit. What arrived before a fault is kept: a page that came in part did answer."""
    kind = reply.headers.get("Content-Type", "").lower()
    limit = order.max_bytes if order.whole or not kind or kind.startswith(_READ_TYPES) else _MAGIC_BYTES
    length = reply.length
    # A short rest is read on, so that the connection can be kept.
    stop = max(limit, length) if length is not None and length <= _READ_ON_BYTES else limit
    wire = bytearray()
    try:
        async with asyncio.timeout_at(until):
            while not reply.content.at_eof():
                wire += await reply.content.readany()
                if len(wire) >= stop:
                    break
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        if not wire:
            raise
        exchange.complete, exchange.reason = False, type(error).__name__
    if not reply.content.at_eof():
        exchange.complete = False
    coding = reply.headers.get("Content-Encoding", "").strip().lower()
    try:
        exchange.body = inflate(bytes(wire), coding, limit) if coding else bytes(wire[:limit])
    except UndecodableError as error:
        exchange.body, exchange.complete, exchange.reason = b"", False, str(error)
    if len(exchange.body) >= limit:
        exchange.complete = exchange.complete and not coding and len(wire) <= limit


def _note_fault(exchange: Exchange, error: BaseException, *, https: bool) -> None:
    """Names what went wrong; ``reason`` keeps the exception's own words."""
    exchange.reason = f"{type(error).__name__}: {error}"[:200]
    exchange.status, exchange.fault = None, _fault_of(error, https=https)
    unconnected = isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)
    exchange.connected = exchange.connected or not unconnected
    cause = getattr(error, "os_error", None)
    exchange.certain = isinstance(cause, NameNotResolved) and cause.certain


def _fault_of(error: BaseException, *, https: bool) -> str:
    for kinds, fault in _FAULTS:
        if isinstance(error, kinds):
            return fault
    if isinstance(error, aiohttp.ClientConnectorError):
        code = error.os_error.errno
        if code in _NO_ROUTE:
            return "timeout"
        if code == errno.ECONNREFUSED:
            return "refused"
        # The connection stood and broke during the handshake, as old servers do at a new protocol.
        return "tls" if https else "reset"
    return "reset" if isinstance(error, OSError) else "protocol"


def _sendable(url: str) -> str:
    """The URL as it goes on the wire: nothing in it may end a line or need a charset."""
    if url.isascii() and url.isprintable() and " " not in url:
        return url
    return str(safe_url_string(url))
