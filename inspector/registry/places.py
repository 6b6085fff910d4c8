"""Where in a file something is wrong, and how to mend it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rules.errors import RegistryError

SHOWN_FAULTS = 1_000  # a file of another kind altogether can be wrong in every row


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row of a file; ``sheet`` only in workbooks. ``row`` counts from 1, as the programs that show it do."""

    file: str
    sheet: str | None = None
    row: int | None = None

    def text(self, lang: str) -> str:
        sheet = f" [{self.sheet}]" if self.sheet else ""
        if self.row is None:
            return f"{self.file}{sheet}"
        return f"{self.file}{sheet} " + (f"第 {self.row} 行" if lang == "zh" else f"row {self.row}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong: the place, the column's heading as the file shows it, and what to do about it."""

    place: Place
    column: str | None = None
    zh: str
    en: str

    def text(self, lang: str) -> str:
        column = "" if self.column is None else f"「{self.column}」" if lang == "zh" else f" column '{self.column}'"
        said = f"：{self.zh}" if lang == "zh" else f": {self.en}"
        return f"{self.place.text(lang)}{column}{said}"


class BadRegistryError(RegistryError):
    """All faults of a registry file, one a line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(_lines(self.faults, "zh"), _lines(self.faults, "en"))

    def __reduce__(self) -> tuple[type["BadRegistryError"], tuple[tuple[Fault, ...]]]:  # type: ignore[override]
        return type(self), (self.faults,)


def _lines(faults: Sequence[Fault], lang: str) -> str:
    lines = [fault.text(lang) for fault in faults[:SHOWN_FAULTS]]
    rest = len(faults) - len(lines)
    if rest:
        lines.append(f"另有 {rest} 处错误" if lang == "zh" else f"and {rest} more")
    lines.append("未导入任何内容" if lang == "zh" else "nothing was imported")
    return "\n".join(lines)


@dataclass(slots=True, kw_only=True)
class RawRow:
    """A row as read: text by field key; ``labels`` are the headings that the file gave them."""

    place: Place
    cells: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class RawTables:
    """The two forms as read, before anything was checked. ``notes`` are (zh, en) remarks that stop nothing."""

    sites: list[RawRow] = field(default_factory=list)
    columns: list[RawRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    joined: dict[str, RawRow] = field(default_factory=dict)  # site rows of joined tables by code as written
    cleared: set[str] = field(default_factory=set)  # codes (as written) said to have no column at all
