"""How long this process keeps its own event loop waiting: time that no server may be charged with.

A page made to be costly, or a busy machine, holds up the answers of all sites of the process: they lie ready, and
nobody takes them.
"""

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from typing import Self

_TICK_S = 0.05
_USUAL_S = 0.01
"""By so much a loop with nothing to do wakes up late."""


class OwnDelay(AbstractAsyncContextManager["OwnDelay"]):
    """Counts as long as it is entered; ``seconds`` only grows."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._due = float("inf")

    @property
    def seconds(self) -> float:
        return self._seconds + self._late()

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._watching = self._loop.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._watching.cancel()
        with suppress(asyncio.CancelledError):
            await self._watching

    async def _watch(self) -> None:
        while True:
            self._due = self._loop.time() + _TICK_S
            await asyncio.sleep(_TICK_S)
            self._seconds += self._late()

    def _late(self) -> float:
        """How much the next look at the clock is overdue."""
        late = 0.0 if self._due == float("inf") else self._loop.time() - self._due
        return late if late > _USUAL_S else 0.0
