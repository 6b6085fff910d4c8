"""The registry and the runs: who is inspected, which nights there were, how far each site got."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, select, update

from inspector.store import schema
from inspector.store.codec import decode, dumps, encode, storable
from inspector.store.rows import ImportReport, RunRow, SiteProgress
from inspector.store.write import put
from rules.errors import StoreError
from rules.observations import Site

MAX_VARIABLES = 500  # of one statement; SQLite knows a limit


def replace_sites(connection: Connection, sites: Iterable[Site]) -> ImportReport:
    """Takes over sites by code, each with all of its columns; sites that are not named stay as they are."""
    rows = [{"code": site.code, "name": storable(site.name), "data": encode(site)} for site in sites]
    known = _texts(connection, select(schema.site.c.code, schema.site.c.data))
    put(connection, schema.site, rows, replace=("name", "data"))
    return ImportReport(
        added=tuple(row["code"] for row in rows if row["code"] not in known),
        changed=tuple(row["code"] for row in rows if known.get(row["code"], row["data"]) != row["data"]),
        unchanged=tuple(row["code"] for row in rows if known.get(row["code"]) == row["data"]),
    )


def sites(connection: Connection, codes: Sequence[str] | None) -> list[Site]:
    """The registered sites by code; raises StoreError for a code that is not registered."""
    code = schema.site.c.code
    query = _narrowed(select(code, schema.site.c.data), code, codes)
    found = _texts(connection, query.order_by(code))
    return _picked(found, codes, "未登记", "is not registered")


def run_sites(connection: Connection, run_id: int, codes: Sequence[str] | None) -> list[Site]:
    """The sites of a run as they were registered on that night; raises StoreError for one that was not in it."""
    table = schema.run_site
    query = select(table.c.site_code, table.c.data).where(table.c.run_id == run_id)
    found = _texts(connection, _narrowed(query, table.c.site_code, codes).order_by(table.c.site_code))
    return _picked(found, codes, f"不在第 {run_id} 次检查中", f"was not part of run {run_id}")


def _narrowed(query: Select[str, str], column: ColumnElement[str], codes: Sequence[str] | None) -> Select[str, str]:
    """Only the rows that are asked for, while they are few enough for one statement's variables."""
    return query if codes is None or len(codes) > MAX_VARIABLES else query.where(column.in_(codes))


def _texts(connection: Connection, query: Select[str, str]) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _picked(found: Mapping[str, str], codes: Sequence[str] | None, zh: str, en: str) -> list[Site]:
    missing = [code for code in codes or () if code not in found]
    if missing:
        names = "、".join(missing)
        raise StoreError(
            f"网站 {names} {zh}；请写网站标识码，见 inspector sites list",
            f"site {', '.join(missing)} {en}; inspector sites list shows the codes",
        )
    wanted = found if codes is None else {code: found[code] for code in dict.fromkeys(codes)}
    return [decode(Site, data) for data in wanted.values()]


def begin(
    connection: Connection,
    *,
    started: datetime,
    as_of: datetime,
    standard: str,
    sites: Sequence[Site],
    options: Mapping[str, str],
) -> int:
    """A new run with its sites waiting; returns its id."""
    values = {"started": started, "as_of": as_of, "standard": standard, "options": dumps(dict(options))}
    key = connection.execute(schema.run.insert().values(**values)).inserted_primary_key
    assert key is not None
    run_id = int(key[0])
    rows: list[dict[str, Any]] = [
        {"run_id": run_id, "site_code": site.code, "state": "waiting", "data": encode(site)} for site in sites
    ]
    if rows:
        connection.execute(schema.run_site.insert(), rows)
    return run_id


def finish(connection: Connection, run_id: int, finished: datetime, *, reported: bool) -> None:
    values = {"finished": finished, "reported": reported}
    connection.execute(update(schema.run).where(schema.run.c.id == run_id).values(values))


def set_reported(connection: Connection, run_id: int) -> None:
    connection.execute(update(schema.run).where(schema.run.c.id == run_id).values(reported=True))


RunQuery = Select[*tuple[Any, ...]]


def runs(connection: Connection, query: RunQuery | None = None) -> list[RunRow]:
    """Runs, oldest first unless the query says otherwise."""
    query = select(schema.run).order_by(schema.run.c.id) if query is None else query
    return [_run(row) for row in connection.execute(query).mappings()]


def _run(row: RowMapping) -> RunRow:
    return RunRow(
        id=row["id"],
        started=row["started"],
        finished=row["finished"],
        as_of=row["as_of"],
        standard=row["standard"],
        options=json.loads(row["options"]),
    )


def states(connection: Connection, run_id: int) -> dict[str, SiteProgress]:
    table = schema.run_site
    query = select(table.c.site_code, table.c.state).where(table.c.run_id == run_id).order_by(table.c.id)
    return {row.site_code: row.state for row in connection.execute(query)}


def set_state(connection: Connection, run_id: int, site_code: str, state: str) -> None:
    table = schema.run_site
    where = (table.c.run_id == run_id, table.c.site_code == site_code)
    if connection.execute(update(table).where(*where).values(state=state)).rowcount != 1:
        raise StoreError(f"网站 {site_code} 不在第 {run_id} 次检查中", f"site {site_code} is not part of run {run_id}")


def run_site_ids(connection: Connection, run_id: int) -> dict[str, int]:
    table = schema.run_site
    return {
        code: row_id
        for row_id, code in connection.execute(select(table.c.id, table.c.site_code).where(table.c.run_id == run_id))
    }
