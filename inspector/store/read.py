"""Reading back: what a judgement looks at, and what a resumed crawl goes on from."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Column as TableColumn
from sqlalchemy import ColumnElement, Connection, LargeBinary, cast, select

from inspector.store import schema
from inspector.store.codec import decode, decode_all
from rules.observations import Column, Crawl, Host, Link, Observations, Page, Probe, Site
from spiders.items import Edge, LinkChecked, ResumeState, UrlEntry, UrlState


def observations(
    connection: Connection, run_id: int, site: Site, probes_since: datetime, probes_until: datetime
) -> Observations:
    """All that was seen of a site in a run, and its probes of ``[probes_since, probes_until]``, in a fixed order.

    A site whose crawl was killed while it stored its last words may have told them twice: the later one counts.
    """
    table = schema.observation
    rows = connection.execute(
        select(table.c.type, _document(connection, table.c.data))
        .where(table.c.run_id == run_id, table.c.site_code == site.code, table.c.type != "probe")
        .order_by(table.c.id)
    )
    documents: dict[str, list[str | bytes]] = {}
    for kind, data in rows.all():  # at once: a thousand rows one by one cost as much as reading them
        documents.setdefault(kind, []).append(data)
    pages = decode_all(Page, documents.get("page", ()))
    columns = {column.url: column for column in decode_all(Column, documents.get("column", ()))}
    links = {link.url: link for link in decode_all(Link, documents.get("link", ()))}
    hosts = {host.host: host for host in decode_all(Host, documents.get("host", ()))}
    crawls = documents.get("crawl")
    return Observations(
        site=site,
        crawl=decode(Crawl, crawls[-1]) if crawls else None,
        probes=tuple(probes(connection, site.code, probes_since, probes_until)),
        pages=tuple(sorted(pages, key=attrgetter("url", "page_number", "at"))),
        columns=tuple(columns[key] for key in sorted(columns)),
        links=tuple(links[key] for key in sorted(links)),
        hosts=tuple(hosts[key] for key in sorted(hosts)),
    )


def _document(connection: Connection, data: TableColumn[str]) -> ColumnElement[Any]:
    """Stored JSON as the bytes that SQLite holds: to make text of them first, only to read it, costs a third more."""
    return cast(data, LargeBinary) if connection.dialect.name == "sqlite" else data


def probes(connection: Connection, site_code: str, since: datetime, until: datetime) -> list[Probe]:
    """The probes of a site, of runs and between runs, oldest first."""
    table = schema.observation
    rows = connection.execute(
        select(_document(connection, table.c.data))
        .where(table.c.site_code == site_code, table.c.type == "probe", table.c.at.between(since, until))
        .order_by(table.c.at, table.c.id)
    )
    return decode_all(Probe, [data for (data,) in rows.all()])


def resume(connection: Connection, run_id: int, run_site_id: int, site_code: str) -> ResumeState:
    """What a killed run had stored about a site."""
    seen = schema.observation
    visited = connection.execute(
        select(seen.c.url_id, seen.c.data)
        .where(seen.c.run_id == run_id, seen.c.site_code == site_code, seen.c.type == "page")
        .where(seen.c.url_id.is_not(None))
        .order_by(seen.c.id)
    )
    checks = schema.link_check
    results = connection.execute(
        select(checks.c.data).where(checks.c.run_site_id == run_site_id).order_by(checks.c.url_id)
    )
    return ResumeState(
        entries=tuple(_entries(connection, run_site_id)),
        visited=tuple((url_id, decode(Page, data)) for url_id, data in visited),
        edges=tuple(_edges(connection, run_site_id)),
        links=tuple(decode(LinkChecked, data) for (data,) in results),
    )


def _entries(connection: Connection, run_site_id: int) -> Iterator[tuple[UrlEntry, UrlState]]:
    table = schema.url
    rows = connection.execute(select(table).where(table.c.run_site_id == run_site_id).order_by(table.c.id))
    for row in rows.mappings():
        fields = {name: value for name, value in row.items() if name not in {"run_site_id", "state"}}
        yield UrlEntry(**fields), row["state"]


def _edges(connection: Connection, run_site_id: int) -> Iterator[Edge]:
    table = schema.page_edges
    rows = connection.execute(
        select(table.c.page_id, table.c.data).where(table.c.run_site_id == run_site_id).order_by(table.c.id)
    )
    for page_id, data in rows:
        for target, line, text, use in json.loads(data):
            yield page_id, target, line, text, use


def body(connection: Connection, sha256: str) -> bytes | None:
    """A stored body by its hash."""
    packed = connection.execute(select(schema.body.c.content).where(schema.body.c.sha256 == sha256)).scalar()
    return None if packed is None else zlib.decompress(packed)
