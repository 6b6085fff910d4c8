"""Consultation: whether there is a column for citizens' messages, and whether any came in within the window.

Why: an office should be open to questions, and show that it is.
Evidence: the consultation columns with the newest message of each.
Inconclusive: no column was recognised, though some of the site's columns are not understood; or no message is public.
"""

from dataclasses import dataclass

from rules.calendar import add_months
from rules.case import Case
from rules.counting import is_absence_certain, leads_elsewhere, own_columns
from rules.evidence import site_problem
from rules.reasons import Reason
from rules.verdict import Charge, Measurement, counted, inconclusive

UNITS = ("no_channel", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    window_months: int


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Two defects, of which a site can have one."""
    if not case.columns:
        return inconclusive(case.doubt or "no-columns")
    columns = own_columns(case, ["consultation"])
    start = add_months(case.today, -limits.window_months)
    asked = [letter.asked for letter in case.letters if letter.asked]
    recent = sum(day >= start for day in asked)
    measured = {"columns": len(columns), "messages": len(case.letters), "recent": recent}
    if recent:
        return Measurement(verdict="pass", measured=measured)
    kind = "no-consultation" if not columns else "no-messages"
    unit = "no_channel" if not columns else "none"
    certain = is_absence_certain(case, "consultation") if not columns else _is_silent(case)
    reason: Reason = "no-consultation" if not columns else "no-public-letters"
    problem = site_problem(case, kind)
    return counted(
        [problem] if certain else [],
        needed=1,
        doubtful=int(not certain),
        doubt=case.doubt or reason,
        measured=measured,
        charges=[Charge(key=problem.fingerprint, unit=unit, certain=certain)],
    )


def _is_silent(case: Case) -> bool:
    """Whether all messages are known, and all of them by their days: then none is recent."""
    complete = all(column.complete for column in own_columns(case, ["consultation"]))
    known = bool(case.letters) and all(letter.asked for letter in case.letters)
    return case.doubt is None and complete and known and not leads_elsewhere(case, "consultation")
