"""Missing metas: named metas that the page rules ask for and that pages of their kind do not carry.

Why: search engines and the offices' own systems recognise pages by these metas.
Evidence: for each kind of page and meta how many pages lack it or leave it empty, and the first of them.
Inconclusive: no page of the kind was read.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, pages_problem, read_pages
from rules.observations import Page
from rules.scorecard import Problem, Value
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)
READS = ("meta",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    site_metas: tuple[str, ...]  # on every page
    column_metas: tuple[str, ...]  # on the first page of a column
    content_metas: tuple[str, ...]  # on articles
    limit_percent: float  # of the pages of a kind that lack one
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """One problem for each meta that too large a share of the pages of its kind lacks."""
    pages = read_pages(case)
    if not pages:
        return inconclusive(case.doubt or "nothing-measured")
    columns = [page for page in pages if page.role == "column" and page.page_number == 1 and page.facts]
    articles = [page for page in pages if page.facts and page.facts.kind == "article"]
    problems = [
        *_lacking(case, "all", pages, limits.site_metas, limits),
        *_lacking(case, "column", columns, limits.column_metas, limits),
        *_lacking(case, "article", articles, limits.content_metas, limits),
    ]
    measured: dict[str, Value] = {"pages": len(pages), "columns": len(columns), "articles": len(articles)}
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems))


def _lacking(case: Case, kind: str, pages: list[Page], names: tuple[str, ...], limits: Thresholds) -> Iterator[Problem]:
    for name in names:
        without = [page for page in pages if not _filled(page, name)]
        share, limit = len(without) * 100, limits.limit_percent * len(pages)
        if without and (share >= limit if limits.inclusive else share > limit):
            empty = sum(_has(page, name) for page in without)
            yield pages_problem(
                case, "missing-meta", without, text=name, of=kind, read=len(pages), missing=len(without), empty=empty
            )


def _metas(page: Page) -> dict[str, str]:
    return {name.lower(): value for name, value in page.facts.meta.items()} if page.facts else {}


def _has(page: Page, name: str) -> bool:
    return name.lower() in _metas(page)


def _filled(page: Page, name: str) -> bool:
    return bool(_metas(page).get(name.lower(), "").strip())
