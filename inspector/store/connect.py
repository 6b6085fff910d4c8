"""Opening a database: SQLite in WAL mode or PostgreSQL, migrated, and its errors in one clear line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from rules.errors import StoreError

BUSY_TIMEOUT_MS = 30_000  # writers wait for each other instead of failing
CONNECT_TIMEOUT_S = 10
POSTGRES_NAMES = {"postgres", "postgresql"}


def parse(text: str) -> URL:
    """A database URL; PostgreSQL gets the driver that is installed. Raises StoreError."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(
            "数据库地址无法识别；应形如 sqlite:///inspector.db 或 postgresql://用户:密码@主机/库名",
            "not a database URL; write sqlite:///inspector.db or postgresql://user:password@host/name",
        ) from None
    if url.drivername in POSTGRES_NAMES:
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(
            f"不支持数据库 {url.get_backend_name()}；可用 SQLite 或 PostgreSQL",
            f"no support for {url.get_backend_name()}; use SQLite or PostgreSQL",
        )
    return url


def named(url: URL) -> str:
    """The database as messages may name it: never a password, no parameters that could hold one."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{url.host or 'localhost'}{port}/{url.database or ''}"


def connect(url: URL, *, create: bool = True) -> Engine:
    """An engine for the URL; with ``create`` False a missing SQLite file is an error. Raises StoreError."""
    if url.get_backend_name() != "sqlite":
        try:
            return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_TIMEOUT_S})
        except (NoSuchModuleError, ModuleNotFoundError, ArgumentError):
            raise StoreError(
                f"没有驱动 {url.drivername}；写 postgresql://…",
                f"no driver {url.drivername}; write postgresql://…",
            ) from None
    _check_file(url, create)
    engine = create_engine(url)
    file = _OneFile(Path(url.database or ""))
    event.listen(engine, "do_connect", file.before_connecting)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", file.before_beginning)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


class _OneFile:
    """The file of an SQLite database. One removed under a run would be written on unseen, and be gone at its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._identity: tuple[int, int] | None = None

    def before_connecting(self, *_: object) -> None:
        if self._identity is not None:
            self._check()  # SQLite would make an empty one

    def before_beginning(self, _connection: Connection) -> None:
        self._check()

    def _check(self) -> None:
        try:
            found = self._path.stat()
        except OSError:
            found = None
        identity = (found.st_dev, found.st_ino) if found else None
        self._identity = self._identity or identity
        if identity is None or identity != self._identity:
            raise StoreError(
                f"数据库文件 {self._path} 已被删除或替换", f"the database file {self._path} was removed or replaced"
            )


def _check_file(url: URL, create: bool) -> None:
    name = url.database
    if not name or name == ":memory:":
        raise StoreError(
            "SQLite 数据库必须是一个文件，如 sqlite:///inspector.db",
            "an SQLite database must be a file: sqlite:///inspector.db",
        )
    path = Path(name)
    if path.is_dir() or not path.parent.is_dir():
        raise StoreError(
            f"无法在此处建立数据库 {name}：上级文件夹不存在，或它本身是文件夹",
            f"no database can be made at {name}: its folder is missing, or it is a folder itself",
        )
    if not create and not path.exists():
        raise StoreError(
            f"没有数据库 {name}；用 --db 或 INSPECTOR_DB 指明，或先运行 inspector sites import",
            f"there is no database {name}; name one by --db or INSPECTOR_DB, or run inspector sites import first",
        )


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite, not guessed by the driver
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # in WAL mode a crash of the program loses nothing
    connection.execute("PRAGMA foreign_keys=ON")


def _begin_sqlite(connection: Connection) -> None:
    """Writers lock at once: a reader turned writer half-way would fail instead of waiting."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A consistent view of the database. Raises StoreError."""
    with told(engine.url), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it is stored, or nothing. Raises StoreError."""
    with told(engine.url), engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def told(url: URL) -> Iterator[None]:
    """Errors of the database as one line each."""
    try:
        yield
    except DBAPIError as error:
        raise _explained(str(error.orig), url) from None
    except SQLAlchemyError as error:
        raise _explained(type(error).__name__, url) from None


def _explained(cause: str, url: URL) -> StoreError:
    name = named(url)
    first = " ".join(cause.split("\n", maxsplit=1)[0].split())
    if url.password:
        first = first.replace(url.password, "***")
    for fragment, zh, en in CAUSES:
        if fragment in cause:
            return StoreError(f"数据库 {name}：{zh}", f"database {name}: {en}")
    return StoreError(f"数据库 {name} 无法使用：{first}", f"database {name} cannot be used: {first}")


CAUSES = (
    ("disk is full", "磁盘已满，请腾出空间后重试", "the disk is full; make room and try again"),
    ("No space left", "磁盘已满，请腾出空间后重试", "the disk is full; make room and try again"),
    ("database is locked", "被另一程序占用，请稍后重试", "another program keeps it locked; try again later"),
    ("readonly database", "没有写权限", "no write access"),
    ("unable to open", "无法打开，请检查路径和权限", "cannot be opened; check the path and the access rights"),
    ("not a database", "这不是 SQLite 数据库文件", "this file is not an SQLite database"),
    ("malformed", "文件已损坏，请用备份恢复", "the file is damaged; restore a backup"),
    ("disk I/O error", "磁盘读写出错", "the disk failed while it was read or written"),
    ("password authentication failed", "用户名或密码不对", "wrong user name or password"),
    ("does not exist", "库或用户不存在", "no such database or user"),
    (
        "Connection refused",
        "连接被拒绝，请检查数据库是否已启动",
        "connection refused; is the server running?",
    ),
    ("connection to server", "连接不上或已断开", "the server cannot be reached or hung up"),
    ("connection failed", "连接不上", "the server cannot be reached"),
    ("append only", "观测记录只能增加，不能修改", "observations are only ever added, never changed"),
)
