"""Interviews: how often a site that has a column for interviews held any within the window.

Why: a column for talks with officials that holds none is a promise not kept.
Evidence: the interview columns and the number of entries dated within the window.
Inconclusive: entries have no day, or could not be read. A site without such a column is not concerned.
"""

from dataclasses import dataclass

from rules.calendar import add_months
from rules.case import Case
from rules.counting import count_since, leads_elsewhere, own_columns
from rules.evidence import site_problem
from rules.verdict import Charge, Measurement, counted, inconclusive, not_applicable

UNITS = ("none", "few")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_months: int
    min_items: int


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Two defects, of which a site can have one; ``min_items`` are enough."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    columns = own_columns(case, ["interviews"])
    if not columns:
        return inconclusive(case.doubt) if case.doubt else not_applicable("no-such-column")
    found = count_since(columns, add_months(case.today, -limits.window_months))
    measured = {"columns": len(columns), "items": found.certain}
    if found.certain >= limits.min_items:
        return Measurement(verdict="pass", measured=measured)
    unit = "few" if found.certain else "none"
    certain = not found.open and case.doubt is None and not leads_elsewhere(case, "interviews")
    problem = site_problem(case, f"interviews-{unit}", items=found.certain)
    return counted(
        [problem] if certain else [],
        needed=1,
        doubtful=int(not certain),
        doubt=case.doubt or "column-unsure",
        measured=measured,
        charges=[Charge(key=problem.fingerprint, unit=unit, certain=certain)],
    )
