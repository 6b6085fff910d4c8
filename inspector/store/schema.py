"""The tables. Observations are facts and are only ever added to; the rest is bookkeeping of runs.

The migrations in ``migrations/versions`` make these tables; a test holds the two against each other.
Documents (observations, sites, scorecards) are JSON text as ``codec`` writes it; what is searched for is a column.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    text,
    true,
)

from inspector.clock import SHANGHAI


class Instant(TypeDecorator[datetime]):
    """An aware datetime as UTC text of fixed width, which sorts as time does; read back in Asia/Shanghai."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without a time zone: {value}")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value).astimezone(SHANGHAI)


Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows itself only for INTEGER
metadata = MetaData(
    naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
)

site = Table(
    "site",
    metadata,
    Column("code", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("data", Text, nullable=False),  # rules.observations.Site, its columns included
)

run = Table(
    "run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("started", Instant, nullable=False),
    Column("finished", Instant),
    Column("as_of", Instant, nullable=False),
    Column("standard", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("reported", Boolean, nullable=False, server_default=true()),  # false: the reports are still to be written
)

run_site = Table(
    "run_site",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", Id, ForeignKey("run.id"), nullable=False),
    Column("site_code", String(64), nullable=False),
    Column("state", String(16), nullable=False),  # waiting, crawling, done
    Column("data", Text, nullable=False),  # the site as it was registered on that night
    Index(None, "run_id", "site_code", unique=True),
)

url = Table(
    "url",
    metadata,
    Column("run_site_id", Id, ForeignKey("run_site.id"), primary_key=True, autoincrement=False),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("url", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("leaf", Boolean, nullable=False),
    Column("role", String(16), nullable=False),
    Column("use", String(16), nullable=False),
    Column("depth", Integer, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("column_url", Text),
    Column("page_number", Integer, nullable=False),
    Column("method", String(8), nullable=False),
    Column("body", Text),
    sqlite_with_rowid=False,
)

page_edges = Table(
    "page_edges",
    metadata,
    Column("id", Id, primary_key=True),  # the order of writing
    Column("run_site_id", Id, ForeignKey("run_site.id"), nullable=False),
    Column("page_id", Integer, nullable=False),
    Column("data", Text, nullable=False),  # [[target id, line, text, use], …]
    Index(None, "run_site_id"),
)

link_check = Table(  # apart from url: a result may be stored before the page that names the link
    "link_check",
    metadata,
    Column("run_site_id", Id, ForeignKey("run_site.id"), primary_key=True, autoincrement=False),
    Column("url_id", Integer, primary_key=True, autoincrement=False),
    Column("data", Text, nullable=False),  # spiders.items.LinkChecked
    sqlite_with_rowid=False,
)

observation = Table(
    "observation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", Id, ForeignKey("run.id")),  # none: probed between runs
    Column("site_code", String(64), nullable=False),
    Column("type", String(16), nullable=False),
    Column("at", Instant, nullable=False),
    Column("url_id", Integer),  # of a page: the url it answers
    Column("data", Text, nullable=False),
    Index(None, "run_id", "site_code"),
    Index(
        "ix_observation_probe",
        "site_code",
        "at",
        sqlite_where=text("type = 'probe'"),
        postgresql_where=text("type = 'probe'"),
    ),
)

body = Table(
    "body",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size_bytes", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),  # zlib
)

scorecard = Table(
    "scorecard",
    metadata,
    Column("run_id", Id, ForeignKey("run.id"), primary_key=True, autoincrement=False),
    Column("site_code", String(64), primary_key=True),
    Column("standard", String(128), primary_key=True),
    Column("outcome", String(16), nullable=False),
    Column("best", Float),
    Column("worst", Float),
    Column("open_problems", Integer, nullable=False),
    Column("whole", Boolean, nullable=False),  # the site was read whole: what was not seen then was not there
    Column("data", Text, nullable=False),  # rules.scorecard.Scorecard
    Column("fingerprints", Text, nullable=False),  # of its problems, one a line; "?" before those unsettled
    Index(None, "site_code", "standard", "run_id"),
)

review = Table(
    "review",
    metadata,
    Column("id", Id, primary_key=True),
    Column("site_code", String(64), nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("action", String(16), nullable=False),  # accept, dismiss, confirm
    Column("reason", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("day", String(10), nullable=False),
    Column("until", String(10)),
    Index(None, "site_code", "fingerprint"),
)
