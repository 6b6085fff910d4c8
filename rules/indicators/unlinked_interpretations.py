"""Unlinked interpretations: interpretations of policies that do not link to the policy they explain.

Why: who reads what a policy means wants to read the policy, and the other way round.
Evidence: the articles of the interpretation columns without such a link, and how many of them have one.
Inconclusive: no article of an interpretation column was read. A person has to say whether an article explains a policy.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.counting import own_columns
from rules.evidence import charges_of, pages_problem
from rules.fingerprint import address
from rules.verdict import Measurement, counted, inconclusive, not_applicable

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_percent: float  # of the interpretations read that have no link
    min_articles: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """All that lack the link are one problem: they come from one template or one habit."""
    columns = {address(column.url) for column in own_columns(case, ["interpretations"])}
    if not columns:
        return inconclusive(case.doubt) if case.doubt else not_applicable("no-such-column")
    articles = [
        page
        for page in sorted(case.observations.pages, key=lambda page: (page.url, page.at))
        if page.role == "article" and page.facts and page.facts.kind == "article" and page.column_url
        if address(page.column_url) in columns
    ]
    if len(articles) < limits.min_articles:
        return inconclusive(case.doubt or "nothing-measured", measured={"articles": len(articles)})
    without = [page for page in articles if page.facts and "policy" not in page.facts.extra.get("related", "")]
    share, limit = len(without) * 100, limits.limit_percent * len(articles)
    problems = []
    if without and (share >= limit if limits.inclusive else share > limit):
        problems = [pages_problem(case, "interpretation-unlinked", without, missing=len(without), read=len(articles))]
    measured = {"articles": len(articles), "without": len(without)}
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems))
