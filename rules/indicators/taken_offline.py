"""Taken offline: a site that is registered as running and shows a closing or maintenance notice instead.

Why: an office may not take its site off line on its own; a site that is closed has to be reported as closed.
Evidence: the notice of the home page, as it was read.
Inconclusive: the home page was not opened. Whether the closing was agreed is for a person to say.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, site_problem
from rules.observations import SiteState
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)

_NOTICES: frozenset[SiteState] = frozenset({"closed", "maintenance"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    pass


def measure(case: Case, limits: Thresholds) -> Measurement:
    """A site that does not answer at all is no matter of this indicator: that one visit cannot tell."""
    crawl = case.observations.crawl
    if crawl is None or crawl.site_state in {"down", "blocked"} or not crawl.home_opened:
        return inconclusive(case.doubt or "no-crawl")
    detail = case.home.facts.state_detail if case.home and case.home.facts else None
    taken = crawl.site_state in _NOTICES
    problems = [site_problem(case, "taken-offline", text=crawl.site_state, notice=detail)] if taken else []
    return counted(problems, needed=1, measured={"state": crawl.site_state}, charges=charges_of(problems))
