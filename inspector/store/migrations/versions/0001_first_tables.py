"""The first tables, and the triggers that keep observations as they were seen."""

import sqlalchemy as sa
from alembic import op

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "body",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "review",
        sa.Column("id", ID, nullable=False),
        sa.Column("site_code", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_site_code_fingerprint"), ["site_code", "fingerprint"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", ID, nullable=False),
        sa.Column("started", sa.String(length=32), nullable=False),
        sa.Column("finished", sa.String(length=32), nullable=True),
        sa.Column("as_of", sa.String(length=32), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "site",
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "observation",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("site_code", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("url_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_observation_run_id")),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_observation_probe",
            ["site_code", "at"],
            unique=False,
            sqlite_where=sa.text("type = 'probe'"),
            postgresql_where=sa.text("type = 'probe'"),
        )
        batch_op.create_index(batch_op.f("ix_observation_run_id_site_code"), ["run_id", "site_code"], unique=False)

    op.create_table(
        "run_site",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("site_code", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_site_run_id")),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("run_site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_site_run_id_site_code"), ["run_id", "site_code"], unique=True)

    op.create_table(
        "scorecard",
        sa.Column("run_id", ID, autoincrement=False, nullable=False),
        sa.Column("site_code", sa.String(length=64), nullable=False),
        sa.Column("standard", sa.String(length=128), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("best", sa.Float(), nullable=True),
        sa.Column("worst", sa.Float(), nullable=True),
        sa.Column("open_problems", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("fingerprints", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_scorecard_run_id")),
        sa.PrimaryKeyConstraint("run_id", "site_code", "standard"),
    )
    with op.batch_alter_table("scorecard", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_scorecard_site_code_standard_run_id"), ["site_code", "standard", "run_id"], unique=False
        )

    op.create_table(
        "link_check",
        sa.Column("run_site_id", ID, autoincrement=False, nullable=False),
        sa.Column("url_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_site_id"], ["run_site.id"], name=op.f("fk_link_check_run_site_id")),
        sa.PrimaryKeyConstraint("run_site_id", "url_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "page_edges",
        sa.Column("id", ID, nullable=False),
        sa.Column("run_site_id", ID, nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_site_id"], ["run_site.id"], name=op.f("fk_page_edges_run_site_id")),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("page_edges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_edges_run_site_id"), ["run_site_id"], unique=False)

    op.create_table(
        "url",
        sa.Column("run_site_id", ID, autoincrement=False, nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("leaf", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("use", sa.String(length=16), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("column_url", sa.Text(), nullable=True),
        sa.Column("page_number", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_site_id"], ["run_site.id"], name=op.f("fk_url_run_site_id")),
        sa.PrimaryKeyConstraint("run_site_id", "id"),
        sqlite_with_rowid=False,
    )
    _forbid_changes()


def _forbid_changes() -> None:
    """What was seen is evidence: no program of ours, and no slip at a prompt, alters it."""
    if op.get_context().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER observation_no_{act.lower()} BEFORE {act} ON observation "
                "BEGIN SELECT RAISE(ABORT, 'observations are append only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION observation_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'observations are append only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER observation_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON observation "
        "FOR EACH STATEMENT EXECUTE FUNCTION observation_append_only()"
    )
