"""A circuit breaker per host: one that fails again and again is left alone, instead of being asked a thousand times."""

import time
from collections.abc import Callable

from spiders.errors import HostGivenUp

BREAK_AFTER = 10
"""Faults in a row. With the growing delay of ``HostLimits`` they take some minutes, longer than a restart."""
OPEN_S = 300.0
"""After so long one request may try again."""
_MAX_HOSTS = 10_000


class Breaker:
    """Counts faults in a row by host. Used in one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._faults: dict[str, int] = {}
        self._open_until: dict[str, float] = {}

    def ask(self, host: str) -> None:
        """Raises HostGivenUp while the host is left alone; the first request after that tries again."""
        until = self._open_until.get(host)
        if until is None:
            return
        if self._clock() < until:
            raise HostGivenUp(host)
        self._open_until[host] = self._clock() + OPEN_S

    def answered(self, host: str) -> None:
        if host in self._faults:
            del self._faults[host]
            self._open_until.pop(host, None)

    def failed(self, host: str) -> None:
        if len(self._faults) >= _MAX_HOSTS:
            self._faults.pop(next(iter(self._faults)))
        self._faults[host] = self._faults.get(host, 0) + 1
        if self._faults[host] >= BREAK_AFTER:
            self._open_until[host] = self._clock() + OPEN_S
