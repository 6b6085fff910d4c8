"""Certificate: hosts of the site whose TLS certificate is refused by browsers, or soon will be.

Why: a browser that warns of the site drives visitors away.
Evidence: for each host the fault, or the day on which the certificate ends.
Inconclusive: no host of the site was looked at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from rules.calendar import day_of
from rules.case import Case
from rules.evidence import charges_of
from rules.observations import Host
from rules.scorecard import Problem, Value
from rules.verdict import Measurement, counted, inconclusive, not_applicable

UNITS = ("host",)
WARNED_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    min_days_left: int


def measure(case: Case, limits: Thresholds) -> Measurement:
    """A certificate that ends in fewer days than ``min_days_left`` is a problem; ends within 30 days are shown."""
    hosts = sorted(case.observations.hosts, key=lambda host: (host.host, host.at))
    if not hosts:
        return inconclusive(case.doubt or "nothing-measured")
    secure = {host.host: host for host in hosts if host.certificate or host.tls_fault}
    if not secure:
        return not_applicable("no-https")
    problems = [problem for host in secure.values() for problem in _faults(case, host, limits)]
    soon = case.today + timedelta(days=WARNED_DAYS)
    ends = [day_of(host.certificate.not_after) for host in secure.values() if host.certificate]
    measured: dict[str, Value] = {
        "hosts": len(secure),
        "legacy_tls": sum(host.legacy_tls for host in secure.values()),
        "ends_soon": sum(case.today <= day <= soon for day in ends),
        "next_end": min((day.isoformat() for day in ends if day >= case.today), default=None),
    }
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems, "host"))


def _faults(case: Case, host: Host, limits: Thresholds) -> Iterator[Problem]:
    kind, ends = f"tls-{host.tls_fault}" if host.tls_fault else "", None
    if host.certificate:
        ends = day_of(host.certificate.not_after)
        if not kind and ends < case.today + timedelta(days=limits.min_days_left):
            kind = "tls-expired" if host.certificate.not_after <= case.as_of else "certificate-ends"
    if kind:
        url = f"https://{host.host}/"
        yield Problem(
            fingerprint=case.fingerprint("host", url, "certificate"),
            kind=kind,
            url=url,
            text=host.host,
            detail={
                "ends": ends.isoformat() if ends else None,
                "days_left": (ends - case.today).days if ends else None,
                "issuer": host.certificate.issuer if host.certificate else None,
            },
            seen_at=host.at,
        )
