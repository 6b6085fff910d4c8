"""Scrapy's download handler behind the address guard.

Only the endpoint of a new connection differs from Scrapy's own handler: it asks the guard and connects to the literal
addresses that it approved, so redirects (new requests), robots.txt and pages are all covered, and a kept-alive
connection costs nothing more. The URL's host stays in the Host header and in the TLS server name. A proxy, from the
environment or ``meta``, is never used: the guard could not see where it leads.

A response that came only after the second try with old TLS carries the flag ``legacy-tls``. The head of a response is
bounded as well, which Twisted's own client does not do: a server may send headers for as long as it is listened to.
"""

from collections.abc import Sequence
from typing import Any

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _BindAddressAgent,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
    _ScrapyAgent,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadFailedError
from scrapy.http import Response
from scrapy.utils._download_handlers import normalize_bind_address, wrap_twisted_exceptions
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import HostnameEndpoint, wrapClientTLS
from twisted.internet.error import ConnectionDone, ConnectionLost, DNSLookupError
from twisted.internet.interfaces import IHostnameResolver
from twisted.web._newclient import ParseError
from twisted.web.client import URI
from zope.interface import implementer  # type: ignore[import-untyped]

from inspector.net import guard_from_settings
from inspector.net.guard import AddressGuard, NameNotResolved
from inspector.net.tls_policy import CrawlTls

LEGACY_FLAG = "legacy-tls"
MAX_HEAD_BYTES = 256 * 1024  # of status line and headers, interim answers included; browsers stop at 256 KB too


class GuardedDownloadHandler(HTTP11DownloadHandler):
    """For ``DOWNLOAD_HANDLERS = {"http": …, "https": …}``. Raises AddressRefused for a forbidden target."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory
        self._guard = guard_from_settings(crawler.settings)
        self._modern, self._legacy = CrawlTls(legacy=False), CrawlTls(legacy=True)

    async def download_request(self, request: Request) -> Response:
        url = urlparse_cached(request)
        host, port = (url.hostname or "").lower(), url.port or 443
        if url.scheme != "https":
            return await self._fetch(request, legacy=False)
        if (host, port) in self._guard.legacy:
            return await self._fetch(request, legacy=True)
        try:
            return await self._fetch(request, legacy=False)
        except DownloadFailedError as error:
            if not _is_tls_fault(error):
                raise
        response = await self._fetch(request, legacy=True)
        self._guard.legacy.add(host, port)
        return response

    async def _fetch(self, request: Request, *, legacy: bool) -> Response:
        agent = _GuardedScrapyAgent(
            guard=self._guard,
            contextFactory=self._legacy if legacy else self._modern,
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            response: Response = await maybe_deferred_to_future(agent.download_request(request))
        if legacy:
            response.flags.append(LEGACY_FLAG)
        return response


class _GuardedScrapyAgent(_ScrapyAgent):
    def __init__(self, *, guard: AddressGuard, **options: Any) -> None:  # noqa: ANN401
        super().__init__(**options)
        self._guard = guard

    def _get_agent(self, request: Request, timeout: float) -> _BindAddressAgent:
        from twisted.internet import reactor  # noqa: PLC0415 - importing it at the top would install one

        agent = _GuardedAgent(
            reactor=reactor,
            contextFactory=self._contextFactory,
            connectTimeout=timeout,
            bindAddress=normalize_bind_address(request.meta.get("bindaddress") or self._bindAddress),
            pool=self._pool,
        )
        agent.guard = self._guard
        return agent


class _GuardedAgent(_BindAddressAgent):
    guard: AddressGuard

    def _getEndpoint(self, uri: URI) -> Any:  # noqa: ANN401, N802
        factory = self._endpointFactory
        endpoint: Any = _GuardedEndpoint(
            factory._reactor,
            uri.host.decode("ascii"),
            uri.port,
            timeout=factory._connectTimeout,
            bindAddress=factory._bindAddress,
        )
        endpoint.guard = self.guard
        if uri.scheme == b"http":
            return endpoint
        return wrapClientTLS(factory._policyForHTTPS.creatorForNetloc(uri.host, uri.port), endpoint)


class _GuardedEndpoint(HostnameEndpoint):
    """Twisted's endpoint that tries several addresses, given the guard's addresses instead of a look-up."""

    guard: AddressGuard
    _approved: Sequence[tuple[str, int]] = ()

    def connect(self, protocolFactory: Any) -> Deferred[Any]:  # noqa: ANN401, N803
        return deferred_from_coro(self._connect(protocolFactory))

    async def _connect(self, factory: Any) -> Any:  # noqa: ANN401
        try:
            self._approved = await self.guard.addresses(self._hostText, self._port)
        except NameNotResolved as error:
            raise DNSLookupError(str(error)) from error
        return await maybe_deferred_to_future(super().connect(factory))

    def _getNameResolverAndMaybeWarn(self, reactor: object) -> Any:  # noqa: ANN401, N802
        return _Approved(self._approved)


@implementer(IHostnameResolver)
class _Approved:
    def __init__(self, addresses: Sequence[tuple[str, int]]) -> None:
        self._addresses = addresses

    def resolveHostName(self, receiver: Any, *_: Any, **__: Any) -> Any:  # noqa: ANN401, N802
        receiver.resolutionBegan(self)
        for address, port in self._addresses:
            family = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(family("TCP", address, port))
        receiver.resolutionComplete()
        return self


class _BoundedParser(_LenientHTTPClientParser):
    _head_bytes = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self._head_bytes += len(line) + 2
        if self._head_bytes > MAX_HEAD_BYTES:
            raise ParseError("more headers than anybody needs", line[:100])  # type: ignore[no-untyped-call]
        super().lineReceived(line)


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Deferred[Any]:  # noqa: ANN401
        answered = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _BoundedParser  # as the superclass does it: the state is the same
        return answered


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: ANN401, N802
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


def _is_tls_fault(error: DownloadFailedError) -> bool:
    """A failed handshake, or a connection that was dropped before any answer, as old servers do at a new protocol."""
    reasons = getattr(error.__cause__, "reasons", ())
    return any(reason.check(SSL.Error, ConnectionLost, ConnectionDone) for reason in reasons)
