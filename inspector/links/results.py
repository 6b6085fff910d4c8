"""What the link checker hands back, and its record of what was tried."""

from collections import OrderedDict
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


class KnownResults:
    """The results of a process by URL, the ``limit`` asked for last: a night of thousands of sites must fit in memory.

    What could not be settled is not kept: for the next site that links there it may be settled.
    """

    def __init__(self, limit: int = 100_000) -> None:
        self._limit = limit
        self._results: OrderedDict[str, LinkResult] = OrderedDict()

    def __len__(self) -> int:
        return len(self._results)

    def get(self, url: str) -> LinkResult | None:
        found = self._results.get(url)
        if found is not None:
            self._results.move_to_end(url)
        return found

    def add(self, result: LinkResult) -> None:
        if result.state == "unconfirmed":
            return
        fine = result.state == "ok"  # of these nobody wants the attempts
        self._results[result.url] = LinkResult(result.url, "ok", None, result.final_url) if fine else result
        if len(self._results) > self._limit:
            self._results.popitem(last=False)


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
