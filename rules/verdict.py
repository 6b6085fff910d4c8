"""What an indicator says of a site, before any standard puts a price on it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from msgspec import Struct

from rules.reasons import Reason
from rules.scorecard import Problem, Value, VerdictName


class Charge(Struct, frozen=True, kw_only=True, gc=False):
    """Something a standard may take points for. ``unit`` is one of the indicator's ``UNITS``.

    ``key`` is the fingerprint of what is priced, so that no rule prices it twice; a charge that is not ``certain``
    counts only in the worst case.
    """

    key: str
    unit: str
    amount: float = 1.0
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A verdict and all it rests on. ``needed`` certain problems make a fail; a person's review may take some away.

    ``doubtful`` counts what may be a problem as well, ``open_ended`` says that nobody knows how many more there are.
    """

    verdict: VerdictName
    measured: Mapping[str, Value] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    charges: tuple[Charge, ...] = ()
    needed: int = 1
    doubtful: int = 0
    open_ended: bool = False
    reason: Reason | None = None
    reason_detail: Mapping[str, Value] = field(default_factory=dict)
    provisional: bool = False
    passing: bool = False  # problems that may be gone by themselves tomorrow: see rules.confirming
    waiting: frozenset[str] = frozenset()  # those that were not yet seen on enough nights
    unsettled: tuple[str, ...] = ()  # fingerprints of what was neither seen to work nor to fail

    def __post_init__(self) -> None:
        if self.verdict in {"inconclusive", "not-applicable"} and self.reason is None:
            raise ValueError(f"a verdict '{self.verdict}' needs a reason")


def weigh(certain: int, doubtful: int, needed: int, *, open_ended: bool) -> VerdictName:
    """Fail when enough is certain, pass when not even all doubts would make enough, else inconclusive."""
    if certain >= needed:
        return "fail"
    return "inconclusive" if open_ended or certain + doubtful >= needed else "pass"


def counted(
    problems: Iterable[Problem],
    *,
    needed: int,
    doubtful: int = 0,
    doubt: Reason | None = None,
    open_ended: bool = False,
    measured: Mapping[str, Value] | None = None,
    reason_detail: Mapping[str, Value] | None = None,
    charges: Iterable[Charge] = (),
    passing: bool = False,
    unsettled: Iterable[str] = (),
) -> Measurement:
    """The measurement of an indicator that counts defects. ``doubt`` names what the doubtful ones suffer from."""
    ordered = tuple(sorted(problems, key=attrgetter("url", "kind", "fingerprint")))
    verdict = weigh(len(ordered), doubtful, needed, open_ended=open_ended)
    return Measurement(
        verdict=verdict,
        measured=measured or {},
        problems=ordered,
        charges=tuple(sorted(charges, key=attrgetter("key", "unit"))),
        needed=needed,
        doubtful=doubtful,
        open_ended=open_ended,
        reason=doubt if verdict == "inconclusive" or doubtful or open_ended else None,
        reason_detail=reason_detail or {},
        passing=passing,
        unsettled=tuple(sorted(unsettled)),
    )


def inconclusive(
    reason: Reason, *, measured: Mapping[str, Value] | None = None, provisional: bool = False, **detail: Value
) -> Measurement:
    """Nothing can be said: in the worst case the site has every defect that the rule prices."""
    return Measurement(
        verdict="inconclusive",
        measured=measured or {},
        reason=reason,
        reason_detail=detail,
        open_ended=True,
        provisional=provisional,
    )


def not_applicable(reason: Reason, *, measured: Mapping[str, Value] | None = None, **detail: Value) -> Measurement:
    """The rule does not concern this site."""
    return Measurement(verdict="not-applicable", measured=measured or {}, reason=reason, reason_detail=detail)
