"""The workbook that goes to the units: what was found, and empty columns for what they did about it.

Written in one pass in constant memory. Texts are written as texts: nothing from a crawled page becomes a formula or a
link, and the same scorecards give the same bytes.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from reports.facts import ColumnFact, FactsOf, LetterFact, SiteFacts
from reports.tables import PROBLEM_COLUMNS, SITE_COLUMNS, TO_FILL_IN, Cell, heading, problem_rows, site_row
from reports.text import one_line
from reports.wording import Wording, instant, wording
from rules.errors import CannotJudgeError
from rules.scorecard import Scorecard

MAX_ROWS = 1_048_576
_COLUMN_COLUMNS = (
    "code",
    "name",
    "column",
    "url",
    "category",
    "column_state",
    "newest",
    "age_days",
    "limit_days",
    "items",
)
_LETTER_COLUMNS = ("code", "name", "subject", "url", "asked", "answered", "waiting_days", "letter_state")
_WIDTHS = {
    "name": 26, "url": 48, "text": 36, "found_on": 48, "why": 44, "fix": 44, "conclusion": 48, "clause": 22, "kind": 22,
    "sponsor": 22, "supervisor": 22, "region": 22, "vetoes": 28, "subject": 40, "column": 20, "progress": 24,
    "review_note": 24, "mended_by": 14, "seen_at": 20, "seen": 34, "cause": 24, "fingerprint": 20,
}  # fmt: skip
_WRAPPED = {"why", "fix", "conclusion", "found_on", "progress", "review_note"}


class _Sheet:
    """A worksheet that is filled from top to bottom."""

    def __init__(self, book: xlsxwriter.Workbook, title: str, columns: Sequence[str], words: Wording) -> None:
        self._sheet: Worksheet = book.add_worksheet(title)
        self.columns = columns
        wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        plain: Format = book.add_format({"valign": "top"})
        head: Format = book.add_format({"bold": True, "bottom": 2, "valign": "vcenter", "text_wrap": True})
        for index, name in enumerate(columns):
            self._sheet.set_column(index, index, _WIDTHS.get(name, 12), wrapped if name in _WRAPPED else plain)
        for index, name in enumerate(columns):
            self._sheet.write_string(0, index, heading(name, words), head)
        self._sheet.freeze_panes(1, 2)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        self.rows = 1

    def add(self, cells: Sequence[Cell]) -> None:
        """The next row. Beyond what a sheet can hold rows are left out; ``problems.html`` and CSV have them all."""
        if self.rows >= MAX_ROWS:
            return
        for index, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(self.rows, index, cell)
            elif cell is not None:
                self._sheet.write_number(self.rows, index, cell)
        self.rows += 1

    def offer(self, name: str, choices: Sequence[str]) -> None:
        """A list to choose from in every cell of a column."""
        index = self.columns.index(name)
        self._sheet.data_validation(
            1, index, max(self.rows - 1, 1), index, {"validate": "list", "source": list(choices)}
        )

    def close(self) -> None:
        self._sheet.autofilter(0, 0, max(self.rows - 1, 1), len(self.columns) - 1)


def write_xlsx(path: Path, cards: Iterable[Scorecard], *, lang: str = "zh", facts: FactsOf | None = None) -> Path:
    """Writes sites, problems, columns and letters of ``cards`` to ``path`` and returns it.

    Raises CannotJudgeError when there is no card at all.
    """
    words = wording(lang)
    every = iter(cards)
    first = next(every, None)
    if first is None:
        raise CannotJudgeError(words.t("error.no-cards"))
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": words.t("overview.title"), "created": _unzoned(first.run.as_of)})
        sites = _Sheet(book, words.t("sheet.overview"), SITE_COLUMNS, words)
        problems = _Sheet(book, words.t("sheet.problem-list"), (*PROBLEM_COLUMNS, *TO_FILL_IN), words)
        columns = _Sheet(book, words.t("sheet.column-list"), _COLUMN_COLUMNS, words)
        letters = _Sheet(book, words.t("sheet.letter-list"), _LETTER_COLUMNS, words)
        for card in chain([first], every):
            sites.add(site_row(card, words))
            for row in problem_rows(card, words):
                problems.add(row)
            known = (facts(card.site.code) if facts else None) or SiteFacts()
            for column in known.columns:
                columns.add(_column_row(card, column, words))
            for letter in known.letters:
                letters.add(_letter_row(card, letter, words))
        problems.offer("progress", [words.code("progress", name) for name in ("open", "working", "done", "disputed")])
        for sheet in (sites, problems, columns, letters):
            sheet.close()
        _about(book, first, words)
    return path


def _about(book: xlsxwriter.Workbook, card: Scorecard, words: Wording) -> None:
    sheet = book.add_worksheet(words.t("sheet.about"))
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90, book.add_format({"text_wrap": True, "valign": "top"}))
    told = (
        (words.t("ui.standard"), f"{words.standard(card.standard)} (sha256 {card.standard.sha256})"),
        (words.t("ui.run"), str(card.run.id)),
        (
            words.t("ui.crawled"),
            f"{instant(card.run.started)} – {instant(card.run.finished) if card.run.finished else ''}",
        ),
        (words.t("ui.as-of"), instant(card.run.as_of)),
        (words.t("sheet.notes"), words.t("foot.evidence")),
        ("", words.t("foot.untrusted")),
    )
    for row, (label, text) in enumerate(told):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, one_line(text, 1000))


def _column_row(card: Scorecard, column: ColumnFact, words: Wording) -> Sequence[Cell]:
    return (
        one_line(card.site.code),
        one_line(card.site.name),
        one_line(column.name),
        one_line(column.url),
        words.code("category", column.category),
        words.code("column-state", column.state),
        column.newest.isoformat() if column.newest else None,
        column.age_days,
        column.limit_days,
        column.items,
    )


def _letter_row(card: Scorecard, letter: LetterFact, words: Wording) -> Sequence[Cell]:
    return (
        one_line(card.site.code),
        one_line(card.site.name),
        one_line(letter.subject),
        one_line(letter.url or letter.page),
        letter.asked.isoformat() if letter.asked else None,
        letter.answered.isoformat() if letter.answered else None,
        letter.waiting_days,
        words.code("letter", letter.status),
    )


def _unzoned(at: datetime) -> datetime:
    """As the file format wants it; the workbook carries no clock of its own, so the same run gives the same bytes."""
    return at.replace(tzinfo=None, microsecond=0)
