"""the whole life of a case: respondents, approvals, what a case waits for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One step on."""
    _new_tables()
    _case()
    _message()
    _letter()
    _decision()


def _new_tables() -> None:
    op.create_table(
        "respondent",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "approval",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("letter_key", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("door", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("voided", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_number"], ["case.number"]),
        sa.ForeignKeyConstraint(["letter_key"], ["outbox.key"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_approval_case_number", "approval", ["case_number"])
    op.create_index("ix_approval_letter_key", "approval", ["letter_key"])


def _case() -> None:
    """Columns are added one by one: SQLite may not drop a table that others point to."""
    for name in (
        "flagged_at",
        "asked_at",
        "approval_since",
        "referred_at",
        "answered_at",
        "reminded_until",
    ):
        op.add_column("case", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for column in (
        _words("respondent_rule"),
        _words("prior_rule"),
        _words("consent", "not asked"),
        sa.Column("prior_on", sa.Date(), nullable=True),
        sa.Column("rung", sa.String(), nullable=True),
        _flag("self_filed"),
        _flag("appealed"),
        _json("tried", "[]"),
        _json("facts", "{}"),
    ):
        op.add_column("case", column)
    op.execute('alter table "case" add column respondent varchar references respondent (id)')


def _message() -> None:
    for name in ("party", "own_text", "intent"):
        op.add_column("message", sa.Column(name, sa.String(), nullable=True))
    op.add_column("message", _words("intent_rule"))
    op.execute(
        "update message set party = 'complainant', own_text = text "
        "where disposition in ('opened', 'added')"
    )


def _letter() -> None:
    op.add_column("outbox", _json("approval", "[]"))
    op.add_column("outbox", _json("files", "[]"))
    op.add_column("outbox", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "outbox", sa.Column("after_message", sa.Integer(), nullable=False, server_default="0")
    )


def _decision() -> None:
    """So far all decisions were closures, and their value the outcome."""
    op.execute("alter table decision rename column outcome to value")
    op.add_column("decision", _words("about"))


def _words(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _json(name: str, default: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default=default)
