"""One try at one link: HEAD for files, GET for pages and wherever HEAD did not settle it, and what the answer means."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from inspector.links.limits import retry_after_s
from inspector.links.policy import Policy
from inspector.links.profiles import Profiles
from inspector.links.results import MAX_ATTEMPTS, attempt_of, evidence_of
from inspector.net.chase import Ask, Chase, chase
from inspector.net.client import NOT_ASKED, Exchange
from inspector.net.tls import Certificates
from rules.observations import Attempt, Certificate, LinkState, LinkUse
from spiders.parsing.answers import Answer, Judgement, judge_answer, needs_profile
from spiders.parsing.missing import is_home

FILE_USES: frozenset[LinkUse] = frozenset(("attachment", "image", "style", "script"))
NETWORK_FAULTS = frozenset(("dns", "refused", "reset", "timeout", "tls", "protocol", "redirect-loop"))
_NOT_OURS_TO_ASK = frozenset(("private-address", "odd-address", "port", "scheme", "invalid-url"))
_SAME_FOR_GET = frozenset(("dns", "refused")) | _NOT_OURS_TO_ASK


@dataclass(slots=True)
class Look:
    """What a try found. ``connected`` and ``certain`` are an ``Exchange``'s."""

    judgement: Judgement
    final_url: str | None = None
    connected: bool = False
    certain: bool = False
    retry_after_s: float | None = None
    https: list[tuple[str, int]] = field(default_factory=list)


class Examiner:
    """Asks through ``ask`` and judges. ``second`` is another client's ask, or None."""

    def __init__(
        self,
        ask: Ask,
        *,
        policy: Policy,
        profiles: Profiles,
        certificates: Certificates,
        now: Callable[[], datetime],
        second: Ask | None = None,
    ) -> None:
        self._ask, self._second = ask, second
        self._policy, self._profiles, self._certificates, self._now = policy, profiles, certificates, now

    async def look(self, url: str, use: LinkUse, attempts: list[Attempt], *, first: bool) -> Look:
        """One try; every request is added to ``attempts``. ``first``: HEAD may do."""
        if first and use in FILE_USES:
            head = await chase(self._noting(self._ask, attempts), "HEAD", url, use=use)
            if settled := self._settled_by_head(head):
                return settled
        return await self._judge(await chase(self._noting(self._ask, attempts), "GET", url, use=use))

    async def second_look(self, url: str, use: LinkUse, attempts: list[Attempt]) -> Look | None:
        """What another client makes of it; None where there is none."""
        if self._second is None:
            return None
        noted: list[Attempt] = []
        found = await chase(self._noting(self._second, noted, "scrapy"), "GET", url, use=use)
        if found.fault == NOT_ASKED:
            return None
        attempts += noted[: MAX_ATTEMPTS - len(attempts)]
        if found.fault is not None and found.fault not in NETWORK_FAULTS | _NOT_OURS_TO_ASK:
            found.fault = "protocol"  # whatever the other client calls it, it could not read an answer
        return await self._judge(found)

    async def certificate_fault(self, https: list[tuple[str, int]]) -> tuple[str, dict[str, str]] | None:
        """The first certificate on the way that a browser would warn about, with its dates."""
        for host, port in https:
            facts = await self._certificates.facts(host, port)
            if facts.fault:
                return facts.fault, {"host": host, **_certificate_detail(facts.certificate)}
        return None

    def _noting(self, ask: Ask, attempts: list[Attempt], client: str = "checker") -> Ask:
        """``ask``, with every request added to ``attempts``."""

        async def noted(method: str, url: str, cookie: str) -> Exchange:
            at = self._now()
            exchange = await ask(method, url, cookie)
            if len(attempts) < MAX_ATTEMPTS:
                attempts.append(attempt_of(exchange, at, client))
            return exchange

        return noted

    def _settled_by_head(self, head: Chase) -> Look | None:
        """HEAD is believed where it says that all is well, and where GET could only meet the same fault."""
        if head.answer is None:
            return self._faulty(head) if head.fault in _SAME_FOR_GET else None
        if not _may_be_fine(head) or head.answer.headers.get("content-length") == "0":
            return None
        judgement = judge_answer(head.answer, self._policy.recognisers)
        if judgement.state not in ("ok", "redirected"):
            return None
        return Look(judgement, final_url=head.answer.final_url, https=head.https)

    async def _judge(self, found: Chase) -> Look:
        if found.answer is None:
            return self._faulty(found)
        answer, later = found.answer, found.last.headers.get("Retry-After")
        profile = None
        if needs_profile(answer):
            beside = answer.url if answer.moved and is_home(answer.final_url) else answer.final_url
            profile = await self._profiles.of(beside, answer.use)
        judgement = judge_answer(answer, self._policy.recognisers, profile)
        return Look(
            judgement,
            final_url=answer.final_url,
            connected=True,
            retry_after_s=retry_after_s(later, self._now()) if later else None,
            https=found.https,
        )

    def _faulty(self, found: Chase) -> Look:
        fault, last = found.fault or "reset", found.last
        if fault in _NOT_OURS_TO_ASK:
            return Look(Judgement(state="skipped", fault=fault, detail=evidence_of(found)))
        state: LinkState = "tls" if fault == "tls" else "broken"
        judgement = Judgement(state=state, fault=fault, later=not last.certain, detail=evidence_of(found))
        return Look(judgement, connected=last.connected, certain=last.certain, https=found.https)


def _may_be_fine(head: Chase) -> bool:
    """Whether a HEAD's answer is good and is what the link is for: a page instead of a file is looked at."""
    answer: Answer | None = head.answer
    if answer is None or not 200 <= answer.status < 300:
        return False
    file_wanted = answer.use in ("attachment", "image")
    return not (file_wanted and "html" in answer.headers.get("content-type", "html")) and not (
        answer.moved and is_home(answer.final_url)
    )


def _certificate_detail(certificate: Certificate | None) -> dict[str, str]:
    if certificate is None:
        return {}
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
    }
