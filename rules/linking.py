"""Links that do not work, as problems: told apart, grouped by cause, priced."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from rules.case import Case
from rules.fingerprint import host_of
from rules.observations import Link
from rules.reasons import Reason
from rules.scorecard import Problem, Value
from rules.verdict import Charge, Measurement, counted

HOST_FAULTS = frozenset({"dns", "refused", "reset", "timeout", "unreachable"})
"""Faults of a whole host rather than of one address."""
_UNSETTLED = frozenset({"unconfirmed", "blocked", "skipped"})
TEMPLATE_SHARE = 0.5
TEMPLATE_PAGES = 3


def link_findings(
    case: Case,
    links: Sequence[Link],
    *,
    needed: int,
    unit_of: Callable[[Link], str],
    measured: Mapping[str, Value] | None = None,
) -> Measurement:
    """Counts what is confirmed broken; unconfirmed links cost only in the worst case, blocked ones never."""
    broken = _distinct(case, [link for link in links if link.state == "broken"])
    unconfirmed = _distinct(case, [link for link in links if link.state == "unconfirmed"])
    unconfirmed = {key: link for key, link in unconfirmed.items() if key not in broken}
    causes = _causes(case, list(broken.values()))
    reason: Reason | None = case.doubt or ("links-unconfirmed" if unconfirmed else None)
    home = sum(link.on_home for link in broken.values())
    return counted(
        [_problem(key, link, causes.get(link.url)) for key, link in broken.items()],
        needed=needed,
        doubtful=len(unconfirmed),
        doubt=reason,
        open_ended=case.doubt is not None,
        measured={"home": home, "other": len(broken) - home, "unconfirmed": len(unconfirmed), **(measured or {})},
        charges=[
            *(Charge(key=key, unit=unit_of(link)) for key, link in broken.items()),
            *(Charge(key=key, unit=unit_of(link), certain=False) for key, link in unconfirmed.items()),
        ],
        passing=True,
        unsettled=unsettled_of(case, links),
    )


def unsettled_of(case: Case, links: Sequence[Link]) -> frozenset[str]:
    """Identities of the links that were neither seen to work nor to fail."""
    return frozenset(case.fingerprint("link", link.url) for link in links if _is_unsettled(link))


def _is_unsettled(link: Link) -> bool:
    """Over TLS a link may have answered well all the same, behind a certificate that browsers warn about."""
    return link.state in _UNSETTLED or (link.state == "tls" and link.final_url is None)


def _distinct(case: Case, links: Sequence[Link]) -> dict[str, Link]:
    """Links by identity; http and https of one address are one target, and the one on more pages speaks for it."""
    distinct: dict[str, Link] = {}
    for link in sorted(links, key=lambda link: (not link.on_home, -link.occurrences, link.url)):
        distinct.setdefault(case.fingerprint("link", link.url), link)
    return distinct


def _causes(case: Case, broken: Sequence[Link]) -> Mapping[str, str]:
    """What several broken links have in common: a host that does not answer, a template or a style sheet."""
    dead = Counter(host_of(link.url) for link in broken if link.fault in HOST_FAULTS)
    named = Counter(_sheet(link) for link in broken if link.use == "image")
    pages = case.pages_read
    causes = {}
    for link in broken:
        if link.fault in HOST_FAULTS and dead[host := host_of(link.url)] > 1:
            causes[link.url] = f"host:{host}"
        elif link.occurrences >= max(TEMPLATE_PAGES, pages * TEMPLATE_SHARE):
            causes[link.url] = "template"
        elif (sheet := _sheet(link)) and named[sheet] > 1:
            causes[link.url] = f"sheet:{sheet}"
    return causes


def _sheet(link: Link) -> str:
    """The style sheet that names an image; empty where a page does."""
    if link.use != "image":
        return ""
    return next((source.page for source in link.sources if source.use == "style"), "")


def _problem(key: str, link: Link, cause: str | None) -> Problem:
    return Problem(
        fingerprint=key,
        kind=link.fault or "broken",
        url=link.url,
        text=next((source.text for source in link.sources if source.text), ""),
        sources=link.sources,
        occurrences=link.occurrences,
        cause=cause,
        detail={**link.detail, "on_home": link.on_home, "external": link.external, "use": link.use},
        seen_at=link.attempts[-1].at if link.attempts else link.at,
        attempts=link.attempts,
    )
