"""One bounded request at a time through the address guard: what the link checker and all small look-ups ask with.

It raises nothing about the other side: whatever a server does comes back as an ``Exchange`` with a fault's name.
"""

import asyncio
import errno
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

import aiohttp
from w3lib.url import safe_url_string
from yarl import URL

from inspector.net.connector import GuardedConnector
from inspector.net.decode import UndecodableError, inflate
from inspector.net.guard import AddressGuard, AddressRefused, NameNotResolved
from inspector.net.tls_policy import unverified_context

MAX_HEADERS = 200
MAX_HEADER_BYTES = 32_768  # one line; a page behind a longer one cannot be read by most browsers either
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ETIMEDOUT, errno.EHOSTDOWN}
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
    """An aiohttp session behind the guard: no cookies of its own, no proxy, no redirects, any certificate."""

    def __init__(
        self, guard: AddressGuard, *, user_agent: str, timeout_s: float = 20.0, connect_timeout_s: float = 10.0
    ) -> None:
        self.guard = guard
        self._timeout = aiohttp.ClientTimeout(total=timeout_s, sock_connect=connect_timeout_s)
        self._headers = {**_HEADERS, "User-Agent": user_agent}
        self._legacy_context = unverified_context(legacy=True)
        self._session: aiohttp.ClientSession | None = None

    async def ask(
        self, method: str, url: str, *, max_bytes: int = 0, cookie: str = "", headers: Mapping[str, str] | None = None
    ) -> Exchange:
        """Sends one request; reads at most ``max_bytes`` of the decoded body. A TLS fault gets a second, old try."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        exchange = Exchange(url, method)
        extra = {**(headers or {}), **({"Cookie": cookie} if cookie else {})}
        try:
            target = URL(_sendable(url), encoded=True)
            legacy = (target.raw_host, target.port) in self.guard.legacy
            await self._ask(exchange, target, max_bytes, extra, legacy=legacy)
            if exchange.fault == "tls" and not legacy:
                await self._ask_old(exchange, target, max_bytes, extra)
        except ValueError as error:
            exchange.fault, exchange.reason = "invalid-url", str(error)[:200]
        exchange.elapsed_ms = round((loop.time() - started) * 1000)
        return exchange

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _ask_old(self, exchange: Exchange, url: URL, max_bytes: int, headers: Mapping[str, str]) -> None:
        second = Exchange(exchange.url, exchange.method)
        await self._ask(second, url, max_bytes, headers, legacy=True)
        if second.status is not None and url.raw_host:
            self.guard.legacy.add(url.raw_host, url.port or 443)
            for name in second.__slots__:
                setattr(exchange, name, getattr(second, name))

    async def _ask(
        self, exchange: Exchange, url: URL, max_bytes: int, headers: Mapping[str, str], *, legacy: bool
    ) -> None:
        try:
            async with self._open().request(
                exchange.method,
                url,
                headers=headers or None,
                allow_redirects=False,
                ssl=self._legacy_context if legacy else True,
            ) as response:
                exchange.status = response.status
                exchange.headers = response.headers
                exchange.cookies = response.headers.getall("Set-Cookie", [])
                exchange.legacy_tls = legacy
                exchange.connected = True
                if exchange.method != "HEAD":
                    await _read(exchange, response, max_bytes)
        except AddressRefused as refused:
            exchange.fault, exchange.reason = refused.reason, refused.host
        except (aiohttp.ClientError, TimeoutError, OSError, ssl.SSLError, asyncio.IncompleteReadError) as error:
            _note_fault(exchange, error)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=GuardedConnector(self.guard),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers,
                timeout=self._timeout,
                auto_decompress=False,
                max_line_size=MAX_HEADER_BYTES,
                max_field_size=MAX_HEADER_BYTES,
                max_headers=MAX_HEADERS,
            )
        return self._session


async def _read(exchange: Exchange, response: aiohttp.ClientResponse, max_bytes: int) -> None:
    """Reads to the limit. What arrived before a fault is kept: a page that came in part did answer."""
    wire = bytearray()
    try:
        async for chunk in response.content.iter_any():
            wire += chunk
            if len(wire) >= max_bytes:
                exchange.complete = response.content.at_eof()
                break
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        if not wire:
            raise
        exchange.complete, exchange.reason = False, type(error).__name__
    if not exchange.complete:
        response.close()  # never read on only to keep a connection
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    try:
        exchange.body = inflate(bytes(wire), coding, max_bytes) if coding else bytes(wire[:max_bytes])
    except UndecodableError as error:
        exchange.body, exchange.complete, exchange.reason = b"", False, str(error)


def _note_fault(exchange: Exchange, error: BaseException) -> None:
    """Names what went wrong; ``reason`` keeps the exception's own words."""
    exchange.reason = f"{type(error).__name__}: {error}"[:200]
    exchange.status, exchange.fault = None, _fault_of(error)
    exchange.connected = exchange.connected or not isinstance(
        error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError
    )
    cause = getattr(error, "os_error", None)
    exchange.certain = isinstance(cause, NameNotResolved) and cause.certain


def _fault_of(error: BaseException) -> str:  # noqa: PLR0911 - a table of exceptions
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "dns"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "tls"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, aiohttp.InvalidURL):
        return "invalid-url"
    if isinstance(error, aiohttp.ClientConnectorError):
        return _fault_of_connecting(error)
    if isinstance(error, aiohttp.ServerDisconnectedError | aiohttp.ClientOSError | OSError):
        return "reset"
    return "protocol"


def _fault_of_connecting(error: aiohttp.ClientConnectorError) -> str:
    code = error.os_error.errno
    if code in _NO_ROUTE:
        return "timeout"
    if code == errno.ECONNREFUSED:
        return "refused"
    # The TCP connection stood and broke during the handshake, as old servers do at a new protocol.
    return "tls" if error.ssl is not False and error.port and code in (errno.ECONNRESET, errno.EPIPE, None) else "reset"


def _sendable(url: str) -> str:
    """The URL as it goes on the wire: nothing in it may end a line or need a charset."""
    if url.isascii() and url.isprintable() and " " not in url:
        return url
    return str(safe_url_string(url))
