"""A person's word on a whole rule: for what no program can judge, and where a person knows better.

It is kept like a review of a problem, under ``rule_key``. What was measured stays in the finding.
"""

from dataclasses import replace

from rules.case import Case
from rules.reviews import Review
from rules.scorecard import Problem
from rules.standards.model import Rule
from rules.verdict import Charge, Measurement


def rule_key(rule_id: str) -> str:
    """The key that a person's word on a rule is kept by; no fingerprint looks like it."""
    return f"rule:{rule_id}"


def overridden(case: Case, rule: Rule, measurement: Measurement, review: Review | None) -> Measurement:
    """Confirmed: the rule fails, and costs once what it costs at most. Dismissed or accepted: it passes."""
    if review is None:
        return measurement
    if review.action != "confirm":
        return replace(measurement, verdict="pass", reason="reviewed", provisional=False)
    if rule.bonus:
        return replace(measurement, verdict="pass", reason="reviewed", provisional=False)
    if measurement.verdict == "fail":
        return measurement
    problem = Problem(
        fingerprint=rule_key(rule.id),
        kind="manual",
        url=case.observations.site.url,
        text=review.reason,
        detail={"by": review.by, "day": review.day.isoformat()},
    )
    prices = {"problem": 0.0} if rule.points is None or isinstance(rule.points, int | float) else rule.points
    unit = max(prices, key=lambda name: prices[name])
    return replace(
        measurement,
        verdict="fail",
        reason="reviewed",
        provisional=False,
        open_ended=False,
        needed=1,
        problems=(*measurement.problems, problem),
        charges=(Charge(key=problem.fingerprint, unit=unit),),
    )
