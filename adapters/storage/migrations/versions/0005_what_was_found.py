"""What is known of a case, field by field, and the numbers that called.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two tables, and two columns of a case; earlier cases have no findings."""
    op.add_column("case", _words("complainant", "unknown"))
    op.add_column("case", _words("urgency", "normal"))
    op.create_table(
        "finding",
        *_on_a_case(),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
    )
    op.create_table(
        "caller",
        *_on_a_case(),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("respondent", sa.String(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("denied_by", sa.String(), nullable=True),
    )
    for table in ("finding", "caller"):
        op.create_index(op.f(f"ix_{table}_case_number"), table, ["case_number"])
    op.create_index(op.f("ix_caller_number"), "caller", ["number"])


def _words(name: str, default: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _on_a_case() -> tuple[sa.Column[int], sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("case_number", sa.String(), sa.ForeignKey("case.number"), nullable=False),
        sa.Column("message_id", sa.Integer(), sa.ForeignKey("message.id"), nullable=True),
    )
