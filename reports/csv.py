"""All problems as one CSV file: UTF-8 with a byte order mark, so that Excel reads the Chinese, and no formulas."""

import csv
from collections.abc import Iterable
from pathlib import Path

from reports.tables import PROBLEM_COLUMNS, Cell, heading, problem_rows
from reports.wording import wording
from rules.scorecard import Scorecard

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(path: Path, cards: Iterable[Scorecard], *, lang: str = "zh") -> Path:
    """Writes every problem of ``cards`` to ``path``, one row each, and returns the path."""
    words = wording(lang)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([heading(name, words) for name in PROBLEM_COLUMNS])
        for card in cards:
            writer.writerows([harmless(cell) for cell in row] for row in problem_rows(card, words))
    return path


def harmless(cell: Cell) -> Cell:
    """``cell`` as a spreadsheet will not take for a formula: a text that looks like one gets a leading apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
