"""Personal data: identity numbers, bank cards and citizens' mobile numbers that nobody masked.

Why: whoever is named can be harmed, and the office is liable.
Evidence: each number, masked, with the pages that show it; check digits are right, or it would not be here.
Inconclusive: pages of the site were not read. Telephone numbers of offices are no hits.
"""

from dataclasses import dataclass

from rules.alerting import alert_findings
from rules.case import Case
from rules.observations import AlertKind
from rules.verdict import Measurement

UNITS = ("place",)

_KINDS: tuple[AlertKind, ...] = ("personal-identity", "personal-card", "personal-mobile")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_places: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Every number counts by itself."""
    needed = limits.limit_places if limits.inclusive else limits.limit_places + 1
    return alert_findings(case, _KINDS, unit="place", needed=needed)
