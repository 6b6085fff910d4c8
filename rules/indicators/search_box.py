"""Search box: whether the home page offers a search of the site.

Why: without a search, visitors of a large site do not find what they came for.
Evidence: the home page, in which no field, form or link for a search stands.
Inconclusive: the head of the page is brought by scripts or frames, so that a search may be there for all we know.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, site_problem
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    pass


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Frames of the home page are parts of it."""
    seen = [page.facts.extra["search"] for page in case.home_parts if page.facts and "search" in page.facts.extra]
    if "yes" in seen:
        return Measurement(verdict="pass", measured={"search": True})
    if not seen or "unknown" in seen:
        return inconclusive(case.doubt or "not-seen-in-html")
    problems = [site_problem(case, "no-search")]
    return counted(problems, needed=1, measured={"search": False}, charges=charges_of(problems))
