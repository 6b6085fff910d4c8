"""Many rows of one plain query, straight from the driver: SQLAlchemy's own rows cost as much as reading them.

The statement is still SQLAlchemy's, built and compiled once; only its rows come as the driver gives them, so that
whoever asks turns instants and documents into what they stand for.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Compiled, Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError

from inspector.store.schema import Instant

BLOCK_ROWS = 1000


def rows(connection: Connection, statement: Select[Any], **values: object) -> Sequence[Any]:
    """All rows of a statement that is made once; ``values`` fill its ``bindparam``s, instants by ``stored``.

    Raises DBAPIError, as SQLAlchemy does.
    """
    return [row for block in blocks(connection, statement, **values) for row in block]


def blocks(connection: Connection, statement: Select[Any], **values: object) -> Iterator[Sequence[Any]]:
    """Like ``rows``, some at a time: the documents of a large site need not be in memory beside what they say."""
    if not connection.in_transaction():
        connection.begin()  # what follows sees the same state of the database
    sql, names, fixed = _compiled(statement, connection.dialect)
    given = {**fixed, **values}
    parameters = given if names is None else tuple([given[name] for name in names])
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, parameters)
        while block := cursor.fetchmany(BLOCK_ROWS):
            yield block
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(sql, None, error) from error
    finally:
        cursor.close()


@lru_cache(maxsize=64)
def _compiled(statement: Select[Any], dialect: Dialect) -> tuple[str, list[str] | None, dict[str, Any]]:
    """The text, the names of its parameters where they go by place, and the values that the statement has itself."""
    compiled: Compiled = statement.compile(dialect=dialect)
    fixed = dict(compiled.params)
    return str(compiled), getattr(compiled, "positiontup", None), fixed


_INSTANT = Instant()


def stored(instant: datetime, dialect: Dialect) -> str | None:
    """An instant as the tables hold it."""
    return _INSTANT.process_bind_param(instant, dialect)


def instant(text: str, dialect: Dialect) -> datetime:
    """An instant as it was stored."""
    found = _INSTANT.process_result_value(text, dialect)
    assert found is not None
    return found
