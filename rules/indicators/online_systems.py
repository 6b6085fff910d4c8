"""Online systems: application and query systems that the site registered or names, and that do not open.

Why: a service that the site offers and that does not open is no service.
Evidence: each system's address with its fault and every attempt.
Inconclusive: a system that could not be confirmed either way.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.fingerprint import url_key
from rules.linking import link_findings
from rules.verdict import Measurement, inconclusive, not_applicable

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_systems: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """A system is a column of the category systems, wherever it is hosted."""
    registered = [column.url for column in case.observations.site.columns if column.category == "systems"]
    systems = {url_key(url) for url in registered}
    systems |= {url_key(column.url) for column in case.columns if column.category == "systems"}
    if not systems:
        return inconclusive(case.doubt) if case.doubt else not_applicable("no-such-column")
    links = [link for link in case.observations.links if url_key(link.url) in systems]
    needed = limits.limit_systems if limits.inclusive else limits.limit_systems + 1
    return link_findings(case, links, needed=needed, unit_of=lambda _: "problem", measured={"systems": len(systems)})
