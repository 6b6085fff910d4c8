"""Stores to test with: a new SQLite file, and a new database of a PostgreSQL server where one can be started."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import psycopg
import pytest

from inspector.clock import SHANGHAI
from inspector.store import Store
from rules.observations import Page, RegisteredColumn, Site
from spiders.items import UrlEntry, Visit

AT = datetime(2026, 3, 2, 6, tzinfo=SHANGHAI)
NUMBERS = count()


def _program(name: str) -> str | None:
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(debian[-1]) if debian else shutil.which(name)


def _as_owner(*command: str) -> None:
    """PostgreSQL refuses to run as root; Debian's package brings a user for it."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Path]:
    """The socket folder of a server that listens on nothing else."""
    initdb, pg_ctl = _program("initdb"), _program("pg_ctl")
    if initdb is None or pg_ctl is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="inspector-pg-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    _as_owner(initdb, "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
    _as_owner(pg_ctl, "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    yield folder
    _as_owner(pg_ctl, "-D", str(data), "-m", "immediate", "stop")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def file_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture(params=["file_url", "server_url"])
def db_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(request.param)
    return url


@pytest.fixture
def server_url(postgres: Path) -> str:
    name = f"inspector_{next(NUMBERS)}"
    with psycopg.connect(f"host={postgres} user=postgres dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"postgresql://postgres@/{name}?host={postgres}"


@pytest.fixture
def store(db_url: str) -> Iterator[Store]:
    opened = Store.open(db_url)
    yield opened
    opened.close()


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def site() -> Site:
    columns = (RegisteredColumn(name="工作动态", url="http://www.a.gov.cn/gzdt/", category="news", period_days=14),)
    return Site(code="1100000001", name="甲网", url="http://www.a.gov.cn/", columns=columns)


@pytest.fixture
def new_run(store: Store, at: datetime) -> Callable[..., int]:
    def make(*sites: Site, started: datetime = at) -> int:
        return store.begin_run(started=started, as_of=started, standard="census-2015", sites=sites, options={"a": "b"})

    return make


@pytest.fixture
def visit(site: Site) -> Callable[..., Visit]:
    """A visit of the page number ``number`` that found the URLs ``found``."""

    def make(number: int, *found: int, body: bytes | None = None) -> Visit:
        url = f"{site.url}{number}.html"
        page = Page(at=AT + timedelta(seconds=number), url=url, final_url=url, role="article", status=200)
        return Visit(
            site_code=site.code,
            entry=UrlEntry(id=number, url=url, leaf=False, role="article"),
            state="done",
            page=page,
            found=tuple(UrlEntry(id=one, url=f"{site.url}{one}.html", leaf=one % 2 == 0) for one in found),
            edges=tuple((one, 10, f"链接{one}", "page") for one in found),
            body=body,
        )

    return make
