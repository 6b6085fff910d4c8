"""Form of PubDate: articles whose meta ``PubDate`` no program can read.

Why: systems that collect articles go by this meta; an unreadable day is no day.
Evidence: how many are well-formed (``YYYY-MM-DD HH:MM``), readable (seconds, no time, other separators) and
unreadable, and the first unreadable ones. Only the unreadable are problems.
Inconclusive: no article with this meta was read.
"""

import re
from dataclasses import dataclass
from datetime import date

from rules.case import Case
from rules.evidence import charges_of, pages_problem, read_pages
from rules.observations import Page
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)
READS = ("meta",)

_WELL_FORMED = re.compile(r"\d{4}-\d{2}-\d{2} (?:[01]\d|2[0-3]):[0-5]\d")
_READABLE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_pages: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """All unreadable ones together are one problem: they come from one template."""
    dated = [(page, text) for page in read_pages(case, ["article"]) if (text := _pubdate(page))]
    if not dated:
        return inconclusive(case.doubt or "nothing-measured")
    unreadable = [page for page, text in dated if not _is_readable(text)]
    well_formed = sum(bool(_WELL_FORMED.fullmatch(text)) and _is_readable(text) for _, text in dated)
    needed = limits.limit_pages if limits.inclusive else limits.limit_pages + 1
    problems = []
    if len(unreadable) >= needed:
        example = next(text for page, text in dated if page is unreadable[0])
        problems.append(pages_problem(case, "pubdate-unreadable", unreadable, example=example[:100]))
    return counted(
        problems,
        needed=1,
        measured={
            "well_formed": well_formed,
            "readable": len(dated) - well_formed - len(unreadable),
            "unreadable": len(unreadable),
        },
        charges=charges_of(problems),
    )


def _pubdate(page: Page) -> str:
    metas = page.facts.meta if page.facts else {}
    return next((value.strip() for name, value in sorted(metas.items()) if name.lower() == "pubdate"), "")


def _is_readable(text: str) -> bool:
    found = _READABLE.match(text)
    if not found:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True
