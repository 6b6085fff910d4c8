"""The address guard: every connection of the crawl goes to an address that it approved.

The guard looks a name up once and hands out literal addresses; the clients connect to these and never look up again,
so a name that resolves differently a moment later (DNS rebinding) leads nowhere else.
"""

import asyncio
import socket
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from ipaddress import ip_address

import idna

from inspector.net.addresses import Network, is_permitted, is_refused_port, literal_address
from inspector.net.tls_policy import LegacyHosts

Lookup = Callable[[str], Awaitable[Sequence[str]]]
"""Name → addresses as text; raises OSError (a ``socket.gaierror`` where the DNS said why)."""

_LOOKUP_TIMEOUT_S = 15.0  # glibc gives up after 10 s with one server and two tries
_FOUND_S = 60.0
_NOT_FOUND_S = 1.0  # short: a confirmation some seconds later must ask again
_MAX_NAMES = 4096
_MAX_ADDRESSES = 8
_MAX_LOOKUPS = 16
_MAX_HOST_CHARS = 253
_MAX_LABEL_CHARS = 63


class AddressRefused(Exception):  # noqa: N818 - a decision, not an error
    """The guard forbids this address or port. ``reason`` is ``private-address``, ``odd-address`` or ``port``."""

    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(f"{host}:{port}: {reason}")
        self.host, self.port, self.reason = host, port, reason


class NameNotResolved(OSError):  # noqa: N818
    """A name without an address. ``certain``: no DNS was needed to know (``.invalid``, an impossible name)."""

    def __init__(self, host: str, reason: str, *, certain: bool = False) -> None:
        super().__init__(f"{host}: {reason}")
        self.host, self.reason, self.certain = host, reason, certain


@dataclass(slots=True)
class _Known:
    until: float
    addresses: tuple[str, ...]
    error: NameNotResolved | None


class AddressGuard:
    """Approves where to connect. One per process; ``guard_from_settings`` makes it.

    ``allow`` names networks that are open although not public; ``overrides`` sends (host, port) to another (address,
    port), which must be public or allowed like any other. ``lookup``, ``lookup_six`` (IPv6 alone) and
    ``clock`` (seconds, monotonic) are for tests.
    """

    def __init__(
        self,
        allow: Sequence[Network] = (),
        overrides: Mapping[tuple[str, int], tuple[str, int]] | None = None,
        *,
        lookup: Lookup | None = None,
        lookup_six: Lookup | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._allow = tuple(allow)
        self._overrides = {(normal_host(host), port): to for (host, port), to in (overrides or {}).items()}
        self._lookup = lookup or _SystemLookup()
        self._lookup_six = lookup_six or lookup or _SystemLookup(socket.AF_INET6)
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Task[_Known]] = {}
        self.legacy = LegacyHosts()
        self.last_found: tuple[str, float] | None = None  # the last name that the DNS really answered, and when

    async def addresses(self, host: str, port: int) -> list[tuple[str, int]]:
        """Where to connect for ``host`` and ``port``: literal addresses and ports, best first.

        Raises AddressRefused for a forbidden target and NameNotResolved for a name without addresses.
        """
        name = normal_host(host)
        if to := self._overrides.get((name, port)):
            return [(self._approve(host, *to), to[1])]
        if is_refused_port(port):
            raise AddressRefused(host, port, "port")
        try:
            literal = literal_address(name)
        except ValueError:
            raise AddressRefused(host, port, "odd-address") from None
        if literal is not None:
            return [(self._approve(host, str(literal), port), port)]
        good = [address for address in await self._resolve(name) if self.permits(address)]
        if not good:
            raise AddressRefused(host, port, "private-address")
        return [(address, port) for address in good]

    def permits(self, address: str) -> bool:
        """Whether a literal address may be connected to."""
        try:
            return is_permitted(ip_address(address), self._allow)
        except ValueError:
            return False

    def is_public(self, host: str, port: int) -> bool | None:
        """Whether a host that was asked before lives at a public address; None: not known."""
        name = normal_host(host)
        if to := self._overrides.get((name, port)):
            return is_permitted(ip_address(to[0]), ())
        known = self._known.get(name)
        try:
            literal = str(literal_address(name) or "")
        except ValueError:
            return None
        found = (literal,) if literal else known.addresses if known else ()
        return is_permitted(ip_address(found[0]), ()) if found else None

    async def has_aaaa(self, host: str) -> bool | None:
        """Whether a name has an IPv6 address; None: it could not be looked up.

        That the joint look-up brought none proves nothing: it goes on without IPv6 where that question failed.
        """
        name = normal_host(host)
        try:
            if any(":" in address for address in await self._resolve(name)):
                return True
            found = await asyncio.wait_for(self._lookup_six(name), _LOOKUP_TIMEOUT_S)
        except (OSError, UnicodeError, TimeoutError) as error:
            return False if _says_none(error) else None
        return any(":" in address for address in found)

    async def look_again(self, host: str) -> bool:
        """Whether the DNS answers for a name right now, whatever is remembered; False for addresses and overrides."""
        name = normal_host(host)
        try:
            if literal_address(name) is not None or any(name == key for key, _ in self._overrides):
                return False
        except ValueError:
            return False
        return (await self._ask(name)).error is None

    def _approve(self, host: str, address: str, port: int) -> str:
        if not self.permits(address):
            raise AddressRefused(host, port, "private-address")
        return address

    async def _resolve(self, name: str) -> tuple[str, ...]:
        known = self._known.get(name)
        if known is None or known.until < self._clock():
            known = await self._ask(name)
        if known.error is not None:
            raise NameNotResolved(known.error.host, known.error.reason, certain=known.error.certain)
        return known.addresses

    async def _ask(self, name: str) -> _Known:
        """One look-up at a time for a name, however many wait for it; a waiter's cancellation ends only its waiting."""
        task = self._asking.get(name)
        loop = asyncio.get_running_loop()
        if task is None or task.get_loop() is not loop:
            task = self._asking[name] = loop.create_task(self._look_up(name))
            task.add_done_callback(lambda _: self._asking.pop(name, None))
        return await asyncio.shield(task)

    async def _look_up(self, name: str) -> _Known:
        fault = _impossible(name)
        found: Sequence[str] = ()
        if fault is None:
            try:
                found = await asyncio.wait_for(self._lookup(name), _LOOKUP_TIMEOUT_S)
            except TimeoutError:
                fault = NameNotResolved(name, "timeout")
            except (OSError, UnicodeError) as error:
                fault = NameNotResolved(name, _reason(error))
        now = self._clock()
        if fault is None and found:
            self.last_found = (name, now)
        elif fault is None:
            fault = NameNotResolved(name, "no-address")
        known = _Known(now + (_NOT_FOUND_S if fault else _FOUND_S), tuple(found)[:_MAX_ADDRESSES], fault)
        self._known[name] = known
        self._known.move_to_end(name)
        if len(self._known) > _MAX_NAMES:
            self._known.popitem(last=False)
        return known


