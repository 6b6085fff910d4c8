"""Wrong encoding: pages that declare another character encoding than the one they are written in.

Why: browsers and programs that believe the declaration show the text garbled.
Evidence: the declared and the real encoding, the number of pages, and the first of them.
Inconclusive: no page was read.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, pages_problem, read_pages
from rules.observations import Page
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)

_CHINESE = ("gb2312", "gbk", "gb18030", "gb_2312-80", "gb-2312", "x-gbk", "cp936", "chinese", "csgb2312")
_FAMILIES = dict.fromkeys(_CHINESE, "gb18030") | {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16-le": "utf-16",
    "utf-16-be": "utf-16",
}
"""Only encodings that are surely different are compared; any other label proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_pages: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """One problem for each pair of encodings; gb2312 that is really gbk is no contradiction."""
    pages = read_pages(case)
    if not pages:
        return inconclusive(case.doubt or "nothing-measured")
    wrong: dict[tuple[str, str], list[Page]] = {}
    for page in pages:
        assert page.facts is not None
        declared, real = (page.facts.declared_encoding or "").strip().lower(), page.facts.encoding
        if len({_FAMILIES.get(declared), _FAMILIES.get(real)} - {None}) == 2:
            wrong.setdefault((declared, real), []).append(page)
    needed = limits.limit_pages if limits.inclusive else limits.limit_pages + 1
    problems = [
        pages_problem(case, "wrong-encoding", found, text=f"{declared} / {real}", declared=declared, real=real)
        for (declared, real), found in sorted(wrong.items())
        if len(found) >= needed
    ]
    measured = {"pages": len(pages), "wrong": sum(map(len, wrong.values()))}
    return counted(problems, needed=1, measured=measured, charges=charges_of(problems))
