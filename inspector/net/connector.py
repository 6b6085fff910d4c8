"""aiohttp's side of the address guard: it connects to approved literal addresses only and never looks a name up."""

import socket
from functools import partial
from typing import Any

from aiohttp import StreamReader, TCPConnector
from aiohttp.abc import ResolveResult
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import AddrInfoType

from inspector.net.guard import AddressGuard, AddressRefused
from inspector.net.tls_policy import unverified_context

_KEEP_ALIVE_S = 15.0
MAX_FRAME_BYTES = 256 * 1024  # of what is no body: heads, interim answers, empty lines, extensions of chunks
_FRAME_SHARE = 8  # bytes that may frame one byte of a body: chunks of one byte each need six


class _BoundedAnswers(ResponseHandler):
    """aiohttp bounds each header line, and nothing that it passes over: a server that floods us is left here."""

    _received = 0
    _body: StreamReader | None = None

    def set_response_params(self, **options: Any) -> None:  # noqa: ANN401 - aiohttp's own
        self._received, self._body = 0, None
        super().set_response_params(**options)

    def feed_data(self, data: tuple[Any, StreamReader], size: int = 0) -> None:
        """An answer whose head is read."""
        self._body = data[1]
        super().feed_data(data, size)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._received += len(data)
        if self._received > MAX_FRAME_BYTES and self.transport is not None:
            body = getattr(self._body, "total_bytes", 0)
            if self._received - body > MAX_FRAME_BYTES + _FRAME_SHARE * body:
                self.transport.abort()


class GuardedConnector(TCPConnector):
    """Host and TLS server name stay those of the URL; how many connections a host gets is ``HostLimits``' business."""

    def __init__(self, guard: AddressGuard) -> None:
        super().__init__(
            limit=0,
            use_dns_cache=False,
            ssl=unverified_context(legacy=False),
            keepalive_timeout=_KEEP_ALIVE_S,
            socket_factory=self._socket,
        )
        self._guard = guard
        self._factory: Any = partial(_BoundedAnswers, loop=self._loop)

    async def _resolve_host(self, host: str, port: int, traces: object = None) -> list[ResolveResult]:
        # Overridden rather than given as a resolver: aiohttp asks no resolver about literal addresses.
        return [
            {
                "hostname": host,
                "host": address,
                "port": to_port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
            for address, to_port in await self._guard.addresses(host, port)
        ]

    def _socket(self, info: AddrInfoType) -> socket.socket:
        """The last gate: whatever way an address came here, only an approved one gets a socket."""
        family, kind, protocol, _, address = info
        if not self._guard.permits(str(address[0])):
            raise AddressRefused(str(address[0]), int(address[1]), "private-address")
        return socket.socket(family, kind, protocol)
