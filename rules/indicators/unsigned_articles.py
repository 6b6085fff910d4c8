"""Unsigned articles: articles that do not show when they were published, or where they come from.

Why: a text without day and source cannot be relied on.
Evidence: how many articles lack which of the two, and the first of them.
Inconclusive: no article was read. Unusual places of a date may be missed, so that a person has to look.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, pages_problem, read_pages
from rules.observations import Page
from rules.scorecard import Problem
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_percent: float
    min_articles: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Two defects, each judged by its share of the articles read."""
    articles = read_pages(case, ["article"])
    if len(articles) < limits.min_articles:
        return inconclusive(case.doubt or "nothing-measured", measured={"articles": len(articles)})
    undated = [page for page in articles if page.facts and page.facts.published is None]
    unsourced = [page for page in articles if page.facts and not page.facts.source]
    problems = [
        *_problems(case, "article-undated", undated, articles, limits),
        *_problems(case, "article-unsourced", unsourced, articles, limits),
    ]
    measured = {"articles": len(articles), "undated": len(undated), "unsourced": len(unsourced)}
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems))


def _problems(
    case: Case, kind: str, without: Sequence[Page], articles: Sequence[Page], limits: Thresholds
) -> list[Problem]:
    share, limit = len(without) * 100, limits.limit_percent * len(articles)
    if not without or not (share >= limit if limits.inclusive else share > limit):
        return []
    return [pages_problem(case, kind, without, missing=len(without), read=len(articles))]
