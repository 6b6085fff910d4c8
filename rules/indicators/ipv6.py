"""IPv6: whether the site's host has an IPv6 address (AAAA record).

Why: government sites are to be reachable over IPv6.
Evidence: the host and what its name resolves to.
Inconclusive: the name was not asked for an AAAA record.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, site_problem
from rules.fingerprint import host_of
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    pass


def measure(case: Case, limits: Thresholds) -> Measurement:
    """The home page's host only."""
    urls = [case.observations.site.url, *([case.home.final_url] if case.home else [])]
    names = {host_of(url).partition(":")[0] for url in urls}
    answers = [host.has_aaaa for host in case.observations.hosts if host.host.partition(":")[0] in names]
    known = [answer for answer in answers if answer is not None]
    if not known:
        return inconclusive(case.doubt or "nothing-measured")
    problems = [] if any(known) else [site_problem(case, "no-ipv6", text=host_of(case.observations.site.url))]
    return counted(problems, needed=1, measured={"ipv6": any(known)}, charges=charges_of(problems))
