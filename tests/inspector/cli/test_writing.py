"""Files that a command writes are whole, or as they were."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from inspector.cli._writing import save, whole_file
from rules.errors import UsageError


def test_a_file_that_was_there_stays_where_writing_is_broken_off(tmp_path: Path) -> None:
    out = tmp_path / "baseline.json"
    save(out, "old")
    with suppress(KeyboardInterrupt), whole_file(out) as file:
        file.write(b"ne")
        raise KeyboardInterrupt
    assert (out.read_text(), list(tmp_path.iterdir())) == ("old", [out])


def test_a_new_file_and_its_folder_are_made(tmp_path: Path) -> None:
    save(tmp_path / "new" / "b.json", "县")
    assert (tmp_path / "new" / "b.json").read_bytes() == "县".encode()


def test_what_stands_for_something_else_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """As ``--json /dev/stdout``, which a system cannot do without."""
    true, link = tmp_path / "true.json", tmp_path / "link.json"
    true.write_text("old and longer")
    link.symlink_to(true)
    save(link, "new")
    assert (link.is_symlink(), true.read_text()) == (True, "new")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    save(pipe, "told")
    assert (os.read(reader, 9), pipe.is_fifo()) == (b"told", True)
    os.close(reader)


def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="无法写入"):
        save(tmp_path / "file" / "x.json", "")
