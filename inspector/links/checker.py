"""The link checker: leaf links asked in Scrapy's own event loop, each URL once per process, whoever links to it.

Nothing is called broken on one bad answer. What failed is asked again after growing pauses (``confirm``, ``settle``),
network faults count only while our own network works (``network``), and what could not be settled is ``unconfirmed``.
"""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

from inspector import clock
from inspector.links.asking import PoliteAsk
from inspector.links.examine import Examiner
from inspector.links.hosts import HostQueue, Hosts
from inspector.links.job import Job, OnResult
from inspector.links.limits import HostLimits, host_of
from inspector.links.network import Network
from inspector.links.policy import Policy
from inspector.links.profiles import Profiles
from inspector.links.results import MAX_ATTEMPTS, KnownResults, LinkResult
from inspector.links.settle import Settler, is_busy
from inspector.net.chase import Ask
from inspector.net.client import Client
from inspector.net.guard import AddressGuard
from inspector.net.tls import Certificates
from rules.observations import Attempt, LinkUse
from spiders.parsing.answers import HostProfile

__all__ = ["LinkChecker", "LinkResult"]

logger = logging.getLogger(__name__)


class LinkChecker:
    """One per process; used inside one event loop. ``limits`` and ``network`` are shared with the page crawl.

    ``canary`` are known-good addresses; ``second`` is how another client asks, heard before a fault of the protocol is
    called broken; ``chance`` spreads pauses and invents addresses; ``per_host`` and ``at_once`` bound the workers.
    """

    def __init__(
        self,
        guard: AddressGuard,
        policy: Policy | None = None,
        *,
        user_agent: str,
        limits: HostLimits | None = None,
        canary: Sequence[str] = (),
        second: Ask | None = None,
        certificates: Certificates | None = None,
        chance: random.Random | None = None,
        now: Callable[[], datetime] = clock.now,
        timeout_s: float = 20.0,
        per_host: int = 8,
        at_once: int = 256,
        max_waiting: int = 20_000,
    ) -> None:
        self.policy = policy or Policy()
        self.limits = limits or HostLimits()
        self.client = Client(guard, user_agent=user_agent, timeout_s=timeout_s)
        self.network = Network(self.client, canary=canary)
        self.certificates = certificates or Certificates(guard, now=now)
        chance = chance or random.Random()  # noqa: S311 - pauses and invented addresses, no secrets
        self._ask = ask = PoliteAsk(self.client, self.limits, self.network, now)
        self._profiles = Profiles(ask, self.policy.recognisers, chance)
        self._examiner = Examiner(
            ask, policy=self.policy, profiles=self._profiles, certificates=self.certificates, now=now, second=second
        )
        self._settler = Settler(self._examiner, self.network, self.policy.patience, chance)
        self._hosts = Hosts(per_host=per_host, at_once=at_once, start=self._start)
        self._jobs: dict[str, Job] = {}
        self._results = KnownResults()
        self._pending: Counter[str] = Counter()
        self._workers: set[asyncio.Task[None]] = set()
        self._max_waiting = max_waiting
        self._room = asyncio.Event()
        self._room.set()

    def submit(
        self, url: str, *, site: str, use: LinkUse = "page", prior: Sequence[Attempt] = (), on_result: OnResult
    ) -> None:
        """Has ``url`` (absolute, http or https, no fragment) checked; ``on_result`` is called once, later, in the loop.

        ``prior`` are tries that others made and that failed: they are kept as evidence, HEAD is then skipped.
        """
        self._pending[site] += 1
        if (known := self._results.get(url)) is not None:
            asyncio.get_running_loop().call_soon(self._tell, site, on_result, known)
            return
        job = self._jobs.get(url)
        if job is None:
            host = self._hosts.of(host_of(url))
            job = Job(url, use, host, site, attempts=list(prior[:MAX_ATTEMPTS]), first=not prior)
            if prior:
                self._ask.failed_before(url)
            self._jobs[url] = job
            host.open_jobs += 1
            self._hosts.add(job)
            if len(self._jobs) >= self._max_waiting:
                self._room.clear()
        job.waiting.append((site, on_result))

    def pending(self, site: str) -> int:
        """How many results ``site`` still waits for."""
        return self._pending[site]

    async def room(self) -> None:
        """Waits while too many links are waiting: whoever submits in bulk does so between calls of this."""
        await self._room.wait()

    def give_up(self, site: str) -> None:
        """Ends the waiting of ``site``: what it still waits for comes back as ``unconfirmed`` at once."""
        for job in list(self._jobs.values()):
            mine = [waiting for waiting in job.waiting if waiting[0] == site]
            if not mine:
                continue
            job.waiting = [waiting for waiting in job.waiting if waiting[0] != site]
            if not job.waiting:
                self._drop(job)
            result = job.unsettled("time")
            for name, on_result in mine:
                self._tell(name, on_result, result)

    async def text(self, url: str) -> str | None:
        """A text file, to be read for further links; None where it is not to be had whole, or has over 256 KB."""
        return await self._ask.text(url)

    async def profile(self, url: str) -> HostProfile:
        """How the host of ``url`` answers an address that cannot exist."""
        return await self._profiles.of(url)

    async def close(self) -> None:
        """Stops; whoever still waits is told ``unconfirmed``."""
        for site in [site for site, count in self._pending.items() if count]:
            self.give_up(site)
        for worker in list(self._workers):
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await self.client.close()

    def _start(self, host: HostQueue) -> None:
        worker = asyncio.get_running_loop().create_task(self._work(host))
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, host: HostQueue) -> None:
        current: HostQueue | None = host
        while current is not None:
            if current.jobs:
                await self._serve(current, current.jobs.popleft())
            current = self._hosts.next_for(current)

    async def _serve(self, host: HostQueue, job: Job) -> None:
        if job.done:
            return
        if host.failures >= self.policy.patience.host_failures and host.scout is not job:
            self._park(host, job)
            return
        if host.is_busy(monotonic()):
            self._finish(job, job.result("blocked", "http-429", None, {"cause": f"host:{host.name}"}))
            return
        if job.began is None:
            job.began, job.host_answers_before = monotonic(), host.answers
        try:
            look = await self._examiner.look(job.url, job.use, job.attempts, first=job.first)
            if look.connected:
                host.answered(busy=is_busy(look), now=monotonic())
            job.first = False
            outcome = await self._settler.settle(job, look)
        except Exception:
            logger.exception("checking %s failed", job.url)
            outcome = job.unsettled("internal-error")
        if isinstance(outcome, LinkResult):
            self._finish(job, outcome)
        elif not job.done:
            job.timer = asyncio.get_running_loop().call_later(outcome, self._again, job)

    def _again(self, job: Job) -> None:
        job.timer = None
        self._hosts.add(job)

    def _park(self, host: HostQueue, job: Job) -> None:
        """Lets a link of a dead host wait for the one that is tried for all."""
        if host.scout is not None:
            host.parked.append(job)
            return
        host.scout = job
        job.timer = asyncio.get_running_loop().call_later(self.policy.patience.host_pause_s, self._again, job)

    def _finish(self, job: Job, result: LinkResult) -> None:
        if job.done:
            return
        self._results.add(result)
        job.host.ended(job, result)
        is_scout = job.host.scout is job
        self._drop(job, decided=True)
        for site, on_result in job.waiting:
            self._tell(site, on_result, result)
        if is_scout:
            self._decide_parked(job.host, job, result)

    def _decide_parked(self, host: HostQueue, scout: Job, result: LinkResult) -> None:
        """The host still fails: so do all its waiting links, with the scout's evidence. It answers: they are asked."""
        parked = [job for job in host.parked if not job.done]
        host.parked.clear()
        down = host.failures >= self.policy.patience.host_failures and result.state in ("broken", "unconfirmed")
        for job in parked:
            if not down:
                self._hosts.add(job)
                continue
            job.attempts += scout.attempts
            detail = {**result.detail, "cause": f"host:{host.name}"}
            self._finish(job, job.result(result.state, result.fault, None, detail))

    def _drop(self, job: Job, *, decided: bool = False) -> None:
        """Takes a job out of everything; if others waited for it to find out about the host, the next one does.

        ``decided``: it did find out.
        """
        job.done = True
        self._jobs.pop(job.url, None)
        if job.timer is not None:
            job.timer.cancel()
        if len(self._jobs) < self._max_waiting:
            self._room.set()
        host = job.host
        host.open_jobs -= 1
        if host.scout is job:
            host.scout = None
            while host.parked and host.scout is None and not decided:
                successor = host.parked.popleft()
                if not successor.done:
                    self._park(host, successor)

    def _tell(self, site: str, on_result: OnResult, result: LinkResult) -> None:
        self._pending[site] -= 1
        if not self._pending[site]:
            del self._pending[site]
        try:
            on_result(result)
        except Exception:
            logger.exception("taking the result of %s failed", result.url)
