"""Spam words: terms of gambling, pornography and fraud where hacked pages show them to search engines.

Why: they mean that strangers write on the site.
Evidence: each term with where it stands (title, metas, hidden blocks, links that lead out) and the pages that show it.
Inconclusive: pages of the site were not read. Running text is never looked at, for offices report on crackdowns.
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
    """The same term in the same place of many pages counts once."""
    needed = limits.limit_places if limits.inclusive else limits.limit_places + 1
    return alert_findings(case, ["spam-word"], unit="place", needed=needed)
