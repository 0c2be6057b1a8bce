"""Alembic's door: it is given a connection and runs the migrations on it."""

from __future__ import annotations

from alembic import context

from adapters.storage.tables import TABLES

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=TABLES,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
