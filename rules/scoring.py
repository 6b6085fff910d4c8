"""From priced findings to a score and an outcome. Exact arithmetic: 400 × 0.1 is 40, and 60 is not below 60."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import floor

from rules.scorecard import Finding, Outcome, Score
from rules.standards.model import Rule, Standard


@lru_cache(maxsize=4096)
def exact(number: float) -> Fraction:
    """The number as it is written in decimals, not as it is stored in binary."""
    return Fraction(str(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """Points of one finding: taken (or given) for certain, and those that might be on top of them."""

    certain: Fraction = Fraction(0)
    at_risk: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A rule, its finding and its exact price."""

    rule: Rule
    finding: Finding
    price: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The exact score, best and worst."""

    best: Fraction
    worst: Fraction

    def shown(self) -> Score:
        """Rounded down to two places, so that no score looks as if it reached a mark it did not reach."""
        return Score(best=floor(self.best * 100) / 100, worst=floor(self.worst * 100) / 100)


def score(judged: Sequence[Judged], standard: Standard) -> Range | None:
    """Full marks less deductions, plus bonus; None where no rule that scores applied to the site."""
    scored = [one for one in judged if not one.rule.veto and one.finding.verdict != "not-applicable"]
    if not any(one.rule.mode == "automatic" and not one.rule.bonus for one in scored):
        return None
    full = exact(standard.scoring.full_marks)
    base, factor = _scale(judged, standard, full)
    certain = _deductions(scored, standard, worst=False)
    worst = _deductions(scored, standard, worst=True)
    lowest = Range(best=_on_scale(base - certain, base) * factor, worst=_on_scale(base - worst, base) * factor)
    return _with_bonus(lowest, scored, standard)


def _scale(judged: Sequence[Judged], standard: Standard, full: Fraction) -> tuple[Fraction, Fraction]:
    """What a site is judged of and what that is multiplied by, where heads do not concern it."""
    without = {one.rule.group for one in judged if one.finding.reason == "no-public-services"}
    lost = sum(
        (exact(group.weight) for group in standard.scoring.groups if group.id in without and group.weight), Fraction(0)
    )
    base = full - lost
    return (base, full / base) if 0 < base < full else (full, Fraction(1))


def _deductions(scored: Sequence[Judged], standard: Standard, *, worst: bool) -> Fraction:
    weights = {group.id: exact(group.weight) for group in standard.scoring.groups if group.weight is not None}
    totals: dict[str | None, Fraction] = {}
    for one in scored:
        if not one.rule.bonus:
            lost = one.price.certain + (one.price.at_risk if worst else 0)
            totals[one.rule.group] = totals.get(one.rule.group, Fraction(0)) + lost
    return sum((min(lost, weights.get(group or "", lost)) for group, lost in totals.items()), Fraction(0))


def _on_scale(points: Fraction, top: Fraction) -> Fraction:
    return max(Fraction(0), min(points, top))


def _with_bonus(base: Range, scored: Sequence[Judged], standard: Standard) -> Range:
    bonus = standard.scoring.bonus
    if bonus is None:
        return base
    certain = sum((one.price.certain for one in scored if one.rule.bonus), Fraction(0))
    possible = sum((one.price.certain + one.price.at_risk for one in scored if one.rule.bonus), Fraction(0))
    top, bar = exact(bonus.maximum), exact(bonus.only_above)
    return Range(
        best=base.best + (min(possible, top) if base.best > bar else 0),
        worst=base.worst + (min(certain, top) if base.worst > bar else 0),
    )


def outcome(judged: Sequence[Judged], total: Range | None, standard: Standard, *, seen_whole: bool) -> Outcome:
    """Pass only where nothing is open: every veto judged, the home page opened, the crawl complete, the mark reached.

    A finding that lacks only history is named in the scorecard and does not hold the outcome back.
    """
    vetoes = [one.finding for one in judged if one.rule.veto and one.rule.mode == "automatic"]
    if any(one.finding.verdict == "fail" for one in judged if one.rule.veto):
        return "fail"
    if total is not None and not _reaches(total.best, standard):
        return "fail"
    open_veto = any(finding.verdict == "inconclusive" and not finding.provisional for finding in vetoes)
    judged_any = any(one.finding.verdict in {"pass", "fail"} for one in judged)
    if open_veto or not seen_whole or not judged_any:
        return "undetermined"
    return "pass" if total is None or _reaches(total.worst, standard) else "undetermined"


def _reaches(points: Fraction, standard: Standard) -> bool:
    mark = exact(standard.scoring.pass_mark)
    return points >= mark if standard.scoring.pass_mark_inclusive else points > mark
