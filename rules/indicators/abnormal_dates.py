"""Abnormal dates: printed days that cannot be right, such as 1970-01-01 or a day in the future.

Why: a false day misleads readers, and a forged one is a serious matter; most come from a database's default.
Evidence: each entry or article with the day that it prints.
Inconclusive: pages of the site were not read. Whether a day was forged is for a person to say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, page_problem
from rules.observations import Page
from rules.scorecard import Problem
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_dates: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """One problem per address that prints such a day, wherever it was listed."""
    pages = sorted(case.observations.pages, key=lambda page: (page.url, page.at))
    if not any(page.facts for page in pages):
        return inconclusive(case.doubt or "nothing-measured")
    found: dict[str, Problem] = {}
    for page in pages:
        for problem in _abnormal(case, page):
            found.setdefault(problem.fingerprint, problem)
    problems = list(found.values())
    needed = limits.limit_dates if limits.inclusive else limits.limit_dates + 1
    return counted(
        problems,
        needed=needed,
        doubt=case.doubt,
        open_ended=case.doubt is not None,
        measured={"dates": len(problems)},
        charges=charges_of(problems),
    )


def _abnormal(case: Case, page: Page) -> Iterator[Problem]:
    if page.facts is None:
        return
    for item in page.facts.items:
        if item.abnormal_date:
            yield _problem(case, page, item.url or page.url, item.title, item.abnormal_date)
    printed = page.facts.extra.get("abnormal_published")
    if printed:
        yield _problem(case, page, page.url, page.facts.title or "", printed)


def _problem(case: Case, page: Page, url: str, title: str, printed: str) -> Problem:
    shown = page_problem(case, "abnormal-date", page, text=title, printed=printed, seen_on=page.url)
    return Problem(
        fingerprint=case.fingerprint("text", url, "abnormal-date"),
        kind=shown.kind,
        url=url,
        text=title,
        detail=shown.detail,
        seen_at=page.at,
        body_sha256=page.body_sha256,
    )
