"""Timed visits over a window, as the clause's own sampling asks for them: so many a day, spaced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Protocol

from rules.case import Case
from rules.observations import Attempt, Probe
from rules.reasons import Reason
from rules.scorecard import Problem, Value

SHOWN_ATTEMPTS = 50
"""So many failed visits are shown; all of them are counted."""

OUR_FAULTS = frozenset({"refused-address"})
"""Faults of a visit that say nothing of the site: our own guard would not let it out."""

_NOW = timedelta(0)


class Sampling(Protocol):
    """What an indicator's thresholds say about visits."""

    @property
    def window_days(self) -> int: ...
    @property
    def min_visits_per_day(self) -> int: ...
    @property
    def min_gap_minutes(self) -> int: ...
    @property
    def timeout_s(self) -> float: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """The visits of a window. ``missing``: so many more were due; ``doubtful``: failed, and no canary was asked."""

    planned: int
    asked: int
    failed: int
    doubtful: int
    discounted: int
    missing: int
    attempts: tuple[Attempt, ...]

    @property
    def doubt(self) -> Reason:
        """Why the share is not certain."""
        if self.discounted and self.discounted >= self.missing > 0:
            return "canary-failed"
        return "few-probes" if self.missing else "probes-doubtful"

    def measured(self) -> dict[str, Value]:
        """Counts, and the share of failures in percent to two places."""
        percent = round(100 * self.failed / self.asked, 2) if self.asked else None
        return {
            "visits": self.asked,
            "failed": self.failed,
            "failed_percent": percent,
            "doubtful": self.doubtful,
            "discounted": self.discounted,
            "missing": self.missing,
        }

    def problem(self, case: Case) -> Problem:
        """That the home page was not opened often enough: the same problem in every clause that counts visits."""
        url = case.observations.site.url
        return Problem(
            fingerprint=case.fingerprint("site", url, "unreachable"),
            kind="unreachable",
            url=url,
            detail=self.measured(),
            seen_at=self.attempts[-1].at if self.attempts else None,
            attempts=self.attempts,
        )


def visits_of(case: Case, sampling: Sampling) -> Visits:
    """The visits of the window that ends at ``as_of``, one per ``min_gap_minutes`` at most.

    A visit fails only when every probe of its slot failed while the canary answered.
    """
    key = (sampling.window_days, sampling.min_visits_per_day, sampling.min_gap_minutes, sampling.timeout_s)
    if key not in case.visits:
        case.visits[key] = _visits(case, sampling)
    visits: Visits = case.visits[key]
    return visits


def _visits(case: Case, sampling: Sampling) -> Visits:
    opened: set[int] = set()
    unopened: dict[int, list[Probe]] = {}
    discounted = 0
    for slot, probe in _in_slots(case, sampling):
        if _opened(probe, sampling):
            opened.add(slot)
        elif probe.canary_answered is False or probe.fault in OUR_FAULTS:
            discounted += 1
        else:
            unopened.setdefault(slot, []).append(probe)
    per_day = _per_day(opened | unopened.keys(), sampling)
    failed = {slot: probes for slot, probes in unopened.items() if slot not in opened}
    certain = {slot: probes for slot, probes in failed.items() if any(p.canary_answered for p in probes)}
    return Visits(
        planned=sampling.window_days * sampling.min_visits_per_day,
        asked=len(opened) + len(failed),
        failed=len(certain),
        doubtful=len(failed) - len(certain),
        discounted=discounted,
        missing=sum(max(0, sampling.min_visits_per_day - per_day.get(day, 0)) for day in range(sampling.window_days)),
        attempts=tuple(_attempt(certain[slot][0]) for slot in sorted(certain, reverse=True)[-SHOWN_ATTEMPTS:]),
    )


def _in_slots(case: Case, sampling: Sampling) -> Iterator[tuple[int, Probe]]:
    """The probes of the window, oldest first, each with the number of its slot, counted back from the window's end."""
    window, gap = timedelta(days=sampling.window_days), timedelta(minutes=sampling.min_gap_minutes)
    zone, end = case.as_of.tzinfo, case.as_of
    for probe in sorted(case.observations.probes, key=attrgetter("at", "url")):
        if probe.at.tzinfo is not zone:  # instants of one zone are told apart by far faster
            zone = probe.at.tzinfo
            end = case.as_of.astimezone(zone)
        ago = end - probe.at
        if _NOW <= ago < window:
            yield ago // gap, probe


def _opened(probe: Probe, sampling: Sampling) -> bool:
    return probe.answered and probe.elapsed_ms < sampling.timeout_s * 1000


def _per_day(slots: Iterable[int], sampling: Sampling) -> dict[int, int]:
    """Visits in each of the window's spans of 24 hours, counted back from its end."""
    days: dict[int, int] = {}
    for slot in slots:
        day = slot * sampling.min_gap_minutes // (24 * 60)
        days[day] = days.get(day, 0) + 1
    return days


def _attempt(probe: Probe) -> Attempt:
    return Attempt(
        at=probe.at, method="GET", status=probe.status, fault=probe.fault, elapsed_ms=probe.elapsed_ms, client="probe"
    )
