"""Attachments: forms and other files that pages offer and that cannot be downloaded.

Why: a form that cannot be downloaded stops whoever needs it.
Evidence: each file with its fault, every attempt, and the first pages that offer it.
Inconclusive: files that could not be confirmed either way, or pages of the site that were not read.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.linking import link_findings
from rules.verdict import Measurement, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_files: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Each distinct file counts once, however many pages offer it."""
    links = [link for link in case.observations.links if link.use == "attachment"]
    if case.doubt is not None and case.doubt != "crawl-incomplete" and not links:
        return inconclusive(case.doubt)
    needed = limits.limit_files if limits.inclusive else limits.limit_files + 1
    return link_findings(case, links, needed=needed, unit_of=lambda _: "problem")
