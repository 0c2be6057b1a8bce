"""What intake knows of a message: how sure its sender is, which case it may mean, what it reports.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add columns; earlier messages tell nothing of it."""
    op.add_column("message", _words("authenticity", "unchecked"))
    op.add_column("message", _flag("tells_case"))
    op.add_column("message", sa.Column("suggested_case", sa.String(), nullable=True))
    op.add_column("message", sa.Column("report", sa.JSON(), nullable=True))
    op.add_column("outbox", sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("outbox", _words("bounce"))
    op.add_column("correspondent", _flag("only_writes"))
    op.add_column("correspondent", sa.Column("bounced_at", sa.DateTime(timezone=True)))


def _words(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
