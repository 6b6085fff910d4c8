"""What the link checker hands back, and its record of what was tried."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from inspector.net.chase import Chase
from inspector.net.client import Exchange
from rules.observations import Attempt, LinkState
from spiders.fetched import telling

MAX_ATTEMPTS = 24
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LinkResult:
    """The state of one URL. ``fault`` is the problem kind, or what blocked or kept us; ``attempts`` every request.

    ``detail`` may hold: ``sign`` (why a page counts as missing), ``shield``, ``reason``, ``certificate_*``, ``cause``.
    """

    url: str
    state: LinkState
    fault: str | None = None
    final_url: str | None = None
    attempts: tuple[Attempt, ...] = ()
    detail: Mapping[str, str] = field(default_factory=lambda: _NOTHING)


_UNKNOWN = LinkResult("", "unconfirmed")


class KnownResults:
    """The results of a process by URL: a night of thousands of sites must fit in memory.

    Those asked for last are kept, ``limit`` at most and half of them at least. What could not be settled is not kept:
    for the next site that links there it may be settled.
    """

    def __init__(self, limit: int = 100_000) -> None:
        self._half = limit // 2
        self._newer: dict[str, LinkResult | None] = {}  # None: in order, and nothing else is to be said of it
        self._older: dict[str, LinkResult | None] = {}

    def __len__(self) -> int:
        return len(self._newer) + len(self._older)

    def get(self, url: str) -> LinkResult | None:
        kept = self._newer.get(url, _UNKNOWN)
        if kept is _UNKNOWN:
            kept = self._older.pop(url, _UNKNOWN)
            if kept is _UNKNOWN:
                return None
            self._keep(url, kept)
        return LinkResult(url, "ok") if kept is None else kept

    def add(self, result: LinkResult) -> None:
        if result.state == "unconfirmed":
            return
        self._older.pop(result.url, None)
        if result.state != "ok":
            self._keep(result.url, result)
        elif result.final_url is None:
            self._keep(result.url, None)
        else:  # of one in order nobody wants the attempts
            self._keep(result.url, LinkResult(result.url, "ok", None, result.final_url))

    def _keep(self, url: str, kept: LinkResult | None) -> None:
        self._newer[url] = kept
        if len(self._newer) >= self._half:
            self._older, self._newer = self._newer, {}


def attempt_of(exchange: Exchange, at: datetime, client: str = "checker") -> Attempt:
    return Attempt(
        at=at,
        method=exchange.method,
        status=exchange.status,
        fault=exchange.fault,
        elapsed_ms=exchange.elapsed_ms,
        client=client,
        headers=telling(exchange.status, exchange.headers),
    )


def evidence_of(chase: Chase) -> dict[str, str]:
    """What of a failed chase belongs into the evidence."""
    detail = {}
    if chase.exchanges and chase.last.reason:
        detail["reason"] = chase.last.reason
    if len(chase.exchanges) > 1:
        detail["last_url"] = chase.last.url[:500]
    return detail
