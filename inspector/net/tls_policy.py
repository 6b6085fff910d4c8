"""How the crawl speaks TLS: it reads pages whatever their certificate, and reaches servers that only speak old TLS.

Certificates are judged apart (``inspector.net.tls``), so that a page with an expired one is still inspected. A host
that fails with today's protocols gets a second try with those of before 2018; which hosts needed it is remembered for
the whole process and reported.
"""

import ipaddress
import ssl
import warnings

from OpenSSL import SSL
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

_LEGACY_CIPHERS = "ALL:@SECLEVEL=0"  # old protocols sign with SHA-1, which higher levels refuse
_OP_LEGACY_SERVER_CONNECT = 0x4  # servers without secure renegotiation
_MAX_LEGACY_HOSTS = 10_000


class LegacyHosts:
    """Hosts that answered only to old TLS, as ``(host, port)``; shared by every client of the process."""

    def __init__(self) -> None:
        self._hosts: set[tuple[str, int]] = set()

    def add(self, host: str, port: int) -> None:
        if len(self._hosts) < _MAX_LEGACY_HOSTS:
            self._hosts.add((host, port))

    def __contains__(self, host_port: object) -> bool:
        return host_port in self._hosts


def unverified_context(*, legacy: bool) -> ssl.SSLContext:
    """A context of the standard library for aiohttp; accepts any certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.options |= _OP_LEGACY_SERVER_CONNECT
    if legacy:
        context.set_ciphers(_LEGACY_CIPHERS)
        with warnings.catch_warnings():  # deprecated for good reason; meeting such servers is our job
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
    else:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _openssl_context(*, legacy: bool) -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_verify(SSL.VERIFY_NONE, lambda *_: True)
    context.set_options(_OP_LEGACY_SERVER_CONNECT | SSL.OP_NO_COMPRESSION)
    context.set_min_proto_version(SSL.TLS1_VERSION if legacy else SSL.TLS1_2_VERSION)
    if legacy:
        context.set_cipher_list(_LEGACY_CIPHERS.encode())
    return context


@implementer(IPolicyForHTTPS)
class CrawlTls:
    """Twisted's side of it: one context for all hosts, the name sent (SNI) unless it is an address."""

    def __init__(self, *, legacy: bool) -> None:
        self._context = _openssl_context(legacy=legacy)

    def creatorForNetloc(self, hostname: bytes, port: int) -> "_Creator":  # noqa: N802
        return _Creator(self._context, hostname)


@implementer(IOpenSSLClientConnectionCreator)
class _Creator:
    def __init__(self, context: SSL.Context, host: bytes) -> None:
        self._context, self._host = context, host

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: N802, N803
        connection = SSL.Connection(self._context, None)
        if not _is_address(self._host):
            connection.set_tlsext_host_name(self._host)
        return connection


def _is_address(host: bytes) -> bool:
    try:
        ipaddress.ip_address(host.decode("ascii", "replace"))
    except ValueError:
        return False
    return True
