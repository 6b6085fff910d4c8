"""Template tokens: placeholders that the publishing system did not replace, where readers see them.

Why: they show that a page was never looked at after it was made.
Evidence: each token with its line and the pages that show it.
Inconclusive: pages of the site were not read. Templates in scripts, text areas and hidden blocks are no hits.
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
    """A token that a template brings to many pages counts once."""
    needed = limits.limit_places if limits.inclusive else limits.limit_places + 1
    return alert_findings(case, ["template-token"], unit="place", needed=needed)
