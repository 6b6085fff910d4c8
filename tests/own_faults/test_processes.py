"""Processes that die or are told to end, and two that want the same store: nothing is lost, nothing is done twice."""

import os
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from inspector.store import Store
from tests.nightly import Office, build, ended, kill, one_line, stored_pages, wait_for

pytestmark = pytest.mark.e2e


def children(pid: int) -> list[int]:
    """The processes that a process started, those of multiprocessing's own left out."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += [int(child) for child in (task / "children").read_text().split()]
    return [child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


@pytest.fixture
def three_sites(web_factory: Callable[[], Any], office: Office) -> list[Any]:
    webs = [web_factory() for _ in range(3)]
    office.register(*(build(web, 12, delay=0.3) for web in webs))  # none is over before a worker is killed
    return webs


def test_a_worker_that_is_killed_leaves_its_sites_to_resume(three_sites: list[Any], office: Office, file: Path) -> None:
    process = office.begin("--workers", "2")
    wait_for(lambda: len(stored_pages(file)) >= 8)
    os.kill(children(process.pid)[0], signal.SIGKILL)
    code, _, err = ended(process)
    assert code == 3, err
    assert "inspector run --resume" in err
    assert "Traceback" not in err
    kept = set(stored_pages(file))
    asked = [len(web.asked) for web in three_sites]
    code, _, err = office.run("--resume")
    assert code == 0, err
    again = {
        web.url + line.partition(" ")[2]
        for web, before in zip(three_sites, asked, strict=True)
        for line in web.asked[before:]
        if line.startswith("GET")
    }
    assert not {url for url in again & kept if not url.endswith("/")}
    assert [(card["coverage"]["pages"], card["coverage"]["complete"]) for card in office.cards()] == [(14, True)] * 3
    assert len(stored_pages(file)) == len(set(stored_pages(file))) == 42


def test_two_workers_take_a_site_each(web_factory: Callable[[], Any], office: Office, file: Path) -> None:
    webs = [web_factory() for _ in range(2)]
    office.register(*(build(web, 12, delay=0.3) for web in webs))
    process = office.begin("--workers", "2")
    wait_for(lambda: min(len(web.asked) for web in webs) >= 3)
    os.kill(children(process.pid)[0], signal.SIGKILL)
    code, _, err = ended(process)
    assert code == 3, err
    with closing(sqlite3.connect(file)) as store:
        states = [state for (state,) in store.execute("SELECT state FROM run_site ORDER BY state")]
    assert states == ["crawling", "done"]


def test_ctrl_c_while_the_workers_are_loaded_is_one_line(three_sites: list[Any], office: Office) -> None:
    """A terminal sends it to every process at once."""
    process = office.begin("--workers", "2")
    wait_for(lambda: len(children(process.pid)) == 2)
    for pid in (*children(process.pid), process.pid):
        os.kill(pid, signal.SIGINT)
    code, _, err = ended(process)
    assert code == 3, err
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "run 1 was stopped; inspector run --resume goes on with it"
    assert sum(len(web.asked) for web in three_sites) < 3 * 12


def test_the_parent_of_the_workers_may_be_killed_too(three_sites: list[Any], office: Office, file: Path) -> None:
    process = office.begin("--workers", "2")
    wait_for(lambda: len(stored_pages(file)) >= 4)
    workers = children(process.pid)
    kill(process)
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    code, _, err = office.run("--resume")
    assert code == 0, err
    assert [card["coverage"]["pages"] for card in office.cards()] == [14] * 3


def test_a_run_that_is_told_to_end_says_how_it_goes_on(
    registered: Callable[..., Any], office: Office, file: Path
) -> None:
    web = registered()
    process = office.begin()
    wait_for(lambda: len(stored_pages(file)) >= 5)
    process.send_signal(signal.SIGTERM)
    code, _, err = ended(process)
    assert code == 3
    assert "inspector run --resume" in err
    assert "Traceback" not in err
    kept, asked = set(stored_pages(file)), len(web.asked)
    code, _, err = office.run("--resume")
    assert code == 0, err
    assert not kept & {web.url + line.partition(" ")[2] for line in web.asked[asked:] if line.startswith("GET")}


def test_a_signal_after_the_crawl_ends_the_program_in_one_line_and_nothing_is_asked_again(
    registered: Callable[..., Any], office: Office
) -> None:
    web = registered(4, delay=0.0)
    fifo = office.folder / "out"
    fifo.mkdir()
    (fifo / "index.html").write_text("somebody's own")  # so that the reports cannot be written, and the run waits
    code, _, err = office.run()
    assert code == 2, err
    asked = len(web.asked)
    (fifo / "index.html").unlink()
    process = office.begin("--resume", bufsize=1)  # a new interpreter, whose lines can be read as they come
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(("judging", "writing")):
            process.send_signal(signal.SIGTERM)
            break
    code, _, err = ended(process)
    assert code in (0, 3)
    assert "Traceback" not in err
    assert "interrupted" in err or code == 0
    assert office.run("--resume")[0] == 0
    assert code == 0 or len(web.asked) == asked


def test_two_runs_at_once_on_one_store_are_one(registered: Callable[..., Any], office: Office, file: Path) -> None:
    registered()
    first = office.begin("--delay", "2")
    wait_for(lambda: len(stored_pages(file)) >= 2)
    code, _, err = office.run("--out", str(office.folder / "other"))
    assert code == 2
    assert "another run is using" in one_line(err)
    assert not (office.folder / "other").exists()
    first.send_signal(signal.SIGTERM)
    assert ended(first)[0] == 3


class Server:
    """A PostgreSQL server that can be stopped and started."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        self.url = f"postgresql://postgres@/postgres?host={folder}"
        shutil.chown(folder, "postgres", "postgres")
        self._do("initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C")
        self.start()

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c fsync=off"
        self._do("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._do("pg_ctl", "-m", "immediate", "stop", check=False)

    def _do(self, name: str, *arguments: str, check: bool = True) -> None:
        command = ["runuser", "-u", "postgres", "--", str(self.programs / name), "-D", str(self.folder / "data")]
        subprocess.run([*command, *arguments], check=check, capture_output=True, cwd="/")


@pytest.fixture
def server() -> Iterator[Server]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found or os.geteuid() != 0:
        pytest.skip("no PostgreSQL that can be stopped here")
    with tempfile.TemporaryDirectory(prefix="inspector-pg-") as folder:
        running = Server(Path(folder), found[-1])
        yield running
        running.stop()


def test_a_server_that_stops_under_a_run_ends_it_in_one_line_and_the_run_goes_on_later(
    registered: Callable[..., Any], office: Office, server: Server
) -> None:
    office.db = server.url
    web = registered()
    process = office.begin()
    wait_for(lambda: len(web.asked) >= 12)
    server.stop()
    code, _, err = ended(process)
    assert code == 3, err
    assert "inspector run --resume" in one_line(err)
    server.start()
    code, _, err = office.run("--resume")
    assert code == 0, err
    (card,) = office.cards()
    assert (card["coverage"]["pages"], card["coverage"]["complete"]) == (26, True)
    store = Store.open(server.url)
    assert store.unfinished_run() is None
    store.close()
