"""Whether a run's reports were written: a run killed after its crawl goes on with them, and asks nothing again."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reported", sa.Boolean(), nullable=False, server_default=sa.true()))
