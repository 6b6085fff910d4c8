"""What an answer means for the link that led to it: there, elsewhere, gone, or kept from us.

A form is asked without what readers fill in: that nothing is there breaks it, any other complaint is about the input.
A wrong accusation is worse than a missed one; see ``spiders.parsing.missing`` for when a page with status 200 is called
missing, and ``spiders.parsing.shields`` for what stands between us and a page. Everything here is pure; network faults
never come here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rules.observations import LinkState, LinkUse
from spiders.parsing.body import Answer, Body
from spiders.parsing.missing import HostProfile, is_home, profile_of, why_missing
from spiders.parsing.recognisers import Recognisers, StatusRule
from spiders.parsing.shields import shield_of

__all__ = [
    "Answer",
    "HostProfile",
    "Judgement",
    "challenge_of",
    "is_home",
    "judge_answer",
    "needs_profile",
    "profile_of",
]

_GONE = frozenset((404, 410))
"""What even a form that was not filled in must not get."""
_EMPTY_IS_FINE: frozenset[LinkUse] = frozenset(("style", "script", "form"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an answer means. ``later``: broken only if requests after a pause agree; else one more request suffices."""

    state: LinkState
    fault: str | None = None
    later: bool = False
    detail: Mapping[str, str] = field(default_factory=dict)


def judge_answer(answer: Answer, recognisers: Recognisers, profile: HostProfile | None = None) -> Judgement:
    """The state of the link that led to ``answer``. ``profile`` is that of the asked or the final URL's host."""
    rule = recognisers.status(answer.status)
    body = Body(answer, recognisers.spotter)
    if shield := shield_of(answer, body, recognisers, strict=rule.state == "ok"):
        return Judgement(state="blocked", fault=shield, detail={"shield": shield})
    if rule.state != "ok":
        return _refused(answer, rule)
    if fault := _nothing_in(answer):
        return Judgement(state="broken", fault=fault)
    if why := why_missing(answer, body, recognisers, profile):
        return Judgement(state="broken", fault="soft-404", detail={"sign": why})
    return Judgement(state="redirected" if answer.moved else "ok")


def _refused(answer: Answer, rule: StatusRule) -> Judgement:
    if rule.state == "blocked":
        return Judgement(state="blocked", fault=f"http-{answer.status}", detail={"reason": rule.reason})
    if answer.use == "form" and answer.status not in _GONE:
        return Judgement(state="skipped", fault="needs-input", detail={"status": str(answer.status)})
    return Judgement(state="broken", fault=f"http-{answer.status}", later=rule.later)


def needs_profile(answer: Answer) -> bool:
    """Whether the judgement of this answer may depend on how its host answers an invented address."""
    if not 200 <= answer.status < 300 or not answer.body or is_home(answer.url):
        return False
    return answer.is_html and answer.use not in ("style", "script", "form")


def challenge_of(answer: Answer, recognisers: Recognisers) -> str | None:
    """The name of the challenge or login page that an answer is, or None."""
    strict = recognisers.status(answer.status).state == "ok"
    return shield_of(answer, Body(answer, recognisers.spotter), recognisers, strict=strict)


def _nothing_in(answer: Answer) -> str | None:
    """The fault of an answer without a body where there should be one.

    Empty styles and scripts are common and harm nobody. A redirect that names no address and shows nothing is none.
    """
    if answer.body or not answer.complete:
        return None
    if 300 <= answer.status < 400 and answer.status != 304:
        return f"http-{answer.status}"
    return "empty-file" if answer.status in (200, 203) and answer.use not in _EMPTY_IS_FINE else None
