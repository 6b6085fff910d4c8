"""Begins a new indicator: ``make indicator id=slow-pages`` writes its file and its test and prints its stanza.

What it writes runs and is tested; it counts the pages that answered with an error until you make it count your defect.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INDICATOR = '''"""{name}: pages that answered with an error, to be replaced by what the clause is about.

Why: say what harm the defect does, in one sentence.
Evidence: say what each problem shows.
Inconclusive: say when nothing can be told.
"""

from dataclasses import dataclass

from rules.case import Case
from rules.evidence import charges_of, page_problem
from rules.verdict import Measurement, counted, inconclusive

UNITS = ("problem",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    limit_pages: int
    inclusive: bool


def measure(case: Case, limits: Thresholds) -> Measurement:
    """Say what is counted, and what is not."""
    pages = sorted(case.observations.pages, key=lambda page: (page.url, page.at))
    if not pages:
        return inconclusive(case.doubt or "nothing-measured")
    problems = [
        page_problem(case, "{id}", page, status=page.status) for page in pages if page.status and page.status >= 400
    ]
    return counted(
        problems,
        needed=limits.limit_pages if limits.inclusive else limits.limit_pages + 1,
        doubt=case.doubt,
        open_ended=case.doubt is not None,
        measured={{"pages": len(pages)}},
        charges=charges_of(problems),
    )
'''
TEST = """from dataclasses import replace

import pytest

from rules.case import Case
from rules.indicators.{module} import Thresholds, measure as measured


def found(world, count):
    pages = [world.page(f"{{world.home_url}}{{n}}.html", status=500) for n in range(count)]
    site = replace(world.healthy(), pages=(world.home(), *pages))
    return measured(Case(observations=site, as_of=world.as_of), Thresholds(limit_pages=2, inclusive=True))


@pytest.mark.parametrize(("count", "verdict"), [(1, "pass"), (2, "fail"), (3, "fail")])
def test_two_pages_are_the_limit(world, count, verdict):
    assert found(world, count).verdict == verdict


def test_nothing_read_is_no_verdict(world):
    site = replace(world.healthy(), pages=())
    limits = Thresholds(limit_pages=2, inclusive=True)
    assert measured(Case(observations=site, as_of=world.as_of), limits).verdict == "inconclusive"
"""
STANZA = """- id: {id}
  clause: {{zh: 条款名称, en: Name of the clause}}
  indicator: {id}
  points: 1
  cap: 5
  thresholds: {{limit_pages: 1, inclusive: true}}
  applies_to: [all]
  evidence: house
  source: 依据的文件
  why: {{zh: 为什么是问题。, en: Why it is a problem.}}
  fix: {{zh: 怎样整改。, en: What to do about it.}}
"""


def begin(id_: str, root: Path = ROOT) -> str:
    """Writes indicator and test below ``root``, returns the stanza. Raises ``ValueError`` for an id that cannot be."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", id_):
        raise ValueError(f"'{id_}': an id is lower-case words joined by hyphens, such as slow-pages")
    module = id_.replace("-", "_")
    code, test = root / f"rules/indicators/{module}.py", root / f"tests/rules/indicators/test_{module}.py"
    for path in (code, test):
        if path.exists():
            raise ValueError(f"{path.relative_to(root)} exists already")
    code.write_text(INDICATOR.format(id=id_, name=id_.replace("-", " ").capitalize()), "utf-8")
    test.write_text(TEST.format(module=module), "utf-8")
    return STANZA.format(id=id_)


def main() -> int:
    """``python docs/new_indicator.py ID``."""
    try:
        stanza = begin(*sys.argv[1:2] or [""])
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"written: rules/indicators and tests/rules/indicators. Put this into a standard:\n\n{stanza}\n")
    sys.stdout.write("then: make test, and python docs/generate.py for the reference\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
