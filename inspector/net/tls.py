"""The certificates of hosts, judged apart from the crawl: the crawl itself reads pages whatever their certificate.

Faults: ``expired`` (also not yet valid), ``wrong-name``, ``self-signed`` (nobody known vouches for it),
``incomplete-chain`` (the server does not send the certificates in between, or its authority is unknown),
``old-protocol`` (no TLS 1.2), ``handshake`` (no TLS connection at all with anything we speak).
"""

import asyncio
import ssl
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import certifi
from cryptography import x509
from cryptography.x509.oid import NameOID

from inspector import clock
from inspector.clock import SHANGHAI
from inspector.net.guard import AddressGuard, AddressRefused
from inspector.net.tls_policy import unverified_context
from rules.observations import Certificate

_TIMEOUT_S = 10.0
_MAX_HOSTS = 10_000
_MAX_NAME_CHARS = 200
# X509_V_ERR_* of OpenSSL's x509_vfy.h
FAULT_OF_CODE = {
    9: "expired",  # not yet valid
    10: "expired",
    18: "self-signed",
    19: "self-signed",  # a root that nobody knows
    2: "incomplete-chain",
    7: "incomplete-chain",  # signed by another authority of the same name
    20: "incomplete-chain",
    21: "incomplete-chain",
    62: "wrong-name",
    64: "wrong-name",  # of an address
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFacts:
    """What a host showed. All None: no TLS connection could be judged (a network fault, say)."""

    fault: str | None = None
    certificate: Certificate | None = None
    legacy: bool = False
    version: str | None = None
    reason: str = ""


class Certificates:
    """Looks at each host's certificate once. ``trust`` is the context that verifies; the system's and certifi's roots.

    ``now`` tells the instant that dates are compared with.
    """

    def __init__(
        self, guard: AddressGuard, *, trust: ssl.SSLContext | None = None, now: Callable[[], datetime] = clock.now
    ) -> None:
        self._guard, self._now = guard, now
        self._trust = trust or trusting_context()
        self._known: OrderedDict[tuple[str, int], asyncio.Task[TlsFacts]] = OrderedDict()

    async def facts(self, host: str, port: int = 443) -> TlsFacts:
        """The facts of one host, looked at once per process. Raises nothing about the other side."""
        key = (host, port)
        task = self._known.get(key)
        loop = asyncio.get_running_loop()
        if task is None or task.get_loop() is not loop or task.cancelled():
            task = self._known[key] = loop.create_task(self._look(host, port))
            if len(self._known) > _MAX_HOSTS:
                self._known.popitem(last=False)
        return await asyncio.shield(task)

    async def _look(self, host: str, port: int) -> TlsFacts:
        try:
            return await self._judge(host, port)
        except AddressRefused as refused:
            return TlsFacts(reason=refused.reason)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
            return TlsFacts(reason=f"{type(error).__name__}: {error}"[:200])

    async def _judge(self, host: str, port: int) -> TlsFacts:
        try:
            return _facts(await self._shake(host, port, self._trust), None)
        except ssl.SSLCertVerificationError as error:
            fault, reason = FAULT_OF_CODE.get(error.verify_code), error.verify_message
        except (ssl.SSLError, ConnectionError) as error:
            return await self._judge_old(host, port, str(error))
        seen = await self._shake(host, port, unverified_context(legacy=False))
        facts = _facts(seen, fault, reason)
        if facts.certificate and fault != "expired" and not self._valid_now(facts.certificate):
            return _facts(seen, "expired", reason)
        return facts

    async def _judge_old(self, host: str, port: int, reason: str) -> TlsFacts:
        """A second try with what servers spoke before 2018; weak keys and hashes need it as well as old protocols."""
        try:
            seen = await self._shake(host, port, unverified_context(legacy=True))
        except (ssl.SSLError, ConnectionError) as error:
            fault = "handshake" if isinstance(error, ssl.SSLError) else None
            return TlsFacts(fault=fault, reason=reason[:200])
        return _facts(seen, "old-protocol", reason, legacy=True)

    async def _shake(self, host: str, port: int, context: ssl.SSLContext) -> tuple[bytes, str | None]:
        """One handshake: the certificate (DER) and the version spoken."""
        last: OSError = OSError("no address")
        for address, to_port in await self._guard.addresses(host, port):
            try:
                return await asyncio.wait_for(_handshake(address, to_port, context, host), _TIMEOUT_S)
            except ssl.SSLError:
                raise
            except (OSError, TimeoutError) as error:
                last = error if isinstance(error, OSError) else OSError(str(error))
        raise last

    def _valid_now(self, certificate: Certificate) -> bool:
        return certificate.not_before <= self._now() <= certificate.not_after


def trusting_context() -> ssl.SSLContext:
    """A verifying context. Certifi's roots beside the system's: a machine without any would accuse everybody."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


async def _handshake(address: str, port: int, context: ssl.SSLContext, host: str) -> tuple[bytes, str | None]:
    _, writer = await asyncio.open_connection(
        address, port, ssl=context, server_hostname=host.rstrip("."), ssl_handshake_timeout=_TIMEOUT_S
    )
    try:
        tls = writer.get_extra_info("ssl_object")
        return tls.getpeercert(binary_form=True) or b"", tls.version()
    finally:
        writer.transport.abort()


def _facts(seen: tuple[bytes, str | None], fault: str | None, reason: str = "", *, legacy: bool = False) -> TlsFacts:
    der, version = seen
    return TlsFacts(fault=fault, certificate=read_certificate(der), legacy=legacy, version=version, reason=reason[:200])


def read_certificate(der: bytes) -> Certificate | None:
    """Names and dates of a certificate (DER); None where it cannot be read."""
    try:
        certificate = x509.load_der_x509_certificate(der)
        return Certificate(
            subject=_name(certificate.subject),
            issuer=_name(certificate.issuer),
            not_before=_shanghai(certificate.not_valid_before_utc),
            not_after=_shanghai(certificate.not_valid_after_utc),
        )
    except (ValueError, OverflowError):
        return None


def _name(name: x509.Name) -> str:
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME) or name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return (str(common[0].value) if common else name.rfc4514_string())[:_MAX_NAME_CHARS]


def _shanghai(at: datetime) -> datetime:
    return at.astimezone(UTC).astimezone(SHANGHAI)
