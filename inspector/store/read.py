"""Reading back: what a judgement looks at, and what a resumed crawl goes on from."""

import json
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, LargeBinary, Select, bindparam, cast, select

from inspector.store import schema
from inspector.store.codec import decode, decode_all
from inspector.store.lean import page_type
from rules.observations import Column, Crawl, Host, Link, Observations, Page, Probe, Site
from spiders.items import Edge, LinkChecked, ResumeState, UrlEntry, UrlState

BLOCK_ROWS = 1000
"""Read at a time: the documents of a large site need not be in memory beside what they say."""


def observations(
    connection: Connection,
    run_id: int,
    site: Site,
    probes_since: datetime,
    probes_until: datetime,
    *,
    without: Collection[str] = (),
) -> Observations:
    """All that was seen of a site in a run, and its probes of ``[probes_since, probes_until]``, in a fixed order.

    A site whose crawl was killed while it stored its last words may have told them twice: the later one counts.
    ``without``: facts of pages that are not read, see ``rules.needs``.
    """
    documents: defaultdict[str, list[str | bytes]] = defaultdict(list)
    pages: list[Page] = []
    found = connection.execute(_seen(connection.dialect.name), {"run": run_id, "site": site.code})
    for block in found.partitions(BLOCK_ROWS):
        for kind, data in block:
            documents[kind].append(data)
        pages += decode_all(page_type(without), documents.pop("page", ()))
    columns = {column.url: column for column in decode_all(Column, documents["column"])}
    links = {link.url: link for link in decode_all(Link, documents["link"])}
    hosts = {host.host: host for host in decode_all(Host, documents["host"])}
    crawls = documents["crawl"]
    return Observations(
        site=site,
        crawl=decode(Crawl, crawls[-1]) if crawls else None,
        probes=tuple(probes(connection, site.code, probes_since, probes_until)),
        pages=tuple(sorted(pages, key=attrgetter("url", "page_number", "at"))),
        columns=tuple(columns[key] for key in sorted(columns)),
        links=tuple(links[key] for key in sorted(links)),
        hosts=tuple(hosts[key] for key in sorted(hosts)),
    )


def pages_with_fault(connection: Connection, run_id: int, site_code: str, fault: str) -> list[Page]:
    """The pages of a site that were not to be had for this reason; of the others hardly any is looked at."""
    table = schema.observation
    found = connection.execute(
        select(table.c.data)
        .where(table.c.run_id == run_id, table.c.site_code == site_code, table.c.type == "page")
        .where(table.c.data.contains(f'"{fault}"', autoescape=True))
        .order_by(table.c.id)
    )
    return [page for page in decode_all(Page, [data for (data,) in found]) if page.fault == fault]


@cache
def _seen(dialect: str) -> Select[Any]:
    table = schema.observation
    return (
        select(table.c.type, _document(dialect))
        .where(table.c.run_id == bindparam("run"), table.c.site_code == bindparam("site"), table.c.type != "probe")
        .order_by(table.c.id)
    )


@cache
def _probes(dialect: str) -> Select[Any]:
    table = schema.observation
    return (
        select(_document(dialect))
        .where(table.c.site_code == bindparam("site"), table.c.type == "probe")
        .where(table.c.at.between(bindparam("since"), bindparam("until")))
        .order_by(table.c.at, table.c.id)
    )


def _document(dialect: str) -> ColumnElement[Any]:
    """Stored JSON as the bytes that SQLite holds: to make text of them first, only to read it, costs a third more."""
    data = schema.observation.c.data
    return cast(data, LargeBinary) if dialect == "sqlite" else data


def probes(connection: Connection, site_code: str, since: datetime, until: datetime) -> list[Probe]:
    """The probes of a site, of runs and between runs, oldest first."""
    found = connection.execute(
        _probes(connection.dialect.name), {"site": site_code, "since": since, "until": until}
    ).all()  # at once: one by one they cost as much as reading them
    return decode_all(Probe, [data for (data,) in found])


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
    found = connection.execute(select(table).where(table.c.run_site_id == run_site_id).order_by(table.c.id))
    for row in found.mappings():
        fields = {name: value for name, value in row.items() if name not in {"run_site_id", "state"}}
        yield UrlEntry(**fields), row["state"]


def _edges(connection: Connection, run_site_id: int) -> Iterator[Edge]:
    table = schema.page_edges
    found = connection.execute(
        select(table.c.page_id, table.c.data).where(table.c.run_site_id == run_site_id).order_by(table.c.id)
    )
    for page_id, data in found:
        for target, line, text, use in json.loads(data):
            yield page_id, target, line, text, use


def body(connection: Connection, sha256: str) -> bytes | None:
    """A stored body by its hash."""
    packed = connection.execute(select(schema.body.c.content).where(schema.body.c.sha256 == sha256)).scalar()
    return None if packed is None else zlib.decompress(packed)
