"""Surveys: whether the site asks the public for its opinion, and how often within the window.

Why: decisions that concern the public should be put to it.
Evidence: the survey columns and the number of entries dated within the window.
Inconclusive: no column was recognised, though some are not understood; or entries have no day or could not be read.
"""

from dataclasses import dataclass

from rules.calendar import add_months
from rules.case import Case
from rules.counting import Count, count_since, is_absence_certain, leads_elsewhere, own_columns
from rules.evidence import site_problem
from rules.verdict import Charge, Measurement, counted, inconclusive

UNITS = ("no_column", "none", "few")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_months: int
    min_items: int


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Three defects, of which a site can have one; ``min_items`` are enough."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    found = count_since(own_columns(case, ["surveys"]), add_months(case.today, -limits.window_months))
    measured = {"columns": len(found.columns), "items": found.certain}
    if found.certain >= limits.min_items:
        return Measurement(verdict="pass", measured=measured)
    unit = "no_column" if not found.columns else "few" if found.certain else "none"
    certain = is_absence_certain(case, "surveys") if not found.columns else _is_counted(case, found)
    problem = site_problem(case, f"surveys-{unit.replace('_', '-')}", items=found.certain)
    return counted(
        [problem] if certain else [],
        needed=1,
        doubtful=int(not certain),
        doubt=case.doubt or ("column-unsure" if found.columns else "no-such-column"),
        measured=measured,
        charges=[Charge(key=problem.fingerprint, unit=unit, certain=certain)],
    )


def _is_counted(case: Case, found: Count) -> bool:
    """Whether no more surveys can stand anywhere."""
    return not found.open and case.doubt is None and not leads_elsewhere(case, "surveys")
