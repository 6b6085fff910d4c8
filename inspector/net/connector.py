"""aiohttp's side of the address guard: it connects to approved literal addresses only and never looks a name up."""

import socket

from aiohttp import TCPConnector
from aiohttp.abc import ResolveResult
from aiohttp.connector import AddrInfoType

from inspector.net.guard import AddressGuard, AddressRefused
from inspector.net.tls_policy import unverified_context

_KEEP_ALIVE_S = 15.0


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
