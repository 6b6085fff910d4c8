"""Writing what a crawl saw: Core inserts, all rows of one call in one transaction."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from inspector.store import schema
from inspector.store.codec import dumps, encode, storable
from rules.observations import Observation
from spiders.items import LinkChecked, Seen, UrlEntry, UrlState, Visit

Row = dict[str, Any]
Item = Visit | Seen | LinkChecked


@dataclass(slots=True)
class Batch:
    """The rows of one ``write`` call by table, in the order the items came."""

    found: list[Row] = field(default_factory=list)
    visited: list[Row] = field(default_factory=list)
    edges: list[Row] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)
    observations: list[Row] = field(default_factory=list)
    bodies: dict[str, Row] = field(default_factory=dict)


def batch(run_id: int | None, items: Iterable[Item], run_site_ids: Mapping[str, int]) -> Batch:
    """Items as rows. ``run_site_ids`` names the ``run_site`` row of each site code among the visits and checks."""
    rows = Batch()
    for item in items:
        if isinstance(item, Seen):
            rows.observations.append(_observation(run_id, item.site_code, item.observation, None))
        elif isinstance(item, LinkChecked):
            key = {"run_site_id": run_site_ids[item.site_code], "url_id": item.url_id}
            rows.checks.append({**key, "data": encode(item)})
        else:
            _add_visit(rows, run_id, item, run_site_ids[item.site_code])
    return rows


def _add_visit(rows: Batch, run_id: int | None, visit: Visit, run_site_id: int) -> None:
    rows.visited.append(_url(run_site_id, visit.entry, visit.state))
    rows.found.extend(_url(run_site_id, entry, "queued") for entry in visit.found)
    if visit.edges:
        rows.edges.append({"run_site_id": run_site_id, "page_id": visit.entry.id, "data": dumps(visit.edges)})
    if visit.page is not None:
        rows.observations.append(_observation(run_id, visit.site_code, visit.page, visit.entry.id))
    if visit.body is not None:
        key = sha256(visit.body).hexdigest()
        content = zlib.compress(visit.body, level=6)
        rows.bodies[key] = {"sha256": key, "size_bytes": len(visit.body), "content": content}


def _observation(run_id: int | None, site_code: str, seen: Observation, url_id: int | None) -> Row:
    return {
        "run_id": run_id,
        "site_code": site_code,
        "type": seen.type,
        "at": seen.at,
        "url_id": url_id,
        "data": encode(seen),
    }


def _url(run_site_id: int, entry: UrlEntry, state: UrlState) -> Row:
    return {
        "run_site_id": run_site_id,
        "id": entry.id,
        "url": storable(entry.url),
        "state": state,
        "leaf": entry.leaf,
        "role": entry.role,
        "use": entry.use,
        "depth": entry.depth,
        "priority": entry.priority,
        "column_url": None if entry.column_url is None else storable(entry.column_url),
        "page_number": entry.page_number,
        "method": entry.method,
        "body": None if entry.body is None else storable(entry.body),
    }


def store_batch(connection: Connection, rows: Batch) -> None:
    """Found URLs go first: a page of the same batch that visits one of them then sets its state for good."""
    put(connection, schema.url, rows.found)
    put(connection, schema.url, rows.visited, replace=("state",))
    put(connection, schema.link_check, rows.checks, replace=("data",))
    put(connection, schema.body, list(rows.bodies.values()))
    for table, plain in ((schema.page_edges, rows.edges), (schema.observation, rows.observations)):
        if plain:
            connection.execute(table.insert(), plain)


def put(connection: Connection, table: Table, rows: Sequence[Row], *, replace: tuple[str, ...] = ()) -> None:
    """Inserts rows; of those already there it replaces the named columns, or nothing."""
    if rows:
        connection.execute(_insert(table, connection.dialect.name, replace), list(rows))


@lru_cache(maxsize=64)
def _insert(table: Table, dialect: str, replace: tuple[str, ...]) -> Executable:
    """The statement, built once: that costs as much as inserting a hundred rows by it."""
    statement: sqlite.Insert | postgresql.Insert
    statement = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    key = list(table.primary_key.columns)
    if not replace:
        return statement.on_conflict_do_nothing(index_elements=key)
    new = {name: statement.excluded[name] for name in replace}
    return statement.on_conflict_do_update(index_elements=key, set_=new)
