"""Links to the complainants' status pages, and the way by which each message came.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BY_HAND = "phone or paper"  # the mailbox of what staff had entered until now


def upgrade() -> None:
    """Add a table and a column; what came until now came by mail, or was entered by staff."""
    op.add_column(
        "message", sa.Column("channel", sa.String(), nullable=False, server_default="mail")
    )
    message = sa.table("message", sa.column("mailbox"), sa.column("channel"))
    by_hand = message.update().where(message.c.mailbox == _BY_HAND)
    op.execute(by_hand.values(channel="phone"))
    op.create_table(
        "status_link",
        sa.Column("digest", sa.String(), primary_key=True),
        sa.Column("case_number", sa.String(), sa.ForeignKey("case.number"), nullable=False),
        sa.Column("letter_key", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False, server_default=""),
    )
    op.create_index("ix_status_link_case_number", "status_link", ["case_number"])
