"""Whether a run's reports were written: a run killed after its crawl goes on with them, and asks nothing again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: that makes the table anew, which rows that refer to a run forbid.
    op.add_column("run", sa.Column("reported", sa.Boolean(), nullable=False, server_default=sa.true()))
