"""Unusable services: guides that lack so many elements that nobody can act on them.

Why: a guide that does not say what to bring, where and when is no service.
Evidence: each such guide with the elements it does not name.
Inconclusive: no guide was recognised, or too few pages were read. Whether services are missing is for a person to say.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of
from rules.guides import ELEMENTS, guides_of
from rules.observations import Page
from rules.scorecard import Problem
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("guide",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_guides: int  # all, where the site has fewer
    limit_elements: int  # lacking so many elements, a guide is of no use
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """With fewer guides than the limit, all of them must be of no use."""
    guides = guides_of(case)
    if not guides:
        return inconclusive(case.doubt or "no-guides")
    shown = (page for page in case.observations.pages if page.url in guides)
    pages = {page.url: page for page in sorted(shown, key=lambda page: page.at)}
    least = limits.limit_elements if limits.inclusive else limits.limit_elements + 1
    bad = [url for url, named in guides.items() if len(ELEMENTS) - len(named) >= least]
    problems = [_problem(case, pages[url], guides[url]) for url in bad]
    return counted(
        problems,
        needed=min(limits.limit_guides, len(guides)),
        doubt=case.doubt,
        open_ended=case.doubt is not None,
        measured={"guides": len(guides), "unusable": len(bad)},
        charges=charges_of(problems, "guide"),
    )


def _problem(case: Case, page: Page, named: frozenset[str]) -> Problem:
    return Problem(
        fingerprint=case.fingerprint("page", page.url, "guide"),
        kind="guide-incomplete",
        url=page.url,
        text=(page.facts and page.facts.title) or "",
        detail={"missing": ", ".join(element for element in ELEMENTS if element not in named)},
        seen_at=page.at,
        body_sha256=page.body_sha256,
    )
