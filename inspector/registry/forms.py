"""The two census forms, as ``forms.yaml`` lists their fields: reader, template and explanations all follow it."""

import re
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

import yaml

Kind = Literal["code", "name", "text", "url", "state", "flag", "category", "path", "period", "address"]

EXAMPLE_MARK = "【示例】"
"""A row whose name starts so is the template's example and is not read."""

YAML_COLUMN_KEYS = {"name": "column_name", "url": "column_url"}
"""In YAML a column stands below its site, so that the plain names are free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of a form. ``required``: the form says so; ``vital``: without it there is nothing to inspect."""

    key: str
    zh: str
    en: str
    kind: Kind = "text"
    also: tuple[str, ...] = ()
    required: bool = False
    vital: bool = False
    help_zh: str = ""
    help_en: str = ""
    example: str = ""

    def label(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


_BRACKETS = re.compile(r"\(.*?\)")
_NOISE = re.compile(r"[\s*:_\-]+")


def heading(text: str) -> str:
    """A heading in the form in which headings are compared: width, case, blanks, stars and remarks do not count."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return _NOISE.sub("", _BRACKETS.sub("", plain)) or _NOISE.sub("", plain)


def _fields(entries: list[dict[str, Any]]) -> tuple[Field, ...]:
    return tuple(Field(**{**entry, "also": tuple(entry.get("also", ()))}) for entry in entries)


def _headings(fields: tuple[Field, ...]) -> dict[str, Field]:
    """Every spelling of every heading; the first field to claim one has it."""
    known: dict[str, Field] = {}
    for entry in fields:
        for name in (entry.zh, entry.en, entry.key, *entry.also):
            known.setdefault(heading(name), entry)
    return known


_FORMS = yaml.safe_load(files("inspector.registry").joinpath("forms.yaml").read_text("utf-8"))
SITE_SHEET: str = _FORMS["sheets"]["sites"]
COLUMN_SHEET: str = _FORMS["sheets"]["columns"]
SITE_FIELDS = _fields(_FORMS["sites"])
COLUMN_FIELDS = _fields(_FORMS["columns"])
SITE_HEADINGS = _headings(SITE_FIELDS)
COLUMN_HEADINGS = _headings(COLUMN_FIELDS)
