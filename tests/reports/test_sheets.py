"""CSV, XLSX and DOCX: files that go to the units, and open without running anything."""

import csv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.csv import harmless, write_csv
from reports.docx import Letterhead, write_bulletin, write_notices
from reports.facts import SiteFacts
from reports.make_templates import FOLDER, make
from reports.xlsx import write_xlsx
from rules.errors import CannotJudgeError, UsageError
from rules.scorecard import Scorecard

FactsOf = Callable[[str], SiteFacts | None]
HEAD = Letterhead(issuer="示范市政务公开办公室", area="示范市", number="示政公开〔2026〕3号", signed="2026年3月11日")


def problem_count(cards: list[Scorecard]) -> int:
    return sum(len(finding.problems) for card in cards for finding in card.findings)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory, cards: list[Scorecard], facts: FactsOf) -> Path:
    return write_xlsx(tmp_path_factory.mktemp("xlsx") / "run.xlsx", cards, facts=facts)


def test_the_workbook_has_a_sheet_for_each_question(workbook: Path, cards: list[Scorecard]) -> None:
    book = load_workbook(workbook)
    assert book.sheetnames == ["网站总表", "问题清单", "栏目", "留言", "说明"]
    assert book["网站总表"].max_row == len(cards) + 1
    assert book["问题清单"].max_row == problem_count(cards) + 1
    assert book["栏目"].max_row == 6
    assert book["留言"].max_row == 3


def test_the_units_have_columns_to_fill_in(workbook: Path) -> None:
    sheet = load_workbook(workbook)["问题清单"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[-3:] == ["整改情况", "整改人", "复核意见"]
    assert all(cell.value is None for row in sheet.iter_rows(min_row=2, min_col=len(heads) - 2) for cell in row)
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"未整改,整改中,已整改,有异议"'


def test_cells_hold_what_the_card_says(workbook: Path) -> None:
    sheet = load_workbook(workbook)["网站总表"]
    heads = {cell.value: index for index, cell in enumerate(sheet[1])}
    row = [cell.value for cell in sheet[2]]
    assert row[heads["网站标识码"]] == "9900000001"
    assert row[heads["结论"]] == "合格"
    assert (row[heads["最高得分"]], row[heads["最低得分"]]) == (96.2, 91.2)
    assert row[heads["待整改问题"]] == 28


def test_no_cell_is_a_formula_or_a_link(workbook: Path) -> None:
    book = load_workbook(workbook)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert [cell.value for cell in cells if cell.hyperlink] == []
    assert any(isinstance(cell.value, str) and cell.value.startswith("=cmd|") for cell in cells)


def test_the_workbook_has_the_same_bytes_each_time(tmp_path: Path, cards: list[Scorecard], facts: FactsOf) -> None:
    first = write_xlsx(tmp_path / "a.xlsx", iter(cards), lang="en", facts=facts).read_bytes()
    assert write_xlsx(tmp_path / "b.xlsx", cards, lang="en", facts=facts).read_bytes() == first


def test_a_workbook_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotJudgeError):
        write_xlsx(tmp_path / "a.xlsx", [])
    assert list(tmp_path.iterdir()) == []


def test_csv_has_every_problem_and_opens_in_excel(tmp_path: Path, cards: list[Scorecard]) -> None:
    path = write_csv(tmp_path / "p.csv", cards)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == problem_count(cards) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    assert any(cell.startswith("'=cmd|") for row in rows for cell in row)


@given(st.text(max_size=30))
def test_no_text_in_csv_is_a_formula(text: str) -> None:
    cell = harmless(text)
    assert isinstance(cell, str)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell in (text, f"'{text}")


def words_of(path: Path) -> str:
    paper = Document(str(path))
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_bulletin_says_how_it_came_out(tmp_path: Path, cards: list[Scorecard], lang: str) -> None:
    told = words_of(write_bulletin(tmp_path / "b.docx", cards, lang=lang, head=HEAD))
    for needed in (
        "示范市",
        "10",
        "30%",
        "乙县教育局",
        "丙区人民政府门户网站",
        "47.6",
        "示政公开〔2026〕3号",
        HEAD.issuer,
    ):
        assert needed in told, needed
    assert "甲县卫生健康局" not in told
    assert "{{" not in told
    assert "{%" not in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_unit_with_open_problems_gets_a_notice(tmp_path: Path, cards: list[Scorecard], lang: str) -> None:
    paths = write_notices(tmp_path, cards, lang=lang, head=HEAD)
    assert {path.stem for path in paths} == {
        "9900000001", "9900000002", "9900000003", "9900000008", "etc-passwd-a0a802de",
    }  # fmt: skip
    told = words_of(tmp_path / "9900000002.docx")
    assert "乙县教育局办公室" in told
    assert "11" in told
    assert "http://www.site2.example/col/col0/index.html" in told


def test_hostile_texts_stay_texts_in_word(tmp_path: Path, by_name: dict[str, Scorecard]) -> None:
    (path,) = write_notices(tmp_path, [by_name["hostile"]])
    assert "<script>alert(1)</script>" in words_of(path)


def test_papers_have_the_same_bytes_each_time(tmp_path: Path, cards: list[Scorecard]) -> None:
    first = write_bulletin(tmp_path / "a.docx", cards).read_bytes()
    assert write_bulletin(tmp_path / "b.docx", cards).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_an_office_brings_its_own_template(tmp_path: Path, cards: list[Scorecard]) -> None:
    own = Document()
    own.add_paragraph("共 {{ total }} 个，{{ failed }} 个不合格")
    own.save(str(tmp_path / "own.docx"))
    assert (
        words_of(write_bulletin(tmp_path / "b.docx", cards, template=tmp_path / "own.docx")) == "共 10 个，3 个不合格"
    )


def test_a_broken_template_is_named_in_one_line(tmp_path: Path, cards: list[Scorecard]) -> None:
    own = Document()
    own.add_paragraph("{% for %}")
    own.save(str(tmp_path / "own.docx"))
    with pytest.raises(UsageError, match=r"own\.docx") as raised:
        write_bulletin(tmp_path / "b.docx", cards, template=tmp_path / "own.docx")
    assert "\n" not in str(raised.value)
    assert not (tmp_path / "b.docx").exists()


def test_a_bulletin_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotJudgeError):
        write_bulletin(tmp_path / "b.docx", [])
    assert write_notices(tmp_path, []) == []


def test_the_committed_templates_are_those_of_their_text(tmp_path: Path) -> None:
    for path in make(tmp_path):
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), "run: python -m reports.make_templates"
