"""Hidden links: links out of the site that no visitor can see.

Why: they mean that strangers write on the site to advertise to search engines.
Evidence: each hidden block with its first links, how it is hidden, its line, and the pages that hold it.
Inconclusive: pages of the site were not read. Menus and tabs, links to offices and to counters are no hits.
"""

from dataclasses import dataclass

from rules.alerting import alert_findings
from rules.case import Case
from rules.verdict import Measurement

UNITS = ("place",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_places: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """A block that a template brings to many pages counts once."""
    needed = limits.limit_places if limits.inclusive else limits.limit_places + 1
    return alert_findings(case, ["hidden-link"], unit="place", needed=needed)
