"""The text formats of one stored case, byte for byte. After a wanted change: UPDATE_GOLDENS=1."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from reports.github import annotations
from reports.json import scorecard_json
from reports.junit import junit_xml
from reports.markdown import scorecard_markdown
from reports.prometheus import prometheus_text
from reports.sarif import sarif_json
from reports.xlsx import write_xlsx
from rules.scorecard import Scorecard

GOLDENS = Path(__file__).parent / "goldens"
FORMATS: dict[str, Callable[[Scorecard], str]] = {
    "scorecard.zh.json": lambda card: scorecard_json(card, "zh"),
    "scorecard.en.json": lambda card: scorecard_json(card, "en"),
    "junit.xml": lambda card: junit_xml([card]),
    "results.sarif": lambda card: sarif_json([card], "en"),
    "annotations.txt": lambda card: "\n".join(annotations(card)) + "\n",
    "summary.md": scorecard_markdown,
    "metrics.prom": lambda card: prometheus_text([card]),
}


def check(name: str, text: str) -> None:
    path = GOLDENS / name
    if os.environ.get("UPDATE_GOLDENS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_what_it_was(by_name: dict[str, Scorecard], name: str) -> None:
    check(name, FORMATS[name](by_name["vetoed"]))


def test_the_cells_of_the_workbook_are_what_they_were(tmp_path: Path, by_name: dict[str, Scorecard]) -> None:
    book = load_workbook(write_xlsx(tmp_path / "run.xlsx", [by_name["vetoed"]]))
    lines = [
        "\t".join([sheet.title, *("" if cell is None else str(cell).replace("\n", "⏎") for cell in row)])
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
    ]
    check("cells.tsv", "\n".join(lines) + "\n")
