"""Footer marks: what the foot of every page must show, and the home page does not.

Why: visitors and supervisors recognise an official site, and whom to turn to, by these marks.
Evidence: the marks that no page read shows; a code that stands only in a meta is seen by nobody.
Inconclusive: the foot is written by script or brought by a frame, or hardly anything of it is in the page.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, site_problem
from rules.observations import Marks, Page
from rules.verdict import Charge, Measurement, counted, inconclusive

UNITS = ("mark",)
READS = ("marks",)

FOOT_IS_THERE = 2
"""So many marks must be seen before the foot counts as being in the page, and others as missing from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    marks: tuple[str, ...]  # fields of Marks


def measure(case: Case, limits: Thresholds) -> Measurement:
    """A mark is missing where the foot is there and no page read shows the mark."""
    if not case.home_parts:
        return inconclusive(case.doubt or "home-unreadable")
    pages = [page for page in case.observations.pages if page.facts and page.facts.state in {"ok", "empty"}]
    seen = {mark for mark in limits.marks if any(_shows(page, mark) for page in pages)}
    missing = [mark for mark in limits.marks if mark not in seen]
    certain = len(seen) >= FOOT_IS_THERE and not any(_marks(page).footer_by_script for page in case.home_parts)
    problems = [site_problem(case, "missing-mark", text=mark) for mark in missing]
    charges = charges_of(problems, "mark")
    return counted(
        problems if certain else [],
        needed=1,
        doubtful=0 if certain else len(missing),
        doubt="not-seen-in-html",
        measured={"seen": len(seen), "missing": len(missing) if certain else 0},
        charges=charges if certain else [Charge(key=c.key, unit=c.unit, certain=False) for c in charges],
    )


def _marks(page: Page) -> Marks:
    return page.facts.marks if page.facts else Marks()


def _shows(page: Page, mark: str) -> bool:
    marks = _marks(page)
    if mark == "site_code" and marks.site_code_from == "meta":
        return False
    return bool(getattr(marks, mark))
