"""Broken links: addresses that pages of the site link to and that were confirmed not to answer with what was meant.

Why: every broken link is a promise of the page that the visitor finds not kept.
Evidence: each distinct target with its fault, every attempt, the first pages that hold it, and how many do.
Inconclusive: targets that could not be confirmed either way, or pages of the site that were not read.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.linking import link_findings
from rules.verdict import Measurement, inconclusive

UNITS = ("home", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_links: int
    external_links: bool  # whether links to other people's sites count
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Counts distinct targets: a broken image of a template is one problem on many pages."""
    if case.doubt is not None and case.doubt != "crawl-incomplete" and not case.observations.links:
        return inconclusive(case.doubt)
    seen = case.observations
    opened = seen.crawl is not None and seen.crawl.home_opened
    links = [
        link
        for link in seen.links
        if (limits.external_links or not link.external)
        and (opened or link.url != seen.site.url)  # a home page that is down is told by its own clause, once
    ]
    return link_findings(
        case,
        links,
        needed=limits.limit_links if limits.inclusive else limits.limit_links + 1,
        unit_of=lambda link: "home" if link.on_home else "other",
        measured={state: sum(link.state == state for link in links) for state in ("blocked", "tls", "skipped")},
    )
