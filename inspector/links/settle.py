"""From a try to a result, or to the pause before the next try."""

import random
from time import monotonic

from inspector.links.examine import NETWORK_FAULTS, Examiner, Look
from inspector.links.job import Job
from inspector.links.network import Network
from inspector.links.policy import Patience
from inspector.links.results import LinkResult

_SECOND_LOOK = frozenset(("reset", "protocol", "tls", "redirect-loop"))
_BUSY = frozenset(("http-429", "http-503"))
_BUSY_ENOUGH = 6


def is_busy(look: Look) -> bool:
    """Whether an answer asks to come back later."""
    return look.judgement.state == "blocked" and look.judgement.fault in _BUSY


class Settler:
    """Decides what a try means for its link, given all tries before it."""

    def __init__(self, examiner: Examiner, network: Network, patience: Patience, chance: random.Random) -> None:
        self._examiner, self._network, self._patience, self._chance = examiner, network, patience, chance

    async def settle(self, job: Job, look: Look) -> LinkResult | float:
        """The result, or after how many seconds the link is to be asked again."""
        job.last = look.judgement
        state, fault = look.judgement.state, look.judgement.fault or ""
        if is_busy(look):
            job.tally.busy += 1
            if job.host.busy_in_row >= _BUSY_ENOUGH:  # not this address alone: asking again would only make it worse
                return _result(job, look)
            return self._pause(job, look) or _result(job, look)
        if state not in ("broken", "tls"):
            return await self._fine(job, look)
        if fault in NETWORK_FAULTS and not look.certain and not await self._counts(job, look):
            job.tally.uncounted += 1
            return self._pause(job, look) or job.unsettled("network")
        job.tally.failed += 1
        if not job.tally.is_enough(self._patience, later=look.judgement.later):
            return self._pause(job, look) or job.unsettled("time")
        return await self._accused(job, look)

    async def _counts(self, job: Job, look: Look) -> bool:
        return await self._network.counts(job.url, look.judgement.fault or "", connected=look.connected)

    def _pause(self, job: Job, look: Look) -> float | None:
        return job.tally.pause(
            self._patience,
            later=look.judgement.later or job.tally.busy > 0,
            elapsed_s=monotonic() - (job.began or monotonic()),
            retry_after_s=look.retry_after_s,
            chance=self._chance,
        )

    async def _accused(self, job: Job, look: Look) -> LinkResult:
        """Failed often enough. A fault of the protocol counts only if another client cannot read the answer either."""
        fault = look.judgement.fault
        if fault not in _SECOND_LOOK:
            return _result(job, look)
        second = await self._examiner.second_look(job.url, job.use, job.attempts)
        if second and second.judgement.state not in ("broken", "tls"):
            return await self._fine(job, second)
        if second and second.judgement.fault not in _SECOND_LOOK:
            return _result(job, second)
        if fault == "tls":
            found = await self._examiner.certificate_fault(look.https)
            kind, detail = found or ("handshake", {})
            return job.result("tls", kind, None, {**look.judgement.detail, **detail})
        if fault == "protocol" and second:
            return job.result("broken", "reset", None, {**look.judgement.detail, "protocol": "unreadable"})
        return job.unsettled("protocol") if fault == "protocol" else _result(job, look)

    async def _fine(self, job: Job, look: Look) -> LinkResult:
        """Answered; over TLS a certificate that browsers warn about is a state of its own."""
        if look.https and look.judgement.state in ("ok", "redirected"):
            found = await self._examiner.certificate_fault(look.https)
            if found:
                return job.result("tls", found[0], look.final_url, found[1])
        return _result(job, look)


def _result(job: Job, look: Look) -> LinkResult:
    judged = look.judgement
    return job.result(judged.state, judged.fault, look.final_url, dict(judged.detail))
