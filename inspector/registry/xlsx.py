"""The two forms from an Excel workbook, as offices fill them in: titles above, merged cells, numbers as codes."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import IO

from lxml import etree
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from inspector.registry.forms import COLUMN_SHEET, SITE_SHEET
from inspector.registry.places import Fault, Place, RawTables
from inspector.registry.tables import MAX_COLUMNS, MAX_ROWS, NumberedRow, take_table
from inspector.registry.values import FORMULA

MAX_UNPACKED_BYTES = 256 * 1024 * 1024  # 500,000 rows of ten cells; a bomb unpacks to a thousand times its size
MAX_MEMBERS = 2_000
MAX_MERGES = 20_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MERGE_TAG = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}mergeCell"

Merge = tuple[int, int, int, int]  # first column, first row, last column, last row


def read_xlsx(tables: RawTables, content: bytes, file: str) -> None:
    """Adds the rows of every sheet that holds one of the forms; other sheets are notes of the office's own."""
    refusal = _refusal(content)
    if refusal is None:
        try:
            known = _read_sheets(tables, content, file)
        except Exception:  # openpyxl raises anything at all on a file that is not quite a workbook
            refusal = (
                "不是可读的 XLSX 文件，请用 Excel 或 WPS 另存为 .xlsx",
                "no readable XLSX file: save it as .xlsx again",
            )
        else:
            if not known:
                refusal = (
                    f"没有找到《{SITE_SHEET}》或《{COLUMN_SHEET}》的表头；空表可用 inspector sites template 生成",
                    "no sheet has the headings of the forms; inspector sites template writes empty ones",
                )
    if refusal is not None:
        tables.faults.append(Fault(place=Place(file=file), zh=refusal[0], en=refusal[1]))


def _refusal(content: bytes) -> tuple[str, str] | None:
    """Why a file is not even opened, or None."""
    if content.startswith(OLD_EXCEL):
        return "是旧版 .xls 文件或已加密，请另存为不加密的 .xlsx", "is an old .xls or encrypted: save it as plain .xlsx"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return "不是 XLSX 文件，请用 Excel 或 WPS 另存为 .xlsx", "is no XLSX file: save it as .xlsx"
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        return "解压后过大，请分成几个文件", "unpacks to too much: split the file"
    return None


def _read_sheets(tables: RawTables, content: bytes, file: str) -> bool:
    merges = _merges_by_member(content)
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    known = False
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # some programs write a size that is not so
            member = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
            rows = _filled(_rows(sheet), merges.get(member, []))
            known = take_table(tables, rows, file=file, sheet=sheet.title) or known
    finally:
        book.close()
    return known


def _rows(sheet: ReadOnlyWorksheet) -> Iterator[NumberedRow]:
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):  # type: ignore[misc]
        if number > MAX_ROWS:
            return  # rows that only hold a format reach down to row 1,048,576
        yield number, [_text(cell) for cell in cells]


def _text(cell: Cell | MergedCell | ReadOnlyCell | EmptyCell) -> str:
    """A cell as the reader of the screen sees it; formulas and Excel's own errors are marked, to be refused."""
    if isinstance(cell, EmptyCell) or cell.value is None:
        return ""
    if cell.data_type in {"f", "e"}:
        return FORMULA
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _merges_by_member(content: bytes) -> dict[str, list[Merge]]:
    """The merged ranges of each sheet by its name in the archive; openpyxl does not tell them while streaming."""
    found: dict[str, list[Merge]] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as stream:
                    found[name] = _merges(stream)
    return found


def _merges(stream: IO[bytes]) -> list[Merge]:
    found: list[Merge] = []
    for _, element in etree.iterparse(stream, tag=MERGE_TAG, resolve_entities=False, no_network=True, huge_tree=False):
        if len(found) < MAX_MERGES:
            first_column, first_row, last_column, last_row = range_boundaries(str(element.get("ref")))
            if None not in {first_column, first_row, last_column, last_row}:
                found.append((first_column or 0, first_row or 0, last_column or 0, last_row or 0))
        element.clear()
    return found


def _filled(rows: Iterator[NumberedRow], merges: Sequence[Merge]) -> Iterator[NumberedRow]:
    """Rows in which every cell of a merged range downwards has the range's value: it stands for all of them.

    Ranges across are titles; they are left as they are.
    """
    starting: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge[1] < merge[3] and merge[0] == merge[2] <= MAX_COLUMNS:
            starting.setdefault(merge[1], []).append(merge)
    running: dict[int, tuple[int, str]] = {}  # column: last row, value
    for number, cells in rows:
        filled = list(cells)
        for column, _, _, last in starting.get(number, ()):
            running[column] = (last, filled[column - 1] if column <= len(filled) else "")
        for column, (last, value) in list(running.items()):
            if number > last:
                del running[column]
            elif column <= len(filled) or value:
                filled.extend([""] * (column - len(filled)))
                filled[column - 1] = value
        yield number, filled
