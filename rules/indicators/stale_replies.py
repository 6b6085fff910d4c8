"""Stale replies: no reply to a message was published for longer than the limit.

Why: published replies spare others the same question, and show that the office answers.
Evidence: the newest day of a reply in the columns for messages.
Inconclusive: replies have no day, or the columns could not be read.
"""

from dataclasses import dataclass

from rules.calendar import Period, is_over
from rules.case import Case
from rules.counting import own_columns
from rules.evidence import charges_of, site_problem
from rules.verdict import Measurement, counted, inconclusive, not_applicable

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    max_age_months: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Only where replies are published at all; a site without any has no column that could be late."""
    columns = own_columns(case, ["consultation"])
    if not columns:
        return inconclusive(case.doubt) if case.doubt else not_applicable("no-consultation")
    answered = [letter for letter in case.letters if letter.status == "answered"]
    days = [letter.answered for letter in answered if letter.answered]
    measured = {"replies": len(answered), "newest": max(days).isoformat() if days else None}
    period = Period(months=limits.max_age_months)
    if any(not is_over(day, period, case.today, inclusive=limits.inclusive) for day in days):
        return Measurement(verdict="pass", measured=measured)
    unsure = case.doubt or ("letters-unread" if any(not column.complete for column in columns) else None)
    if unsure:
        return inconclusive(unsure, measured=measured)
    if not answered:
        return not_applicable("no-public-letters", measured=measured)
    if len(days) < len(answered):
        return inconclusive("letters-unclear", measured=measured)
    problems = [site_problem(case, "stale-replies", newest=max(days).isoformat(), days=(case.today - max(days)).days)]
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems))
