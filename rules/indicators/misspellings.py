"""Misspellings: words and names that are written wrong, as candidates for a person's review.

Why: a text full of mistakes costs an office its credit; a leader's name written wrong is a serious error.
Evidence: each wrong word or name with what stands around it, the right form, and the pages that show it.
Inconclusive: pages of the site were not read. Whether a hit is a mistake is for a person to say, and without the
office's own list of names so are the names.
"""

from dataclasses import dataclass

from rules.alerting import alert_findings
from rules.case import Case
from rules.observations import AlertKind
from rules.verdict import Measurement, not_applicable

UNITS = ("place",)

_KINDS: dict[str, AlertKind] = {"word": "misspelt-word", "name": "misspelt-name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    kinds: tuple[str, ...]  # word, name
    limit_places: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """The same words in the same place of many pages count once."""
    needed = limits.limit_places if limits.inclusive else limits.limit_places + 1
    found = alert_findings(case, [_KINDS[kind] for kind in limits.kinds if kind in _KINDS], unit="place", needed=needed)
    crawl = case.observations.crawl
    if limits.kinds == ("name",) and not found.problems and crawl and not crawl.names_known:
        return not_applicable("manual")  # nobody said which names to look for
    return found
