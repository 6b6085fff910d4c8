"""Which column of a table is which field: found by the headings, wherever they stand and however they are spelt."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from inspector.registry.forms import COLUMN_HEADINGS, SITE_HEADINGS, Field, heading
from inspector.registry.places import Fault, Place, RawRow, RawTables
from inspector.registry.values import clean, shortened

Form = Literal["sites", "columns", "joined"]
HEADING_ROWS = 10  # a title and remarks may stand above the headings


@dataclass(slots=True, kw_only=True)
class Layout:
    """The headings of a table: for each field its column's index and its heading as the file shows it."""

    form: Form
    site_fields: dict[str, int] = field(default_factory=dict)
    column_fields: dict[str, int] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    strange: list[str] = field(default_factory=list)


def layout(cells: Sequence[str]) -> Layout | None:
    """The layout that a row of headings gives, or None where the row holds no headings of ours."""
    keys = [heading(cell) for cell in cells]
    if len({key for key in keys if key in SITE_HEADINGS or key in COLUMN_HEADINGS}) < 2:
        return None  # a sheet of explanations, too, names our headings, one a row
    has_columns = any(key in COLUMN_HEADINGS and COLUMN_HEADINGS[key].key == "column_name" for key in keys)
    has_sites = any(key in SITE_HEADINGS and SITE_HEADINGS[key].key == "name" for key in keys)
    homes = any(key in SITE_HEADINGS and SITE_HEADINGS[key].key == "url" for key in keys)
    if has_columns:
        # 网站名称 may stand beside the columns for the reader's sake; only with a home page it makes a site
        form: Form = "joined" if has_sites and homes else "columns"
    elif has_sites or homes:
        form = "sites"
    else:
        return None
    found = Layout(form=form)
    for index, (key, cell) in enumerate(zip(keys, cells, strict=True)):
        _place(found, index, key, clean(cell))
    return found


def _place(found: Layout, index: int, key: str, label: str) -> None:
    if not key:
        return
    known = False
    if found.form != "columns" and key in SITE_HEADINGS:
        known = True
        found.site_fields.setdefault(SITE_HEADINGS[key].key, index)
    if found.form != "sites" and key in COLUMN_HEADINGS and not (found.form == "joined" and _of_site(key)):
        known = True
        found.column_fields.setdefault(COLUMN_HEADINGS[key].key, index)
    if known:
        found.labels[index] = label
    elif key not in SITE_HEADINGS:  # 网站名称 beside the columns is there for the reader
        found.strange.append(label)


def _of_site(key: str) -> bool:
    return key in SITE_HEADINGS and COLUMN_HEADINGS[key].key != "site_code"


def misspelt(found: Layout, place: Place) -> list[Fault]:
    """Unknown headings that are nearly one of ours which is missing: a column must not be dropped for a typo."""
    missing: dict[str, Field] = {}
    if found.form != "columns":
        missing |= {key: entry for key, entry in SITE_HEADINGS.items() if entry.key not in found.site_fields}
    if found.form != "sites":
        missing |= {key: entry for key, entry in COLUMN_HEADINGS.items() if entry.key not in found.column_fields}
    faults = []
    for label in found.strange:
        near = get_close_matches(heading(label), list(missing), n=1, cutoff=0.75)
        if near:
            meant = missing[near[0]]
            zh, en = f"没有这一列，是不是“{meant.zh}”？", f"no such heading; did you mean '{meant.en}'?"
            faults.append(Fault(place=place, column=shortened(label), zh=zh, en=en))
    return faults


def lacking(found: Layout, place: Place) -> list[Fault]:
    """One fault for each vital column that the table does not have at all."""
    wanted = []
    if found.form != "columns":
        wanted += [entry for entry in SITE_HEADINGS.values() if entry.vital and entry.key not in found.site_fields]
    if found.form == "columns":
        wanted += [entry for entry in COLUMN_HEADINGS.values() if entry.vital and entry.key not in found.column_fields]
    unique = {entry.key: entry for entry in wanted}
    return [
        Fault(place=place, column=entry.zh, zh="表头缺少这一列，请补上", en=f"the table lacks the column '{entry.en}'")
        for entry in unique.values()
    ]


def take_row(tables: RawTables, found: Layout, place: Place, cells: Sequence[str]) -> None:
    """Adds a row of a table to the raw tables; a joined row tells of a site and of one of its columns."""
    if found.form != "columns":
        row = _raw(found.site_fields, found, place, cells)
        if not (found.form == "joined" and _told_before(tables, row)):
            tables.sites.append(row)
    if found.form != "sites":
        row = _raw(found.column_fields, found, place, cells)
        named = {key for key in row.cells if key != "site_code"}
        if found.form == "columns" or named:
            tables.columns.append(row)


def _raw(fields: dict[str, int], found: Layout, place: Place, cells: Sequence[str]) -> RawRow:
    values = {key: cells[index] for key, index in fields.items() if index < len(cells) and clean(cells[index])}
    return RawRow(place=place, cells=values, labels={key: found.labels[index] for key, index in fields.items()})


def _told_before(tables: RawTables, row: RawRow) -> bool:
    """Whether a joined row repeats a site of an earlier row and says nothing else about it."""
    first = tables.joined.setdefault(clean(row.cells.get("code", "")), row)
    return first is not row and all(clean(first.cells.get(key, "")) == clean(text) for key, text in row.cells.items())
