"""Service guides: which of the eight elements of a guide the whole site does not name anywhere.

Why: whoever cannot read what to bring, where and when, comes in vain.
Evidence: the number of guides read, and each class of element that none of them names.
Inconclusive: no guide was recognised, or pages of the site were not read.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, site_problem
from rules.guides import ELEMENTS, guides_of
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("element",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    min_guides: int  # so many must be read before a class counts as missing


def measure(case: Case, limits: Thresholds) -> Measurement:
    """A class that only some guides lack is shown, not counted: the clause counts classes over the whole site."""
    guides = guides_of(case)
    named = {element for elements in guides.values() for element in elements}
    lacking = sum(len(elements) < len(ELEMENTS) for elements in guides.values())
    measured = {"guides": len(guides), "incomplete_guides": lacking, "named": len(named)}
    if named >= set(ELEMENTS):
        return Measurement(verdict="pass", measured=measured)
    if len(guides) < limits.min_guides:
        return inconclusive(case.doubt or "no-guides", measured=measured)
    if case.doubt:
        return inconclusive(case.doubt, measured=measured)
    problems = [site_problem(case, "guide-element", text=element) for element in ELEMENTS if element not in named]
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems, "element"))
