"""The list of every problem of a run, over as many pages as it takes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reports.problems import ProblemGroup, ProblemRow
from reports.rendering import navigation, write_page
from reports.rows import rows_in
from reports.text import one_line
from reports.wording import Wording
from rules.scorecard import Scorecard

MAX_ROWS = 5_000
"""Rows a page; more make sorting and filtering slow to the hand."""


@dataclass(frozen=True, slots=True)
class Line:
    """A problem without its evidence, which the site's own list has."""

    folder: str
    site: str
    anchor: str
    status: str
    status_name: str
    kind: str
    url: str
    page: str
    cause: str
    occurrences: int
    since: str
    veto: bool


@dataclass(slots=True)
class KindRow:
    """A kind of problem under one clause, over all sites."""

    name: str
    clause: str
    counts: Counter[str] = field(default_factory=Counter)
    sites: int = 0

    @property
    def problems(self) -> int:
        return self.counts["new"] + self.counts["back"] + self.counts["known"]

    @property
    def new(self) -> int:
        return self.counts["new"] + self.counts["back"]


class AllProblems:
    """Takes each site's problems as they are written; keeps a line per problem, no evidence."""

    def __init__(self, words: Wording) -> None:
        self._words = words
        self._lines: list[Line] = []
        self._kinds: dict[tuple[str, str], KindRow] = {}

    def add(self, card: Scorecard, groups: Sequence[ProblemGroup], folder: str) -> None:
        """Counts the problems of one site in."""
        name = one_line(card.site.name, 60) or one_line(card.site.code, 60)
        for group in groups:
            clause = self._words.clause(group.finding)
            kind = self._kinds.setdefault((clause, group.kind), KindRow(group.kind, clause))
            statuses = Counter(row.problem.status for row in group.rows)
            kind.counts.update(statuses)
            kind.sites += any(statuses[status] for status in ("new", "back", "known"))
            self._lines.extend(_line(row, folder, name) for row in group.rows if row.problem.status != "fixed")

    def write(self, out: Path, card: Scorecard) -> None:
        """Writes ``problems.html`` and, beyond 5,000 lines, ``problems-2.html`` … below ``out``; vetoes come first."""
        self._lines.sort(key=lambda line: not line.veto)
        pages = _batches(self._lines, MAX_ROWS) or [[]]
        kinds = sorted(self._kinds.values(), key=lambda kind: (-kind.problems, kind.clause, kind.name))
        for number, lines in enumerate(pages, start=1):
            values = {
                "navigation": navigation(self._words, "problems", ""),
                "standard": card.standard,
                "run": card.run,
                "kinds": [kind for kind in kinds if kind.problems],
                "lines": lines,
                "rows": rows_in(self._words.lang),
                "total": len(self._lines),
                "first": (number - 1) * MAX_ROWS + 1,
                "page": number,
                "pages": len(pages),
                "page_name": page_name,
            }
            write_page(out / page_name(number), "all-problems.html", self._words.lang, values)


def page_name(number: int) -> str:
    """The file of the n-th page of the list, counted from 1."""
    return "problems.html" if number == 1 else f"problems-{number}.html"


def _line(row: ProblemRow, folder: str, site: str) -> Line:
    problem = row.problem
    return Line(
        folder=folder,
        site=site,
        anchor=row.anchor,
        status=problem.status,
        status_name=row.status,
        kind=row.kind,
        url=problem.url,
        page=row.page,
        cause=row.cause,
        occurrences=problem.occurrences,
        since=row.since,
        veto=row.finding.veto and row.finding.verdict == "fail",
    )


def _batches(lines: Sequence[Line], size: int) -> list[Sequence[Line]]:
    return [lines[start : start + size] for start in range(0, len(lines), size)]
