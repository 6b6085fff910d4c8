"""One request of the link checker in its turn: within the host's limits, and with the network told what answered."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from inspector.links.limits import STRAINED, HostLimits, host_of, retry_after_s
from inspector.links.network import Network
from inspector.net.chase import chase
from inspector.net.client import Client, Exchange
from spiders.parsing.body import HEAD_BYTES

_MAX_STRAINED = 10_000
WHOLE_BYTES = 262_144


class PoliteAsk:
    """An ``Ask`` (see ``inspector.net.chase``).

    An address that fails again as it failed before says nothing new about its host: only the first time is a strain.
    """

    def __init__(self, client: Client, limits: HostLimits, network: Network, now: Callable[[], datetime]) -> None:
        self._client, self._limits, self._network, self._now = client, limits, network, now
        self._strained: OrderedDict[str, None] = OrderedDict()

    async def __call__(self, method: str, url: str, cookie: str) -> Exchange:
        return await self._politely(method, url, cookie, HEAD_BYTES)

    async def whole(self, method: str, url: str, cookie: str) -> Exchange:
        """Asks for a file that is read, not only judged."""
        return await self._politely(method, url, cookie, WHOLE_BYTES)

    async def text(self, url: str) -> str | None:
        """A text file; None where it is not to be had whole, or has over 256 KB."""
        found = await chase(self.whole, "GET", url, use="style")
        answer = found.answer
        if answer is None or answer.status != 200 or answer.is_html or not found.last.complete:
            return None  # what is cut off might take back what stands before
        try:
            return answer.body.decode("utf-8")
        except UnicodeDecodeError:
            return answer.body.decode("gb18030", "replace")

    async def _politely(self, method: str, url: str, cookie: str, max_bytes: int) -> Exchange:
        host = host_of(url)
        if not self._limits.try_enter(host):
            await self._limits.enter(host)
        elapsed_s, strained = 0.0, False
        try:
            exchange = await self._client.ask(method, url, max_bytes=max_bytes, cookie=cookie)
            elapsed_s = exchange.elapsed_ms / 1000
            strained = (exchange.status in STRAINED or exchange.fault == "timeout") and self._is_news(url)
        finally:
            self._limits.leave(host, elapsed_s=elapsed_s, strained=strained)
        if exchange.status is not None:
            self._network.answered(url)
            if exchange.status in STRAINED and (later := exchange.headers.get("Retry-After")):
                self._limits.hold(host, retry_after_s(later, self._now()) or 0.0)
        return exchange

    def failed_before(self, url: str) -> None:
        """Somebody else asked ``url`` and failed."""
        self._is_news(url)

    def _is_news(self, url: str) -> bool:
        known = url in self._strained
        self._strained[url] = None
        if len(self._strained) > _MAX_STRAINED:
            self._strained.popitem(last=False)
        return not known
