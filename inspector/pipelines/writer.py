"""Items on their way to the store: gathered in batches, each one transaction, written by one thread per process.

The crawl's loop must not wait for a disk, and one transaction per page would make it. What is on its way is bounded:
``room`` makes a pipeline wait when the store falls behind. The first fault ends writing; it is kept for ``close``.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from rules.errors import InspectorError
from spiders.items import LinkChecked, Seen, Visit

Item = Visit | Seen | LinkChecked
BATCH_ITEMS = 200
BATCH_SECONDS = 0.5
MAX_BATCHES_WAITING = 8
"""Batches on their way to a slow disk: at most some 2,000 pages' rows in memory."""


class Sink(Protocol):
    """The part of ``inspector.store.Store`` that a crawl writes to."""

    def write(self, run_id: int | None, items: Sequence[Item]) -> None: ...


class BatchWriter:
    """One per process and run; ``failed`` is called once, in the loop, with the fault that ended writing."""

    def __init__(self, sink: Sink, run_id: int | None, failed: Callable[[BaseException], None]) -> None:
        self._sink = sink
        self._run_id = run_id
        self._failed = failed
        self._batch: list[Item] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: set[asyncio.Future[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.error: BaseException | None = None

    def add(self, item: Item) -> None:
        """Take an item; it is stored within half a second, with what came before it."""
        self._batch.append(item)
        if len(self._batch) >= BATCH_ITEMS:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(BATCH_SECONDS, self.flush)

    def flush(self) -> None:
        """Send off what has gathered."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._batch or self.error is not None:
            return
        batch, self._batch = self._batch, []
        written: Future[None] = self._thread.submit(self._sink.write, self._run_id, batch)
        waiting = asyncio.wrap_future(written)
        self._waiting.add(waiting)
        waiting.add_done_callback(self._written)

    def _written(self, done: "asyncio.Future[None]") -> None:
        self._waiting.discard(done)
        error = None if done.cancelled() else done.exception()
        if error is not None and self.error is None:
            self.error = error
            self._failed(error)

    async def room(self) -> None:
        """Wait while the store is behind."""
        while len(self._waiting) >= MAX_BATCHES_WAITING and self.error is None:
            await asyncio.wait(self._waiting, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self) -> None:
        """Everything taken so far is stored. Raises the fault that ended writing."""
        self.flush()
        while self._waiting:
            await asyncio.wait(self._waiting)
        if self.error is not None:
            raise (
                self.error if isinstance(self.error, InspectorError) else RuntimeError("storing failed")
            ) from self.error

    async def close(self) -> None:
        try:
            await self.drain()
        finally:
            self._thread.shutdown()
