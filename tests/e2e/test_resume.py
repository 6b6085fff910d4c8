"""A killed run goes on with --resume: no stored page is asked again, and it ends as an undisturbed run does."""

import json
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.demo.plan import load_as_of, load_plans
from inspector.demo.server import FixtureServer

pytestmark = pytest.mark.e2e
Run = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., subprocess.Popen[str]]

REGISTRY = """
sites:
  - code: "{code}"
    name: {name}
    url: http://{host}/
    sponsor: 县政府办公室
"""


def _stored(database: Path) -> set[str]:
    """The pages that the store has."""
    if not database.exists():
        return set()
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        try:
            rows = connection.execute("select data from observation where type = 'page'").fetchall()
        except sqlite3.OperationalError:
            return set()
    connection.close()
    return {json.loads(row[0])["url"] for row in rows}


def _cards(folder: Path) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("scorecard.json"))]


def _problems(folder: Path) -> list[tuple[str, str, str]]:
    return sorted(
        (f["indicator"], p["kind"], p["url"])
        for card in _cards(folder)
        for f in card["findings"]
        for p in f["problems"]
    )


@pytest.mark.parametrize("pages_before", [3, 40])
def test_a_killed_run_repeats_no_stored_page_and_finds_the_same(
    pages_before: int, inspector: Run, start: Start, tmp_path: Path
) -> None:
    plan = load_plans(("broken-links",))["broken-links"]
    (tmp_path / "sites.yaml").write_text(REGISTRY.format(code=plan.code, name=plan.name, host=plan.host), "utf-8")
    database = tmp_path / "killed.db"
    with FixtureServer({"a": plan}, load_as_of()) as server:
        resolve = [argument for value in server.overrides for argument in ("--resolve", value)]
        options = ["--allow-net", "127.0.0.0/8", *resolve, "--as-of", load_as_of().isoformat(), "--delay", "0.02"]
        for name in ("killed.db", "whole.db"):
            assert inspector("--db", f"sqlite:///{name}", "sites", "import", "sites.yaml").returncode == 0
        process = start("--db", "sqlite:///killed.db", "run", "--out", "killed", *options)
        deadline = time.monotonic() + 60
        while len(_stored(database)) < pages_before and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=30)
        stored = _stored(database)
        assert len(stored) >= pages_before
        asked_before = dict(server.requests)
        resumed = inspector("--db", "sqlite:///killed.db", "run", "--resume", "--out", "killed", *options)
        assert resumed.returncode == 0, resumed.stdout + resumed.stderr
        asked_again = {
            f"http://{host}{path}"
            for (method, host, path), count in server.requests.items()
            if method == "GET" and count > asked_before.get((method, host, path), 0)
        }
        home = f"http://{plan.host}/"  # a probe or a check of how the site answers may look at it again
        assert not (stored - {home}) & asked_again
        whole = inspector("--db", "sqlite:///whole.db", "run", "--out", "whole", *options)
        assert whole.returncode == 0, whole.stdout + whole.stderr
    assert _problems(tmp_path / "killed") == _problems(tmp_path / "whole")
    broken = [problem for problem in _problems(tmp_path / "whole") if problem[0] == "broken-links"]
    assert len(broken) == 7
    assert _cards(tmp_path / "killed")[0]["coverage"] == _cards(tmp_path / "whole")[0]["coverage"]
