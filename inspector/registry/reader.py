"""Reading registry files of any of the three kinds, several of them as one."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from inspector.registry.check import SiteEntry, check
from inspector.registry.csv import read_csv
from inspector.registry.places import BadRegistryError, Fault, Place, RawTables
from inspector.registry.xlsx import read_xlsx
from inspector.registry.yaml import read_yaml
from rules.errors import RegistryError

MAX_FILE_BYTES = 64 * 1024 * 1024
Reader = Callable[[RawTables, bytes, str], None]
READERS: dict[str, Reader] = {
    ".xlsx": read_xlsx,
    ".xlsm": read_xlsx,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryFile:
    """What registry files say: entries by site code, and (zh, en) remarks about what was not read."""

    entries: tuple[SiteEntry, ...]
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def column_count(self) -> int:
        return sum(len(entry.columns or ()) for entry in self.entries)


def read_registry(paths: Sequence[Path], registered: Collection[str] = ()) -> RegistryFile:
    """The sites and columns of files that belong together.

    ``registered`` are codes already in the registry, to which columns may belong. Raises BadRegistryError with every
    fault of every row, or RegistryError for a file that cannot be read at all.
    """
    tables = RawTables()
    for path in paths:
        content, reader = _content(path), _reader(path)
        reader(tables, content, path.name)
    entries = check(tables, frozenset(registered))
    if not entries and not tables.faults:
        place = Place(file="、".join(path.name for path in paths))
        tables.faults.append(Fault(place=place, zh="没有填写任何网站", en="holds no site"))
    if tables.faults:
        raise BadRegistryError(sorted(tables.faults, key=_order))
    return RegistryFile(entries=tuple(entries), notes=tuple(tables.notes))


def _order(fault: Fault) -> tuple[str, str, int]:
    return fault.place.file, fault.place.sheet or "", fault.place.row or 0


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            limit = MAX_FILE_BYTES // 1024 // 1024
            raise RegistryError(f"{path}：超过 {limit} MB，请分成几个文件", f"{path}: over {limit} MB, split the file")
        return path.read_bytes()
    except OSError as error:
        raise RegistryError(
            f"{path}：无法读取（{error.strerror}）", f"{path}: cannot be read ({error.strerror})"
        ) from None


def _reader(path: Path) -> Reader:
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        kinds = " ".join(READERS)
        raise RegistryError(
            f"{path}：不支持此类文件；可用 {kinds}"
            + ("，请另存为 .xlsx" if path.suffix.lower() in {".xls", ".et"} else ""),
            f"{path}: no such kind of registry; use one of {kinds}",
        )
    return reader