class _SystemLookup:
    """The system's resolver, in threads of its own so that dead names do not block the loop's other threads."""

    def __init__(self, family: int = socket.AF_UNSPEC) -> None:
        self._family = family
        self._threads = ThreadPoolExecutor(_MAX_LOOKUPS, thread_name_prefix="lookup")

    async def __call__(self, name: str) -> Sequence[str]:
        return await asyncio.get_running_loop().run_in_executor(self._threads, _getaddrinfo, name, self._family)


def _getaddrinfo(name: str, family: int) -> list[str]:
    try:
        found = socket.getaddrinfo(name, None, family=family, type=socket.SOCK_STREAM)
    except socket.gaierror:
        if family != socket.AF_UNSPEC:
            raise
        # Name servers that answer AAAA questions with an error make the joint look-up fail although A is fine.
        found = socket.getaddrinfo(name, None, family=socket.AF_INET, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def normal_host(host: str) -> str:
    """A host as a key: lower case, punycode, without brackets and without the final dot."""
    host = host.strip("[]")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, transitional=False).decode("ascii")
        except idna.IDNAError:
            return host.lower()
    return host.lower().removesuffix(".")


def _impossible(name: str) -> NameNotResolved | None:
    """Names that no DNS can know: ``.invalid`` (RFC 6761, 6.4) and those that break the length rules (RFC 1035)."""
    labels = name.split(".")
    if labels[-1] == "invalid":
        return NameNotResolved(name, "reserved-name", certain=True)
    if len(name) > _MAX_HOST_CHARS or any(not 0 < len(label) <= _MAX_LABEL_CHARS for label in labels):
        return NameNotResolved(name, "impossible-name", certain=True)
    if not name.isascii() or any(character.isspace() or not character.isprintable() for character in name):
        return NameNotResolved(name, "impossible-name", certain=True)
    return None


def _says_none(error: Exception) -> bool:
    """Whether the DNS said that the name, which is known, has no such address; silence says nothing."""
    none = (socket.EAI_NONAME, socket.EAI_NODATA, socket.EAI_ADDRFAMILY)
    return isinstance(error, socket.gaierror) and error.errno in none


def _reason(error: OSError | UnicodeError) -> str:
    """``no-such-name`` where the DNS said so, ``no-answer`` where it could not be asked."""
    if isinstance(error, socket.gaierror) and error.errno in (socket.EAI_NONAME, socket.EAI_NODATA):
        return "no-such-name"
    return "no-answer"
