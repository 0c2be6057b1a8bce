"""The clocks of each case, as they are counted.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a table. The mailroom counts what is in the record already: mailroom/recount.py."""
    op.create_table(
        "case_clock",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("case_number", sa.String(), sa.ForeignKey("case.number"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("is_further", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("case_number", "name", "began_at"),
    )
    op.create_index("ix_case_clock_case_number", "case_clock", ["case_number"])
    op.create_index("ix_case_clock_running", "case_clock", ["ended_at", "due_at"])
