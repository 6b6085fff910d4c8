"""What the checker knows of each host it asks: the links that wait for it, and whether it is down for all of them.

A host that failed as a host (no address, refused, silent) for several links in a row is not asked about each further
one. Its links wait; after a pause one of them is tried, and what comes of it decides for all. A host that turned away
many requests in a row is left alone for a minute: its links are ``blocked``.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from inspector.links.job import Job
from inspector.links.results import LinkResult

BUSY_HOST = 20  # answers in a row that ask to come back later
BUSY_PAUSE_S = 60.0
HOST_FAULTS = frozenset(("dns", "refused", "timeout"))


@dataclass(slots=True)
class HostQueue:
    """The links of one host. ``failures``: links in a row that it broke itself; ``scout``: tried for the parked."""

    name: str
    jobs: deque[Job] = field(default_factory=deque)
    parked: deque[Job] = field(default_factory=deque)
    scout: Job | None = None
    workers: int = 0
    open_jobs: int = 0
    failures: int = 0
    answers: int = 0
    busy_in_row: int = 0
    busy_until: float = 0.0

    def answered(self, *, busy: bool, now: float) -> None:
        """Notes an answer. ``busy``: it asked to come back later."""
        self.answers += 1
        self.failures = 0
        self.busy_in_row = self.busy_in_row + 1 if busy else 0
        if self.busy_in_row >= BUSY_HOST:
            self.busy_until = now + BUSY_PAUSE_S

    def is_busy(self, now: float) -> bool:
        """Whether the host turned away everybody lately, so that asking it more would only make it worse."""
        return now < self.busy_until

    def ended(self, job: Job, result: LinkResult) -> None:
        """Counts a link that the host itself broke: nothing came from the host while it was tried."""
        if result.state == "broken" and result.fault in HOST_FAULTS and self.answers == job.host_answers_before:
            self.failures += 1


class Hosts:
    """All queues, and which of them wait for a worker. ``start`` is told the queue a new worker begins with.

    Where there are too few workers for all, sites take turns, and so do the hosts of a site: one that names thousands
    of silent hosts has only its own links wait for them.
    """

    def __init__(self, *, per_host: int, at_once: int, start: Callable[[HostQueue], None]) -> None:
        self._per_host, self._at_once, self._start = per_host, at_once, start
        self._hosts: dict[str, HostQueue] = {}
        self._hungry: dict[str, dict[str, HostQueue]] = {}  # by the site that wants them, in the order of turns
        self._workers = 0

    def of(self, name: str) -> HostQueue:
        if name not in self._hosts:
            self._hosts[name] = HostQueue(name)
        return self._hosts[name]

    def add(self, job: Job) -> None:
        """Puts a link at the end of its host's queue; starts a worker if there is room for one."""
        host = job.host
        host.jobs.append(job)
        if host.workers >= self._per_host:
            return
        if self._workers >= self._at_once:
            self._starve(host, job)
            return
        host.workers += 1
        self._workers += 1
        self._start(host)

    def next_for(self, host: HostQueue) -> HostQueue | None:
        """Where a worker of ``host`` goes on: its own queue or, where others starve, theirs; None: nowhere."""
        if host.jobs and not (self._hungry and self._workers >= self._at_once):
            return host
        host.workers -= 1
        if host.jobs:
            self._starve(host, host.jobs[0])
            self._starve(host, host.jobs[-1])  # a site may wait behind the links of another
        self._forget(host)
        while self._hungry:
            hungry = self._next_hungry()
            if hungry.jobs and hungry.workers < self._per_host:
                hungry.workers += 1
                return hungry
        self._workers -= 1
        return None

    def _starve(self, host: HostQueue, job: Job) -> None:
        self._hungry.setdefault(job.asker, {}).setdefault(host.name, host)

    def _next_hungry(self) -> HostQueue:
        asker = next(iter(self._hungry))
        hosts = self._hungry.pop(asker)
        host = hosts.pop(next(iter(hosts)))
        if hosts:
            self._hungry[asker] = hosts  # behind all others
        return host

    def _forget(self, host: HostQueue) -> None:
        """A host without work and without a bad name need not be remembered."""
        if not (host.workers or host.open_jobs or host.failures):
            self._hosts.pop(host.name, None)
