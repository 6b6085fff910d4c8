"""From rows as read to sites: every fault of every row is found before anything is said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inspector.registry.forms import COLUMN_FIELDS, EXAMPLE_MARK, SITE_FIELDS, Field
from inspector.registry.places import Fault, RawRow, RawTables
from inspector.registry.values import FORMULA, READERS, BadValueError, clean, plain, same_address, shortened
from inspector.registry.vocabulary import CATEGORIES
from rules.observations import Category, RegisteredColumn, Site

CONTACT_KEYS = tuple(
    entry.key for entry in SITE_FIELDS if entry.key.startswith("contact_") or entry.key.startswith("head_")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteEntry:
    """A site of a file. ``site`` is None where the file names only columns of a registered site.

    ``columns`` is None where the file says nothing about the site's columns: those it has are kept.
    """

    code: str
    site: Site | None
    columns: tuple[RegisteredColumn, ...] | None


@dataclass(slots=True)
class _Checked:
    sites: dict[str, tuple[RawRow, Site]] = field(default_factory=dict)
    columns: dict[str, list[RegisteredColumn]] = field(default_factory=dict)
    seen: dict[tuple[str, str], RawRow] = field(default_factory=dict)


def check(tables: RawTables, registered: frozenset[str]) -> list[SiteEntry]:
    """The entries of a file by site code; faults are added to ``tables.faults``.

    ``registered`` are the codes that the registry holds already: columns may belong to those, too.
    """
    found = _Checked()
    broken = {plain(row.cells.get("code", "")) for row in tables.sites}
    for row in tables.sites:
        _take_site(found, row, tables.faults)
    for row in tables.columns:
        _take_column(found, row, tables.faults, registered | broken)
    cleared = {plain(code) for code in tables.cleared}
    return [_entry(found, code, cleared) for code in sorted(found.sites.keys() | found.columns.keys())]


def _entry(found: _Checked, code: str, cleared: set[str]) -> SiteEntry:
    columns: tuple[RegisteredColumn, ...] | None = None
    if code in found.columns or code in cleared:
        columns = tuple(found.columns.get(code, ()))
    site = found.sites[code][1] if code in found.sites else None
    return SiteEntry(code=code, site=site, columns=columns)


def _take_site(found: _Checked, row: RawRow, faults: list[Fault]) -> None:
    if row.cells.get("name", "").startswith(EXAMPLE_MARK):
        return
    values = _values(row, SITE_FIELDS, faults)
    code, home = values.get("code"), values.get("url")
    if code in found.sites:
        first = found.sites[code][0].place
        zh, en = f"与 {first.text('zh')}重复，每个网站只填一行", f"already in {first.text('en')}: one row per site"
        faults.append(_fault(row, "code", zh, en))
        return
    redirect = values.get("redirect_url")
    if home and redirect and same_address(home) == same_address(redirect):
        zh, en = "与首页网址相同；不跳转请留空", "the same as the home page: leave it empty where nothing redirects"
        faults.append(_fault(row, "redirect_url", zh, en))
    if code and home and values.get("name"):
        found.sites[code] = (row, _site(code, home, values))


def _site(code: str, home: str, values: Mapping[str, Any]) -> Site:
    contact = {key.removeprefix("contact_"): values[key] for key in CONTACT_KEYS if values.get(key)}
    return Site(
        code=code,
        name=values["name"],
        url=home,
        portal=values.get("portal", False),
        state=values.get("state", "normal"),
        contact=contact,
        redirect_url=values.get("redirect_url"),
        sponsor=values.get("sponsor"),
        supervisor=values.get("supervisor"),
        parent=values.get("parent"),
        province=values.get("province"),
        city=values.get("city"),
        county=values.get("county"),
        level=values.get("level"),
        note=values.get("note"),
        address=values.get("address"),
    )


def _take_column(found: _Checked, row: RawRow, faults: list[Fault], registered: frozenset[str] | set[str]) -> None:
    if row.cells.get("column_name", "").startswith(EXAMPLE_MARK):
        return
    values = _values(row, COLUMN_FIELDS, faults)
    code, address = values.get("site_code"), values.get("column_url")
    if code is not None and code not in found.sites and code not in registered:
        zh = f"网站 {code} 不在网站表中，也未登记；请先填写该网站"
        en = f"site {code} is neither in the file nor registered: add the site first"
        faults.append(_fault(row, "site_code", zh, en))
    if code is None or address is None or not values.get("column_name"):
        return
    key = (code, same_address(address))
    if key in found.seen:
        first = found.seen[key].place
        zh, en = (
            f"与 {first.text('zh')}的栏目网址重复，请删去一行",
            f"the address of {first.text('en')} again: remove one",
        )
        faults.append(_fault(row, "column_url", zh, en))
        return
    found.seen[key] = row
    found.columns.setdefault(code, []).append(_column(address, values))


def _column(address: str, values: Mapping[str, Any]) -> RegisteredColumn:
    levels = (values.get(f"category_{level}") for level in (1, 2, 3))
    path = values.get("category_path") or tuple(level for level in levels if level)
    return RegisteredColumn(
        name=values["column_name"],
        url=address,
        category=values.get("category") or category_of_path(path),
        category_path=path,
        on_home=values.get("on_home", False),
        period_days=values.get("period"),
    )


def category_of_path(path: tuple[str, ...]) -> Category:
    """What a form's three-level category says about the kind of a column, the narrowest level first."""
    for level in reversed(path):
        word = plain(level)
        found = CATEGORIES.get(word) or CATEGORIES.get(word.removesuffix("类"))
        if found is not None:
            return found
    return "unknown"


def _values(row: RawRow, fields: tuple[Field, ...], faults: list[Fault]) -> dict[str, Any]:
    """The row's values by field key; what is missing or wrong is not among them, but among the faults.

    A field that the form asks for must be filled where the file has its column; a short table of one's own may leave
    the whole column out, unless nothing could be inspected without it.
    """
    values: dict[str, Any] = {}
    for entry in fields:
        if row.cells.get(entry.key) == FORMULA:
            zh, en = "单元格是公式或错误值，请“选择性粘贴”为值", "the cell holds a formula or an error: paste its value"
            faults.append(_fault(row, entry.key, zh, en, entry))
            continue
        text = clean(row.cells.get(entry.key, ""))
        if not text:
            if entry.vital or (entry.required and entry.key in row.labels):
                hint_zh = f"；{entry.help_zh}" if entry.help_zh else ""
                hint_en = f": {entry.help_en}" if entry.help_en else ""
                faults.append(_fault(row, entry.key, f"未填写{hint_zh}", f"is empty{hint_en}", entry))
            continue
        try:
            values[entry.key] = READERS[entry.kind](text)
        except BadValueError as bad:
            faults.append(_fault(row, entry.key, bad.zh, bad.en, entry))
    return values


def _fault(row: RawRow, key: str, zh: str, en: str, entry: Field | None = None) -> Fault:
    label = row.labels.get(key) or (entry.zh if entry else key)
    return Fault(place=row.place, column=shortened(label), zh=zh, en=en)
