"""A disk without room, a database that another program holds, or that is gone: one line, exit code 3, nothing lost."""

import resource
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.nightly import Office, ended, one_line, stored_pages, wait_for

pytestmark = pytest.mark.e2e
START_KB = 8000
ROOM_KB = 120
"""For some pages more than the tables take."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, too small for the night."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={START_KB}k", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_ends_the_run_in_one_line_and_it_goes_on_once_there_is_room(
    small_disk: Path, web: Any, registered: Callable[..., Any], office: Office
) -> None:
    office.db = f"sqlite:///{small_disk / 'night.db'}"
    registered(40, delay=0.0)
    used = shutil.disk_usage(small_disk).used // 1024
    subprocess.run(["mount", "-o", f"remount,size={used + ROOM_KB}k", str(small_disk)], check=True)
    code, _, err = office.run()
    assert code == 3, err
    assert "the disk is full" in one_line(err)
    assert "inspector run --resume" in one_line(err)
    kept = set(stored_pages(small_disk / "night.db"))
    asked = len(web.asked)
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    code, _, err = office.run("--resume")
    assert code == 0, err
    again = {web.url + line.partition(" ")[2] for line in web.asked[asked:] if line.startswith("GET")}
    assert not again & kept
    (card,) = office.cards()
    assert (card["coverage"]["pages"], card["coverage"]["complete"]) == (42, True)
    with closing(sqlite3.connect(small_disk / "night.db")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_quota_on_files_is_the_same(registered: Callable[..., Any], office: Office, file: Path) -> None:
    registered(40, delay=0.0)
    room = 100_000  # the log of changes that SQLite keeps beside its file comes first
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # noqa: E731
    code, _, err = office.run(preexec_fn=limit)
    assert code == 3, err
    assert "disk" in one_line(err)
    code, _, err = office.run("--resume")
    assert (code, len(stored_pages(file))) == (0, 42), err


def test_a_disk_that_fills_up_while_reports_are_written_costs_no_second_crawl(
    web: Any, registered: Callable[..., Any], office: Office, small_disk: Path
) -> None:
    registered(delay=0.0)
    (small_disk / "ballast").write_bytes(bytes(START_KB * 1024 - 20_000))
    (office.folder / "out").symlink_to(small_disk)
    code, _, err = office.run()
    assert code in (2, 3), err
    assert "No space left" in one_line(err)
    asked = len(web.asked)
    (small_disk / "ballast").unlink()
    code, _, err = office.run("--resume")
    assert code == 0, err
    assert len(web.asked) == asked
    assert len(office.cards()) == 1


def test_another_program_that_holds_the_database_for_a_while_is_waited_for(
    web: Any, registered: Callable[..., Any], office: Office, file: Path
) -> None:
    registered()
    process = office.begin()
    wait_for(lambda: len(stored_pages(file)) >= 3)
    with closing(sqlite3.connect(file, isolation_level=None, timeout=10)) as other:
        other.execute("begin immediate")
        threading.Event().wait(2.5)
        other.execute("rollback")
    code, _, err = ended(process)
    assert code == 0, err
    assert sorted(stored_pages(file)) == sorted({*stored_pages(file)})
    assert office.cards()[0]["coverage"]["pages"] == 26


@pytest.mark.parametrize("replaced", [False, True])
def test_a_database_that_is_removed_under_a_run_ends_it(
    registered: Callable[..., Any], office: Office, file: Path, replaced: bool
) -> None:
    registered()
    process = office.begin()
    wait_for(lambda: len(stored_pages(file)) >= 3)
    for path in file.parent.glob("night.db*"):
        if replaced:
            shutil.copy(path, f"{path}.copy")
            Path(f"{path}.copy").replace(path)
        else:
            path.unlink()
    code, _, err = ended(process)
    assert code == 3, err
    assert "removed or replaced" in one_line(err)
    assert not (office.folder / "out" / "index.html").exists()


def test_a_database_without_write_access_is_said_before_anything_is_asked(
    web: Any, registered: Callable[..., Any], office: Office, file: Path
) -> None:
    registered()
    folder = office.folder / "gone"
    office.db = f"sqlite:///{folder / 'night.db'}"
    code, _, err = office.run()
    assert code == 2
    assert "folder is missing" in one_line(err)
    assert web.asked == []
