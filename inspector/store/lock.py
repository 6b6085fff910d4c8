"""One run at a time on one database, by locks that end with their holder: a killed run blocks nobody."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from inspector.store.connect import named, told
from rules.errors import StoreError

RUN_KEY = 0x1A5BEC71  # any number of our own, beside the one of migrations


@contextmanager
def one_run(engine: Engine) -> Iterator[None]:
    """Holds the database for a run; raises StoreError at once when another run holds it."""
    held = _file_lock(engine) if engine.dialect.name == "sqlite" else _server_lock(engine)
    with held:
        yield


def _refusal(engine: Engine) -> StoreError:
    name = named(engine.url)
    return StoreError(
        f"另一次检查正在使用数据库 {name}；请等它结束，或用 --db 另指一个",
        f"another run is using database {name}; wait for it to end, or name another one by --db",
    )


@contextmanager
def _file_lock(engine: Engine) -> Iterator[None]:
    path = Path(f"{engine.url.database}.run-lock")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"无法建立锁文件 {path}：{error.strerror}", f"cannot make the lock file {path}: {error.strerror}"
        ) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise _refusal(engine) from None
    try:
        yield
    finally:
        os.close(handle)  # frees the lock; the empty file stays, since removing it would race with the next run


@contextmanager
def _server_lock(engine: Engine) -> Iterator[None]:
    with told(engine.url), engine.connect() as connection:
        taken = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": RUN_KEY}).scalar()
        connection.commit()  # the lock belongs to the session; an open transaction would hold up vacuuming
        if not taken:
            raise _refusal(engine)
        try:
            yield
        finally:
            with suppress(SQLAlchemyError):  # a server that is gone holds no lock, and is told by whoever missed it
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": RUN_KEY})
                connection.commit()
