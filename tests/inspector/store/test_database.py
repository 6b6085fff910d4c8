"""Opening, migrating, locking, and what the user is told when the database fails."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import event, text

from inspector.store import Store, connect, schema
from inspector.store.connect import parse, writing
from inspector.store.migrate import MIGRATIONS, newest
from rules.errors import StoreError
from rules.observations import Site
from spiders.items import Visit


def test_migrations_make_the_tables_of_the_schema(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_a_database_of_an_older_program_keeps_its_runs_and_sites(db_url: str) -> None:
    engine = connect.connect(parse(db_url), create=True)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        at = "2026-03-02T00:00:00.000000+00:00"
        connection.execute(
            text(
                "INSERT INTO run (id, started, finished, as_of, standard, options) VALUES (7, :at, :at, :at, 's', '{}')"
            ),
            {"at": at},
        )
        connection.execute(
            text("INSERT INTO run_site (id, run_id, site_code, state, data) VALUES (1, 7, 'x', 'done', :data)"),
            {"data": '{"code":"x","name":"n","url":"http://x.cn/"}'},
        )
    engine.dispose()
    store = Store.open(db_url)
    assert [run.id for run in store.runs()] == [7]
    assert store.site_states(7) == {"x": "done"}
    store.close()


def test_opening_again_changes_nothing(db_url: str, store: Store, site: Site) -> None:
    store.replace_sites([site])
    again = Store.open(db_url)
    assert again.sites() == [site]
    again.close()


def test_the_first_opening_may_happen_many_times_at_once(db_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(Store.open, [db_url] * 4))
    assert [store.sites() for store in stores] == [[]] * 4
    for store in stores:
        store.close()


def test_many_databases_may_be_made_at_once_in_one_process(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path / f'{number}.db'}" for number in range(12)]
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(Store.open, urls))
    assert [store.sites() for store in stores] == [[]] * 12
    for store in stores:
        store.close()


def test_a_database_of_a_newer_program_is_left_alone(db_url: str, store: Store) -> None:
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert newest() < "9999"
    with pytest.raises(StoreError, match=r"9999.*请升级"):
        Store.open(db_url)


def test_a_second_run_on_one_database_is_refused(db_url: str, store: Store) -> None:
    other = Store.open(db_url)
    with store.run_lock():
        with pytest.raises(StoreError, match="另一次检查正在使用"), other.run_lock():
            pass
        other.replace_sites([])  # probes and imports go on beside a run
    with other.run_lock():
        pass
    other.close()


HOLD = """
import sys, time
from inspector.store import Store
with Store.open(sys.argv[1]).run_lock():
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_killed_run_blocks_nobody(db_url: str, store: Store) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, db_url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreError), store.run_lock():
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    deadline = time.monotonic() + 10
    while True:  # the server takes a moment to notice
        try:
            with store.run_lock():
                return
        except StoreError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "数据库地址无法识别"),
        ("mysql://root:geheim@localhost/x", "不支持数据库 mysql"),
        ("postgresql+asyncpg://u:geheim@localhost/x", "没有驱动"),
        ("sqlite://", "必须是一个文件"),
        ("sqlite:////nowhere/at/all.db", "上级文件夹不存在"),
        ("postgresql://u:geheim@localhost:1/x", "连接被拒绝"),
        ("postgresql://localhost:1/x?password=geheim", "连接被拒绝"),
        ("postgresql://u:geheim@localhost:notaport/x", "数据库地址无法识别"),
    ],
)
def test_what_cannot_be_opened_is_one_line_without_the_password(url: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        Store.open(url)
    for line in (caught.value.text("zh"), caught.value.text("en")):
        assert "geheim" not in line
        assert "\n" not in line
        assert len(line) < 200


def test_a_missing_file_is_only_made_where_asked(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    with pytest.raises(StoreError, match="没有数据库"):
        Store.open(url, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("an ordinary letter" * 100)
    with pytest.raises(StoreError, match="不是 SQLite 数据库文件"):
        Store.open(f"sqlite:///{path}")
    assert path.read_text() == "an ordinary letter" * 100


@pytest.fixture
def file_store(file_url: str) -> Store:
    return Store.open(file_url)


def test_a_full_disk_is_one_line_and_loses_nothing_stored(
    file_store: Store, site: Site, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    """SQLite answers a full disk and a full quota of pages with the same error."""
    begun = {"started": visit(1).page.at, "as_of": visit(1).page.at, "standard": "s", "options": {}}  # type: ignore[union-attr]
    run_id = file_store.begin_run(sites=[site], **begun)  # type: ignore[arg-type]
    file_store.write(run_id, [visit(1)])
    file_store.close()
    pages = file_store_pages(tmp_path / "store.db")
    event.listen(
        file_store._engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}")
    )
    with pytest.raises(StoreError, match="磁盘已满"):
        file_store.write(run_id, [visit(2, body=os.urandom(200_000))])
    assert [url_id for url_id, _ in file_store.resume(run_id, site.code).visited] == [1]
    file_store.close()


def file_store_pages(path: Path) -> int:
    connection = sqlite3.connect(path)
    pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    return pages


def test_a_database_that_stays_locked_is_one_line(
    file_store: Store, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_store.close()
    monkeypatch.setattr(connect, "BUSY_TIMEOUT_MS", 50)
    holder = sqlite3.connect(tmp_path / "store.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="被另一程序占用"):
        file_store.replace_sites([site])
    holder.execute("ROLLBACK")
    holder.close()
    file_store.replace_sites([site])
    assert file_store.sites() == [site]
    file_store.close()


def test_a_database_that_is_gone_is_one_line(file_store: Store, site: Site, tmp_path: Path) -> None:
    file_store.close()
    shutil.rmtree(tmp_path)
    with pytest.raises(StoreError, match="已被删除或替换") as caught:
        file_store.replace_sites([site])
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("replaced", [True, False])
def test_a_database_that_is_removed_while_it_is_open_is_not_written_on_unseen(
    file_store: Store, site: Site, tmp_path: Path, replaced: bool
) -> None:
    file_store.replace_sites([site])
    path = tmp_path / "store.db"
    path.unlink()
    if replaced:
        Store.open(f"sqlite:///{path}").close()
    with pytest.raises(StoreError, match="已被删除或替换"):
        file_store.replace_sites([site])
    with pytest.raises(StoreError, match="已被删除或替换"):
        file_store.sites()
    assert path.exists() is replaced
    file_store.close()


def test_a_server_that_hangs_up_is_one_line_and_the_next_call_connects_anew(server_url: str, site: Site) -> None:
    store, other = Store.open(server_url), Store.open(server_url)

    def interrupted() -> None:
        with connect.writing(store._engine) as connection:
            with other._engine.connect() as killer:
                killer.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
                )
            connection.execute(schema.site.select())

    with pytest.raises(StoreError) as caught:
        interrupted()
    assert "\n" not in str(caught.value)
    store.replace_sites([site])
    assert store.sites() == [site]
    store.close()
    other.close()


def test_sqlite_waits_for_other_writers_and_survives_a_crash(file_store: Store) -> None:
    with file_store._engine.connect() as connection:
        settings = [
            connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "busy_timeout", "synchronous", "foreign_keys")
        ]
    assert settings == ["wal", 30_000, 1, 1]
    file_store.close()
