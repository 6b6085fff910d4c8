"""What a rule takes (or gives) for a measurement, with nothing counted twice."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

from rules.reviews import Review, clears
from rules.scorecard import VerdictName
from rules.scoring import Price, exact
from rules.standards.model import Rule, Standard
from rules.verdict import Charge, Measurement


def price(
    rule: Rule, measurement: Measurement, verdict: VerdictName, charges: Iterable[Charge], standard: Standard
) -> Price:
    """The points of a finding. What could not be told costs nothing for certain, and all of it at worst."""
    if rule.points is None or measurement.provisional:
        return Price()
    if rule.bonus:
        return _bonus(rule, verdict)
    if verdict in {"pass", "not-applicable"}:
        return Price()
    ceiling = _ceiling(rule, standard)
    kept = tuple(charges)
    certain = _sum(rule, (charge for charge in kept if charge.certain)) if verdict == "fail" else Fraction(0)
    total = _sum(rule, kept)
    if measurement.open_ended or (verdict == "inconclusive" and not kept):
        total = ceiling
    certain = min(certain, ceiling)
    return Price(certain=certain, at_risk=max(min(total, ceiling) - certain, Fraction(0)))


def _bonus(rule: Rule, verdict: VerdictName) -> Price:
    points = rule.points if isinstance(rule.points, int | float) else max((rule.points or {"": 0}).values())
    if verdict == "pass":
        return Price(certain=exact(points))
    return Price(at_risk=exact(points)) if verdict == "inconclusive" else Price()


def _ceiling(rule: Rule, standard: Standard) -> Fraction:
    weights = [group.weight for group in standard.scoring.groups if group.id == rule.group]
    limits = [rule.cap, *weights, standard.scoring.full_marks]
    return min(exact(limit) for limit in limits if limit is not None)


def _sum(rule: Rule, charges: Iterable[Charge]) -> Fraction:
    prices = rule.points if isinstance(rule.points, Mapping) else None
    single = exact(rule.points) if isinstance(rule.points, int | float) else Fraction(0)
    total = Fraction(0)
    for (unit, amount), count in Counter((charge.unit, charge.amount) for charge in charges).items():
        total += (exact(prices[unit]) if prices else single) * exact(amount) * count
    return total


def kept_charges(rule: Rule, measured: Mapping[str, Measurement], reviews: Mapping[str, Review]) -> tuple[Charge, ...]:
    """The charges of a rule without what a person cleared and what another rule prices already.

    ``measured`` has the measurement of every rule by the rule's id.
    """
    elsewhere = {
        charge.key: charge.certain
        for other in rule.not_with
        if other in measured and measured[other].verdict == "fail"
        for charge in sorted(measured[other].charges, key=lambda charge: charge.certain)
    }
    charges = measured[rule.id].charges
    if not elsewhere and not reviews:
        return charges
    return tuple(
        charge
        for charge in charges
        if not clears(reviews.get(charge.key))
        and not (charge.key in elsewhere and (elsewhere[charge.key] or not charge.certain))
    )
