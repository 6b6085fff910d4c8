"""Files that a command leaves behind: whole, or as they were before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(out: Path) -> Iterator[BinaryIO]:
    """Written beside ``out`` first: a file that was there is replaced by a whole one, or stays. Raises UsageError."""
    from rules.errors import UsageError

    part = out.with_name(f".{out.name}.part") if _replaceable(out) else out
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
        if part != out:
            part.replace(out)
    except OSError as error:
        raise UsageError(f"无法写入 {out}：{error.strerror}", f"cannot write {out}: {error.strerror}") from None
    finally:
        if part != out:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def save(out: Path, text: str) -> None:
    """A text file. Raises UsageError where it cannot be written."""
    with whole_file(out) as file:
        file.write(text.encode())


def _replaceable(out: Path) -> bool:
    """Not what stands for something else, such as /dev/stdout or a pipe: that has to be written to."""
    return not out.is_symlink() and (out.is_file() or not out.exists())
