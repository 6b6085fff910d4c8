"""Whether a fault is the other side's or ours: while our own network is down, nobody may be accused.

With a canary (known-good addresses) it decides. Without one, other hosts of the same run stand in: those that answered
a moment ago, or answer now when asked. Whatever cannot be shown to work counts as down.
"""

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

from inspector.net.client import Client

Canary = Callable[[], Awaitable[bool]]

_ORIGIN = re.compile(r"(?:[a-z]+://)?[^/?#]*")
_FRESH_S = 10.0
_STAND_INS = 4
_MAX_STAND_INS = 64


def canary_of(client: Client, urls: Sequence[str]) -> Canary:
    """A canary that is well while any of the addresses answers with any status.

    Old servers reset a HEAD, or send a body that makes its answer unreadable: connected, they are asked by GET.
    """

    async def ask() -> bool:
        for url in urls:
            exchange = await client.ask("HEAD", url)
            if exchange.status is None and exchange.connected:
                exchange = await client.ask("GET", url)
            if exchange.status is not None:
                return True
        return False

    return ask


def origin_of(url: str) -> str:
    """Scheme, host and port of an absolute URL."""
    found = _ORIGIN.match(url)
    return found[0] if found else url


class Network:
    """Remembers what answered lately; asks when that is not enough. Answers of questions are kept for ten seconds."""

    def __init__(
        self,
        client: Client,
        *,
        canary: Sequence[str] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client, self._clock = client, clock
        self._canary = canary_of(client, canary) if canary else None
        self._canary_hosts = [urlsplit(url).hostname or "" for url in canary]
        self._answered: OrderedDict[str, float] = OrderedDict()  # origin (scheme://host:port) → when
        self._asked: dict[str, tuple[float, asyncio.Task[bool]]] = {}

    def answered(self, url: str) -> None:
        """Notes that a host gave an answer just now."""
        origin = origin_of(url)
        self._answered[origin] = self._clock()
        self._answered.move_to_end(origin)
        if len(self._answered) > _MAX_STAND_INS:
            self._answered.popitem(last=False)

    async def counts(self, url: str, fault: str, *, connected: bool) -> bool:
        """Whether a network fault of ``url`` counts against its host.

        ``connected``: the connection stood before it broke, so an answer of the same host is evidence as well.
        """
        if fault == "dns":
            return await self._dns_works(urlsplit(url).hostname or "")
        if self._canary is not None:
            return await self._once("canary", self._canary)
        return await self._others_answer(url, same_host=connected)

    async def _dns_works(self, failing: str) -> bool:
        """Another name was looked up afresh, or can be now; answers alone show nothing, for names are remembered."""
        guard = self._client.guard
        if guard.last_found and guard.last_found[0] != failing and self._fresh(guard.last_found[1]):
            return True
        names = [*self._canary_hosts, *(urlsplit(origin).hostname or "" for origin in reversed(self._answered))]
        for name in list(dict.fromkeys(names))[:_STAND_INS]:
            if name != failing and await self._once(f"dns {name}", lambda name=name: guard.look_again(name)):  # type: ignore[misc]
                return True
        return False

    async def _others_answer(self, url: str, *, same_host: bool) -> bool:
        failing = origin_of(url)
        usable = [
            origin
            for origin in reversed(self._answered)
            if (same_host or origin != failing) and self._same_realm(failing, origin)
        ]
        if any(self._fresh(self._answered[origin]) for origin in usable):
            return True
        for origin in usable[:_STAND_INS]:
            if await self._once(origin, canary_of(self._client, [f"{origin}/"])):
                self.answered(origin)
                return True
        return False

    def _same_realm(self, one: str, other: str) -> bool:
        """A host of an allowed private network says nothing about the way to a public one, and the other way round."""
        realms = {self._is_public(origin) for origin in (one, other)}
        return None in realms or len(realms) == 1

    def _is_public(self, origin: str) -> bool | None:
        url = urlsplit(origin)
        return self._client.guard.is_public(url.hostname or "", url.port or (443 if url.scheme == "https" else 80))

    async def _once(self, key: str, ask: Canary) -> bool:
        """One question at a time, its answer kept for a moment."""
        at, task = self._asked.get(key, (float("-inf"), None))
        if task is None or (task.done() and not self._fresh(at)):
            task = asyncio.ensure_future(ask())
            self._asked[key] = (self._clock(), task)
        return await asyncio.shield(task)

    def _fresh(self, at: float) -> bool:
        return self._clock() - at <= _FRESH_S
