"""Bringing a database to today's tables, once, whoever comes first.

Alembic takes a third of a second to import, so it is only asked when the stored revision is not the newest one.
"""

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, inspect, text

from inspector.store.connect import named, reading, writing
from rules.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = Lock()  # Alembic's context is the process's, not the thread's: two databases would be mixed up
LOCK_KEY = 0x1A5BEC70  # any number of our own: PostgreSQL's advisory locks share one space


def newest() -> str:
    """The revision of this program: migration files are named ``<revision>_<what>.py`` and count upwards."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def migrate(engine: Engine) -> None:
    """Creates or upgrades the tables. Raises StoreError, also for a database of a newer program."""
    with reading(engine) as connection:
        stored = _stored(connection)
    if stored == newest():
        return
    if stored is not None and stored > newest():
        raise StoreError(
            f"数据库 {named(engine.url)} 由更新版本的 inspector 建立（{stored}），请升级 inspector",
            f"database {named(engine.url)} was made by a newer inspector ({stored}); upgrade inspector",
        )
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK_KEY})
        if _stored(connection) != newest():  # another process may have been first
            _upgrade(connection)


def _stored(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with ONE_AT_A_TIME:
        command.upgrade(config, "head")
