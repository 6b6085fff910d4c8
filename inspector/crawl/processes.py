"""Running a crawl: Twisted's reactor in this process, or in several processes that share the sites of a run.

A process that is told to end (SIGTERM, Ctrl-C, the end of its parent) stops so that the run can be resumed.
"""

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.sharedctypes import Synchronized
from typing import Any, Protocol, TypeVar

from scrapy.utils.reactor import install_reactor, is_reactor_installed

from inspector.crawl import collecting
from inspector.crawl.jobs import CrawlJob
from inspector.crawl.options import CrawlOptions, CrawlResult, Progress
from inspector.crawl.probing import ProbeJob
from inspector.store import Store
from rules.errors import InspectorError
from rules.observations import Probe, Site
from spiders.hosts import host_key
from spiders.parsing.urls import resolve

_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
T = TypeVar("T")
Told = Callable[[Progress], None]


class Stoppable(Protocol):
    """Work that can be asked to end early."""

    async def stop(self) -> None: ...


def in_reactor(work: Callable[[], Coroutine[Any, Any, T]], stoppable: Stoppable | None = None) -> T:
    """Run a coroutine in a reactor, which can be done once per process. A signal stops ``stoppable``."""
    if not is_reactor_installed():
        install_reactor(_REACTOR)
    collecting.once_started()
    from twisted.internet import reactor as installed  # noqa: PLC0415 - importing it installs one

    reactor: Any = installed
    tasks: list[asyncio.Task[Any]] = []

    def begin() -> None:
        loop = asyncio.get_running_loop()
        tasks.append(loop.create_task(work()))
        tasks[0].add_done_callback(lambda _: reactor.stop())
        if stoppable is not None:
            for number in _SIGNALS:
                loop.add_signal_handler(number, lambda: tasks.append(loop.create_task(stoppable.stop())))

    reactor.callLater(0, begin)
    before = {number: signal.getsignal(number) for number in _SIGNALS if stoppable is not None}
    reactor.run(installSignalHandlers=False)
    for number, handler in before.items():  # the loop's own would swallow a signal that comes later
        signal.signal(number, handler)
    result: T = tasks[0].result()
    return result


def groups_of(sites: Sequence[Site]) -> list[list[Site]]:
    """The sites by host, in the order of the first of each: those of one host are crawled one after another."""
    groups: dict[str, list[Site]] = {}
    for site in sites:
        groups.setdefault(host_key(resolve(site.url, site.url, "utf-8") or "http://-/"), []).append(site)
    return list(groups.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What is to be crawled; made of plain values, so that it goes to a worker process."""

    db_url: str
    run_id: int
    sites: Sequence[Site]
    as_of: datetime
    options: CrawlOptions

    def job(self, store: Store, groups: Iterator[Sequence[Site]], told: Told) -> CrawlJob:
        return CrawlJob(store, self.run_id, groups, as_of=self.as_of, options=self.options, told=told)


def crawl(store: Store, night: Night, *, workers: int = 1, told: Told = lambda progress: None) -> CrawlResult:
    """Crawl the sites of a run that are not done yet. Raises StoreError when the store fails."""
    groups = groups_of(night.sites)
    if min(workers, len(groups)) <= 1:
        job = night.job(store, iter(groups), told)
        return in_reactor(job.run, job)
    workers = min(workers, len(groups))
    at_once = lanes(len(groups), workers, night.options.sites_at_once)
    return _in_workers(replace(night, options=replace(night.options, sites_at_once=at_once)), workers, told)


def lanes(groups: int, workers: int, at_once: int) -> int:
    """How many groups each worker crawls side by side: no more than its share, or the first to start takes them all."""
    return max(1, min(at_once, -(-groups // workers)))


def _in_workers(night: Night, workers: int, told: Told) -> CrawlResult:
    context = get_context("spawn")
    taken = context.Value("l", 0)
    pipes: list[Connection] = []
    children = []
    # A terminal's Ctrl-C goes to all processes. Workers hear of it from us alone, by their pipes: while they are being
    # loaded they could only end with a traceback. They inherit what is blocked here.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    for _ in range(workers):
        ours, theirs = context.Pipe()
        child = context.Process(target=_worker, args=(theirs, taken, night))
        child.start()
        theirs.close()
        pipes.append(ours)
        children.append(child)
    before = {number: signal.signal(number, _passing_on(pipes)) for number in _SIGNALS}
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        return _gathered(pipes, told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for pipe in pipes:
            pipe.close()  # a worker that is still there stops when its parent is gone
        for child in children:
            child.join()


def _passing_on(pipes: Sequence[Connection]) -> Callable[..., None]:
    def tell(*_: object) -> None:
        for pipe in pipes:
            if not pipe.closed:
                pipe.send("stop")

    return tell


def _gathered(pipes: Sequence[Connection], told: Told) -> CrawlResult:
    """What the workers say, until the last one is through. One that dies leaves its sites to ``--resume``."""
    result = CrawlResult()
    fault: InspectorError | None = None
    listening = list(pipes)
    while listening:
        for pipe in wait(listening):
            assert isinstance(pipe, Connection)
            said = _heard(pipe)
            if isinstance(said, Progress):
                told(said)
                continue
            listening.remove(pipe)
            if isinstance(said, CrawlResult):
                result.add(said)
            elif isinstance(said, InspectorError):
                fault = fault or said
            else:
                result.stopped = True
    if fault is not None:
        raise fault
    return result


def _heard(pipe: Connection) -> object:
    try:
        return pipe.recv()
    except (EOFError, OSError):
        return None


def _worker(pipe: Connection, taken: "Synchronized[int]", night: Night) -> None:
    """A process that crawls the groups it gets hold of, and ends when its parent says so, or is no more."""
    try:
        store = Store.open(night.db_url)
        job = night.job(store, _left(groups_of(night.sites), taken), pipe.send)

        async def work() -> CrawlResult:
            _watch(pipe, job, asyncio.get_running_loop())
            return await job.run()

        result = in_reactor(work, job)
        store.close()
        pipe.send(result)
    except InspectorError as error:
        pipe.send(error)


def _left(groups: Sequence[Sequence[Site]], taken: "Synchronized[int]") -> Iterator[Sequence[Site]]:
    """The groups that no other worker has taken."""
    while True:
        with taken.get_lock():
            place = taken.value
            taken.value += 1
        if place >= len(groups):
            return
        yield groups[place]


def _watch(pipe: Connection, job: Stoppable, loop: asyncio.AbstractEventLoop) -> None:
    def listen() -> None:
        _heard(pipe)  # a word, or the end of the parent
        loop.call_soon_threadsafe(lambda: loop.create_task(job.stop()))

    threading.Thread(target=listen, daemon=True).start()


def probe(
    store: Store, sites: Sequence[Site], *, options: CrawlOptions, told: Callable[[str], None] = lambda code: None
) -> dict[str, Probe]:
    """One visit to each site's home page, stored apart from any run; by site code. Raises StoreError."""
    job = ProbeJob(store, sites, options=options, told=told)
    found = in_reactor(job.run, job)
    return {code: seen.observation for code, seen in found.items() if isinstance(seen.observation, Probe)}
