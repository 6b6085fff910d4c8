"""A table of rows, from a workbook or a CSV file, into the raw tables."""

from collections.abc import Iterable, Iterator, Sequence

from inspector.registry.headings import HEADING_ROWS, Layout, lacking, layout, misspelt, take_row
from inspector.registry.places import Fault, Place, RawTables
from inspector.registry.values import clean

MAX_ROWS = 500_000  # of all tables: three thousand sites of a hundred columns stay well below
MAX_COLUMNS = 200

NumberedRow = tuple[int, Sequence[str]]


def take_table(tables: RawTables, rows: Iterable[NumberedRow], *, file: str, sheet: str | None = None) -> bool:
    """Reads one table; False where it holds no headings of ours, so that it is none of the forms."""
    filled = (row for row in rows if any(clean(cell) for cell in row[1]))
    found = _headings(filled)
    if found is None:
        return False
    number, shape = found
    place = Place(file=file, sheet=sheet, row=number)
    faults = [*misspelt(shape, place), *lacking(shape, place)]
    tables.faults.extend(faults)
    _remark(tables, shape, faults, place)
    if any(fault.column is not None for fault in lacking(shape, place)):
        return True  # every row would be told to lack the same column
    for row_number, cells in _bounded(tables, filled, place):
        take_row(tables, shape, Place(file=file, sheet=sheet, row=row_number), cells)
    return True


def _headings(filled: Iterator[NumberedRow]) -> tuple[int, Layout] | None:
    for _, (number, cells) in zip(range(HEADING_ROWS), filled, strict=False):
        shape = layout(cells)
        if shape is not None:
            return number, shape
    return None


def _remark(tables: RawTables, shape: Layout, faults: Sequence[Fault], place: Place) -> None:
    told = {fault.column for fault in faults}
    unread = [label for label in shape.strange if label not in told]
    if unread:
        names = "、".join(unread)
        tables.notes.append(
            (f"{place.text('zh')}：以下列不属于登记表，未读取：{names}",
             f"{place.text('en')}: columns that are not of the form were not read: {names}")
        )  # fmt: skip


def _bounded(tables: RawTables, rows: Iterable[NumberedRow], place: Place) -> Iterator[NumberedRow]:
    room = MAX_ROWS - len(tables.sites) - len(tables.columns)
    for count, row in enumerate(rows):
        if count >= room:
            zh, en = f"超过 {MAX_ROWS} 行，请分成几个文件", f"more than {MAX_ROWS} rows: split the file"
            tables.faults.append(Fault(place=Place(file=place.file, sheet=place.sheet, row=row[0]), zh=zh, en=en))
            return
        yield row
