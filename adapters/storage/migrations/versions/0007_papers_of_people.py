"""What people keep on a case: notes, drafts, tasks, links to other cases, ticks taken off.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, and the column that says why a tick does not count."""
    op.create_table("note", _key(), _case(), _words("by"), _moment("at"), _words("text"))
    op.create_table(
        "task",
        *(_key(), _case(), _words("what"), _moment("due_at"), _words("by"), _moment("at")),
        *(_moment("done_at", nullable=True), _words("done_by")),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), primary_key=True),
        *(_case(), _words("party"), _words("body"), _words("subject"), _words("text")),
        *(_words("by"), _moment("saved_at"), sa.Column("version", sa.Integer(), nullable=False)),
        *(_moment("sent_at", nullable=True), _moment("thrown_at", nullable=True)),
        *(_words("ended_by"), _words("letter_key")),
    )
    op.create_table(
        "link",
        *(_key(), _case(), _case("other"), _words("kind"), _words("by"), _moment("at")),
        *(_words("why"), sa.Column("message_id", sa.Integer(), nullable=True)),
        sa.UniqueConstraint("case_number", "other", "kind"),
    )
    for table in ("note", "task", "draft", "link"):
        op.create_index(f"ix_{table}_case_number", table, ["case_number"])
    op.create_index("ix_task_due_at", "task", ["due_at"])
    op.create_index("ix_draft_letter_key", "draft", ["letter_key"])
    op.create_index("ix_link_other", "link", ["other"])
    op.add_column("evidence", sa.Column("struck", sa.String(), nullable=False, server_default=""))


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True)


def _case(name: str = "case_number") -> sa.Column[str]:
    return sa.Column(name, sa.String(), sa.ForeignKey("case.number"), nullable=False)


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
