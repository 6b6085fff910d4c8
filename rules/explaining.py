"""The arithmetic behind a finding, and what would change its verdict."""

from dataclasses import dataclass
from typing import Literal

from rules.scorecard import Finding
from rules.standards.model import Rule, Standard

Change = Literal[
    "mend",  # so many problems fewer, and it passes
    "mend-if-doubts-hold",  # so many fewer, but doubts would still have to be cleared
    "clear-doubts",  # so many doubtful ones: problems, and it fails; none, and it passes
    "read-the-rest",  # what could not be read decides
    "more-history",  # more visits decide
    "review",  # a person decides
    "more-would-fail",  # so many more, and it fails
    "nothing",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the price: so many of a kind at so many points."""

    unit: str
    amount: float
    each: float
    total: float
    certain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What a finding rests on. ``number`` belongs to ``change``."""

    finding: Finding
    rule: Rule
    certain: int  # problems that count
    cleared: int  # problems that a person cleared
    lines: tuple[Line, ...]
    change: Change
    number: int = 0


def explain(finding: Finding, standard: Standard) -> Explanation:
    """Takes a finding apart; ``standard`` is the one that it was judged by."""
    rule = next(rule for rule in standard.rules if rule.id == finding.rule)
    counting = (problem for problem in finding.problems if problem.status not in {"unconfirmed", "fixed"})
    actions = [problem.review.get("action") for problem in counting]
    cleared = sum(action in {"accept", "dismiss"} for action in actions)
    certain = actions.count("confirm") if rule.mode == "assisted" else len(actions) - cleared
    change, number = _change(finding, rule, certain)
    return Explanation(
        finding=finding,
        rule=rule,
        certain=certain,
        cleared=cleared,
        lines=(*_lines(finding, rule, certain=True), *_lines(finding, rule, certain=False)),
        change=change,
        number=number,
    )


def _change(finding: Finding, rule: Rule, certain: int) -> tuple[Change, int]:
    if finding.verdict == "not-applicable":
        return "nothing", 0
    if finding.verdict == "fail":
        fewer = certain - finding.needed + 1
        return ("mend-if-doubts-hold" if finding.doubtful or finding.open_ended else "mend"), fewer
    if finding.verdict == "pass":
        return "more-would-fail", max(finding.needed - certain, 1)
    if finding.provisional:
        return "more-history", 0
    if rule.mode == "assisted" and finding.reason == "needs-review":
        return "review", len(finding.problems)
    return ("read-the-rest", 0) if finding.open_ended else ("clear-doubts", finding.doubtful)


def _lines(finding: Finding, rule: Rule, *, certain: bool) -> list[Line]:
    if rule.points is None or rule.bonus:
        return []
    prices, single = (rule.points, 0.0) if not isinstance(rule.points, int | float) else ({}, float(rule.points))
    amounts = finding.counted if certain else finding.counted_at_risk
    return [
        Line(unit=unit, amount=amount, each=each, total=round(amount * each, 4), certain=certain)
        for unit, amount in sorted(amounts.items())
        if (each := prices.get(unit, single))
    ]
