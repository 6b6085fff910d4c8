"""One request on a connection of aiohttp's pool, without its session: that prepares far more than a bare GET has.

Connections, the parser and its bounds are aiohttp's, and what goes wrong is raised as its session raises it. Nothing is
followed, sent twice with a body, decompressed or remembered.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ssl import SSLContext
from typing import NamedTuple

import aiohttp
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.http_exceptions import HttpProcessingError
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from inspector.net.connector import GuardedConnector

_MAX_ORIGINS = 5_000
_UNSENDABLE = re.compile(r"[\x00-\x20\x7f]")
_NO_CONNECTION = (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError)
_LOST_CONNECTION = (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)


@dataclass(slots=True)
class Reply:
    """The head of an answer, its body still to be read; ``release`` it, or ``close`` it where the rest is not read."""

    status: int
    headers: CIMultiDictProxy[str]
    raw_headers: tuple[tuple[bytes, bytes], ...]
    content: aiohttp.StreamReader
    _connection: Connection

    @property
    def length(self) -> int | None:
        """The bytes of the body that the head announces."""
        announced = self.headers.get("Content-Length")
        return None if announced is None else int(announced)

    def release(self) -> None:
        """Give the connection back; it is closed where the answer was not read to its end."""
        self._connection.release()

    def close(self) -> None:
        self._connection.close()


class Bounds(NamedTuple):
    """Of an answer's head; and seconds for a connection to stand."""

    header_bytes: int
    headers: int
    connect_s: float | None = None


class _Origin(NamedTuple):
    request: ClientRequest  # tells the connector where to connect
    head: str  # what follows the path of every request


class Wire:
    """Asks over a connector of its own. ``headers`` go with every request. Used inside one event loop; ``close`` it."""

    def __init__(self, connector: GuardedConnector, headers: Mapping[str, str], bounds: Bounds) -> None:
        self._connector = connector
        self._headers = _lines(headers)
        self._bounds = bounds
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=bounds.connect_s)
        self._origins: dict[tuple[str, str, SSLContext | bool], _Origin] = {}

    async def ask(
        self, method: str, url: URL, headers: Mapping[str, str] | None = None, *, ssl: SSLContext | bool = True
    ) -> Reply:
        """The head of the answer to GET or HEAD. ``ssl``: another context than the connector's.

        Raises aiohttp.ClientError, TimeoutError (of the connection), OSError; ValueError for what cannot be sent.
        """
        origin = self._origin(url, ssl)
        if _UNSENDABLE.search(url.raw_path_qs):
            raise ValueError("a blank or a line break in the address")  # it would begin a request of its own
        own = _lines(headers) if headers else ""
        if url.raw_user or url.raw_password:
            own += _authorization(url, headers)
        order = f"{method} {url.raw_path_qs}{origin.head}{own}\r\n".encode()
        try:
            try:
                return await self._send(origin.request, method, order)
            except _NO_CONNECTION:
                raise
            except _LOST_CONNECTION:  # one that was kept may just have been closed: RFC 9112, 9.3.1
                return await self._send(origin.request, method, order)
        except HttpProcessingError as error:
            told = aiohttp.RequestInfo(url, method, CIMultiDictProxy(CIMultiDict()), url)
            raise aiohttp.ClientResponseError(
                told, (), status=error.code, message=error.message, headers=error.headers
            ) from error

    async def close(self) -> None:
        await self._connector.close()

    async def _send(self, request: ClientRequest, method: str, order: bytes) -> Reply:
        try:
            connection = await self._connector.connect(request, [], self._timeout)
        except TimeoutError as error:
            raise aiohttp.ConnectionTimeoutError(f"Connection timeout to host {request.url}") from error
        try:
            return await _answer(connection, method, order, self._bounds)
        except BaseException:
            connection.close()
            raise

    def _origin(self, url: URL, ssl: SSLContext | bool) -> _Origin:
        key = (url.scheme, url.raw_authority, ssl)
        found = self._origins.get(key)
        if found is None:
            if url.scheme not in ("http", "https"):
                raise aiohttp.NonHttpUrlClientError(url)
            if not url.raw_host:
                raise aiohttp.InvalidUrlClientError(url)
            request = ClientRequest("GET", url.origin(), loop=asyncio.get_running_loop(), ssl=ssl)
            head = f" HTTP/1.1\r\n{_lines({'Host': request.headers['Host']})}{self._headers}"
            if len(self._origins) >= _MAX_ORIGINS:
                self._origins.clear()
            found = self._origins[key] = _Origin(request, head)
        return found


async def _answer(connection: Connection, method: str, order: bytes, bounds: Bounds) -> Reply:
    protocol, transport = connection.protocol, connection.transport
    assert protocol is not None
    protocol.set_response_params(
        skip_payload=method == "HEAD",
        read_until_eof=True,
        auto_decompress=False,
        max_line_size=bounds.header_bytes,
        max_field_size=bounds.header_bytes,
        max_headers=bounds.headers,
    )
    if transport is None or transport.is_closing():
        raise aiohttp.ClientConnectionResetError("Cannot write to closing transport")
    transport.write(order)
    message, content = await protocol.read()
    while 100 <= message.code < 200 and message.code != 101:  # interim answers: the final one follows
        message, content = await protocol.read()
    return Reply(message.code, message.headers, message.raw_headers, content, connection)


def _lines(headers: Mapping[str, str]) -> str:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    if any(mark in line for line in lines for mark in "\r\n\0"):
        raise ValueError("a header holds a line break")
    return "".join(f"{line}\r\n" for line in lines)


def _authorization(url: URL, headers: Mapping[str, str] | None) -> str:
    """The name and password that an address itself holds."""
    if headers and any(name.lower() == "authorization" for name in headers):
        raise ValueError("a password in the address and another one beside it")
    return _lines({"Authorization": aiohttp.encode_basic_auth(url.user or "", url.password or "")})
