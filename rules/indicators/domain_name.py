"""Domain name: whether the site's address is one that government sites must have.

Why: citizens recognise an official site by its domain.
Evidence: the registered address.
Inconclusive: never; the address is registered.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, site_problem
from rules.fingerprint import host_of
from rules.verdict import Measurement, counted

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    suffixes: tuple[str, ...]  # one of them must end the name
    portal_prefix: str  # what a portal's name begins with


def measure(case: Case, limits: Thresholds) -> Measurement:
    """A portal's name has the prefix as well."""
    site = case.observations.site
    host = host_of(site.url).partition(":")[0]
    suffixes = [suffix.lstrip(".") for suffix in limits.suffixes]
    endings = tuple(f".{form}" for suffix in suffixes for form in (suffix, suffix.encode("idna").decode()))
    problems = []
    if not host.endswith(endings):
        problems.append(site_problem(case, "domain-suffix", text=host))
    elif site.portal and not host.startswith(limits.portal_prefix):
        problems.append(site_problem(case, "domain-portal", text=host))
    return counted(problems, needed=1, measured={"host": host}, charges=charges_of(problems))
