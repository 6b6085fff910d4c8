"""Hijacked links: links to other sites whose domains now belong to someone who sells or abuses them.

Why: a link of an office vouches for what it leads to.
Evidence: each link, where it ends, and the pages that hold it.
Inconclusive: pages of the site were not read. Only domains of sellers and parking services that are known are hits.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.fingerprint import host_of
from rules.linking import unsettled_of
from rules.observations import Link
from rules.scorecard import Problem
from rules.verdict import Charge, Measurement, counted, inconclusive

UNITS = ("link",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    parking_hosts: tuple[str, ...]  # where domains that are for sale lead to
    limit_links: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """A link counts where it was led to such a host, not where the page names that host itself."""
    if case.doubt is not None and case.doubt != "crawl-incomplete":
        return inconclusive(case.doubt)
    led = [link for link in case.observations.links if link.external and _is_hijacked(link, limits.parking_hosts)]
    found = {case.fingerprint("link", link.url): link for link in sorted(led, key=lambda link: link.url)}
    return counted(
        [_problem(key, link) for key, link in found.items()],
        needed=limits.limit_links if limits.inclusive else limits.limit_links + 1,
        doubt=case.doubt,
        open_ended=case.doubt is not None,
        measured={"links": len(found)},
        charges=[Charge(key=key, unit="link") for key in found],
        passing=True,
        unsettled=unsettled_of(case, case.observations.links),
    )


def _is_hijacked(link: Link, hosts: tuple[str, ...]) -> bool:
    def parked(url: str | None) -> bool:
        host = host_of(url or "").partition(":")[0]
        return any(host == one or host.endswith(f".{one}") for one in hosts)

    return parked(link.final_url) and not parked(link.url)


def _problem(key: str, link: Link) -> Problem:
    return Problem(
        fingerprint=key,
        kind="hijacked-link",
        url=link.url,
        text=next((source.text for source in link.sources if source.text), ""),
        sources=link.sources,
        occurrences=link.occurrences,
        detail={"leads_to": link.final_url},
        seen_at=link.at,
        attempts=link.attempts,
    )
