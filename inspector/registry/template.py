"""An empty workbook of the two forms: headings, lists to choose from, an example row, explanations."""

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from inspector.registry.forms import COLUMN_FIELDS, COLUMN_SHEET, EXAMPLE_MARK, SITE_FIELDS, SITE_SHEET, Field
from inspector.registry.vocabulary import CATEGORY_NAMES
from rules.errors import RegistryError

LISTED_ROWS = 5_000  # rows with drop-down lists
CREATED = datetime(2015, 1, 1)  # noqa: DTZ001  # a fixed day: the same program writes the same bytes
CHOICES: dict[str, dict[str, list[str]]] = {
    "zh": {"state": ["正常", "例外", "关停"], "flag": ["是", "否"], "category": list(CATEGORY_NAMES)},
    "en": {
        "state": ["normal", "excepted", "closed"],
        "flag": ["yes", "no"],
        "category": list(CATEGORY_NAMES.values()),
    },
}
SHEETS = {"zh": (SITE_SHEET, COLUMN_SHEET, "填表说明"), "en": ("sites", "columns", "explanations")}
EXPLAINED = {
    "zh": ("表", "列", "必填", "说明"),
    "en": ("sheet", "column", "required", "explanation"),
}


def write_template(path: Path, lang: str = "zh") -> None:
    """Writes the workbook; refuses to overwrite a file, which may be filled in already. Raises RegistryError."""
    if path.exists():
        raise RegistryError(
            f"{path} 已存在，不会覆盖；请换一个文件名", f"{path} exists and is not overwritten: choose another name"
        )
    if path.suffix.lower() != ".xlsx":
        raise RegistryError(f"{path}：文件名须以 .xlsx 结尾", f"{path}: the name must end in .xlsx")
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": CREATED})
    formats = {
        "head": book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True}),
        "must": book.add_format({"bold": True, "bg_color": "#F6DCC8", "border": 1, "text_wrap": True}),
        "example": book.add_format({"italic": True, "font_color": "#777777", "num_format": "@"}),
        "text": book.add_format({"num_format": "@"}),  # a code typed into it keeps its zeros
        "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    sites, columns, explanations = SHEETS[lang]
    _write_form(book.add_worksheet(sites), SITE_FIELDS, formats, lang)
    _write_form(book.add_worksheet(columns), COLUMN_FIELDS, formats, lang)
    _write_explanations(book.add_worksheet(explanations), formats, lang)
    try:
        book.close()
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        raise RegistryError(f"{path}：无法写入（{error}）", f"{path}: cannot be written ({error})") from None


def _write_form(sheet: Worksheet, fields: tuple[Field, ...], formats: dict[str, Any], lang: str) -> None:
    sheet.freeze_panes(1, 2)
    for index, entry in enumerate(fields):
        must = entry.required or entry.vital
        sheet.set_column(index, index, max(12, min(36, len(entry.example) + 6)), formats["text"])
        sheet.write_string(0, index, entry.label(lang) + (" *" if must else ""), formats["must" if must else "head"])
        if entry.example:
            sheet.write_string(1, index, entry.example, formats["example"])
        choices = CHOICES[lang].get(entry.kind)
        if choices:
            sheet.data_validation(1, index, LISTED_ROWS, index, {"validate": "list", "source": choices})


def _write_explanations(sheet: Worksheet, formats: dict[str, Any], lang: str) -> None:
    sites, columns, _ = SHEETS[lang]
    for index, (name, width) in enumerate(zip(EXPLAINED[lang], (34, 20, 8, 90), strict=True)):
        sheet.set_column(index, index, width, formats["wrap"])
        sheet.write_string(0, index, name, formats["head"])
    rows = [(sites, entry) for entry in SITE_FIELDS] + [(columns, entry) for entry in COLUMN_FIELDS]
    for number, (title, entry) in enumerate(rows, start=1):
        must = entry.required or entry.vital
        values = (title, entry.label(lang), "*" if must else "", _explanation(entry, lang))
        for index, value in enumerate(values):
            sheet.write_string(number, index, value)
    zh = f"名称以 {EXAMPLE_MARK} 开头的行是示例，不会导入。"
    en = f"rows whose name starts with {EXAMPLE_MARK} are examples and are not imported"
    sheet.write_string(len(rows) + 2, 3, zh if lang == "zh" else en)


def _explanation(entry: Field, lang: str) -> str:
    said = entry.help_zh if lang == "zh" else entry.help_en
    choices = CHOICES[lang].get(entry.kind, [])
    listed = ("可选：" if lang == "zh" else "one of: ") + "、".join(choices) if entry.kind == "category" else ""
    return "；".join(part for part in (said, listed) if part)
