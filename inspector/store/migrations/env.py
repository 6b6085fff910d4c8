"""Runs migrations on the connection that ``inspector.store.migrate`` hands over, inside its transaction.

For a new migration: ``python -m inspector.store.migrations "what it changes"`` compares the tables of
``inspector.store.schema`` with those of the existing migrations.
"""

from alembic import context

from inspector.store import schema

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,
    user_module_prefix="schema.",
)
context.run_migrations()
