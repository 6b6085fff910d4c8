"""Sites and columns from CSV, in the encodings and with the separators that office programs write."""

import codecs
import csv
import io
from collections.abc import Iterator

from inspector.registry.forms import COLUMN_HEADINGS, SITE_HEADINGS, heading
from inspector.registry.places import Fault, Place, RawTables
from inspector.registry.tables import MAX_COLUMNS, NumberedRow, take_table

SEPARATORS = (",", "\t", ";", "，")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(tables: RawTables, content: bytes, file: str) -> None:
    """Adds the rows of a CSV file: of sites, of columns, or of both on one row; the headings tell which."""
    text = decoded(content)
    if text is None:
        zh, en = "无法识别编码，请另存为 UTF-8 编码的 CSV", "unknown encoding: save it as CSV in UTF-8"
        tables.faults.append(Fault(place=Place(file=file), zh=zh, en=en))
        return
    try:
        known = take_table(tables, _rows(text), file=file)
    except csv.Error as error:
        zh, en = f"CSV 格式有误（{error}），请检查引号", f"broken CSV ({error}): check the quotation marks"
        tables.faults.append(Fault(place=Place(file=file), zh=zh, en=en))
        return
    if not known:
        zh = "没有找到表头；网站表须有“网站标识码、网站名称、首页网址”，栏目表须有“网站标识码、栏目名称、栏目网址”"
        en = "no headings found: sites need site code, site name, home page; columns site code, column name, column url"
        tables.faults.append(Fault(place=Place(file=file), zh=zh, en=en))


def decoded(content: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 with a byte order mark, or GB18030; None for anything else."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    return _decoded(content, "utf-8") or _decoded(content, "gb18030")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _rows(text: str) -> Iterator[NumberedRow]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    start = 1
    for cells in reader:
        yield start, cells[:MAX_COLUMNS]
        start = reader.line_num + 1  # a quoted cell may go over several lines: a row is named by its first


def _separator(text: str) -> str:
    """The separator that finds most headings of ours in the first lines."""
    head = text[:20_000].splitlines()[:10]

    def found(separator: str) -> int:
        cells = (heading(cell.strip('"')) for line in head for cell in line.split(separator))
        return sum(cell in SITE_HEADINGS or cell in COLUMN_HEADINGS for cell in cells)

    return max(SEPARATORS, key=found)
