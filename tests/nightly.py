"""A night as an office runs it: the program as a process, a database, sites on loopback that it may ask."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inspector.store import Store
from rules.observations import RegisteredColumn, Site
from tests import forking

AS_OF = "2024-06-01T12:00"
Process = subprocess.Popen[str] | forking.Forked
Card = dict[str, Any]


def list_page(rows: range) -> str:
    items = "".join(
        f"<li><a href='/tzgg/{n}.html'>关于第{n}项工作的通知公告</a><span>2024-05-{30 - n % 20}</span></li>"
        for n in rows
    )
    return f"<html><head><title>通知公告</title></head><body><h1>通知公告</h1><ul>{items}</ul></body></html>"


def build(web: Any, articles: int = 24, *, delay: float = 0.05, broken: int = 0) -> Site:
    """A site of that many articles on a ``Web`` server, with that many broken links: each takes a while to confirm."""
    home = f"<a href='/tzgg/'>通知公告</a>{list_page(range(3))}"
    web.page("/", home, delay=delay)
    web.page("/tzgg/", list_page(range(articles)), delay=delay)
    for n in range(articles):
        link = f"<a href='/gone/{n % broken}.html'>x</a>" if broken else ""
        body = f"<html><body><h1>第{n}项工作</h1><p>{'正文。' * 50}</p>{link}</body></html>"
        web.page(f"/tzgg/{n}.html", body, delay=delay)
    column = RegisteredColumn(name="通知公告", url=web.url + "/tzgg/", category="notices")
    return Site(code=str(4212210000 + web.port % 10000), name="嘉鱼县人民政府", url=web.url + "/", columns=(column,))


@dataclass
class Office:
    """``db`` is the database's URL; reports go to ``folder / "out"``."""

    folder: Path
    db: str
    more: Sequence[str] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def register(self, *sites: Site) -> None:
        store = Store.open(self.db)
        store.replace_sites(sites)
        store.close()

    def command(self, *args: str) -> list[str]:
        return [sys.executable, "-m", "inspector", "--db", self.db, "--lang", "en", *args]

    def start(self, *args: str, **options: Any) -> Process:
        """``inspector …`` in the background: with ``options`` of ``Popen`` a new interpreter, else a forked one."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("INSPECTOR_")}
        environment = {**clean, "INSPECTOR_BROWSER": "none", **self.environment}
        if not options:
            return forking.start("inspector", self.command(*args)[3:], environment=environment)
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(self.command(*args), env=environment, **pipes, **options)

    def begin(self, *args: str, **options: Any) -> Process:
        """``inspector run`` in the background."""
        fixed = ("--out", str(self.folder / "out"), "--allow-net", "127.0.0.0/8", "--standard", "relaunch-gate")
        return self.start("run", *fixed, "--as-of", AS_OF, *self.more, *args, **options)

    def run(self, *args: str, **options: Any) -> tuple[int, str, str]:
        """``inspector run``: exit code, stdout, stderr."""
        return ended(self.begin(*args, **options))

    def cards(self) -> list[Card]:
        paths = sorted((self.folder / "out").rglob("scorecard.json"))
        return [json.loads(path.read_text("utf-8")) for path in paths]

    def problems(self) -> list[tuple[str, ...]]:
        """What is reported, without instants."""
        return sorted(
            (card["site"]["code"], f["indicator"], f["verdict"], p["kind"], p["url"], str(p["occurrences"]))
            for card in self.cards()
            for f in card["findings"]
            for p in [*f["problems"], {"kind": "", "url": "", "occurrences": 0}]
        )

    def coverage(self) -> list[Any]:
        return [card["coverage"] for card in self.cards()]


def ended(process: Process, timeout: float = 120.0) -> tuple[int, str, str]:
    try:
        out, err = process.communicate(timeout=timeout)
    finally:
        if process.poll() is None:
            process.kill()
    return process.returncode or 0, out, err


def stored_pages(file: Path) -> list[str]:
    """Addresses of the pages in an SQLite database, each as often as it is there."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as connection:
            rows = connection.execute("select json_extract(data, '$.url') from observation where type = 'page'")
            return [url for (url,) in rows]
    except sqlite3.OperationalError:
        return []


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.01)


def kill(process: Process, number: int = signal.SIGKILL) -> None:
    """Ends a process, unless it was quicker."""
    process.send_signal(number)
    process.communicate(timeout=60)


def one_line(err: str) -> str:
    """The line that tells what went wrong: all of stderr but progress and warnings of sites."""
    assert "Traceback" not in err, err
    (line,) = [line for line in err.splitlines() if line.startswith("inspector: ")]
    return line
