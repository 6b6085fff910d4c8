"""Where standards come from: the bundled ones by their ids, an office's own by their files."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from inspector.textfile import read_text
from rules.errors import StandardError
from rules.standards.reading import Standard, load_standard


def bundled_ids() -> tuple[str, ...]:
    """The ids of the standards that come with the program."""
    names = (entry.name for entry in files("rules.standards").iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def find(id_: str) -> tuple[str, str] | None:
    """The text of a bundled standard and the name of its file; None where there is none of this id."""
    if id_ not in bundled_ids():
        return None
    name = f"{id_}.yaml"
    return files("rules.standards").joinpath(name).read_text("utf-8"), name


def load(id_or_file: str) -> Standard:
    """A standard by its id, or from a YAML file of one's own. Raises ``StandardError``."""
    found = find(id_or_file)
    return _bundled(*found) if found else load_standard(*read_file(id_or_file), find)


@cache
def _bundled(text: str, name: str) -> Standard:
    return load_standard(text, name, find)


def read_file(name: str) -> tuple[str, str]:
    """The text of a file and its name. Raises StandardError where there is none, UsageError where it cannot be read."""
    path = Path(name)
    known = ", ".join(bundled_ids())
    if not path.is_file():
        raise StandardError(
            f"没有标准“{name}”：既不是已有标准（{known}），也不是文件",
            f"no standard '{name}': it is neither one of {known} nor a file",
        )
    return read_text(path), path.name
