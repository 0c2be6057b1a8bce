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
    with op.batch_alter_table("case") as table:
        for name in (
            "flagged_at",
            "asked_at",
            "approval_since",
            "referred_at",
            "answered_at",
            "reminded_until",
        ):
            table.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in ("respondent_rule", "prior_rule"):
            table.add_column(_words(name))
        table.add_column(_words("consent", "not asked"))
        table.add_column(sa.Column("prior_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("respondent", sa.String(), nullable=True))
        table.add_column(sa.Column("rung", sa.String(), nullable=True))
        table.add_column(_flag("self_filed"))
        table.add_column(_flag("appealed"))
        table.add_column(_json("tried", "[]"))
        table.add_column(_json("facts", "{}"))
        table.create_foreign_key("fk_case_respondent", "respondent", ["respondent"], ["id"])


def _message() -> None:
    with op.batch_alter_table("message") as table:
        for name in ("party", "own_text", "intent"):
            table.add_column(sa.Column(name, sa.String(), nullable=True))
        table.add_column(_words("intent_rule"))
    op.execute(
        "update message set party = 'complainant', own_text = text "
        "where disposition in ('opened', 'added')"
    )


def _letter() -> None:
    with op.batch_alter_table("outbox") as table:
        table.add_column(_json("approval", "[]"))
        table.add_column(_json("files", "[]"))
        table.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column("after_message", sa.Integer(), nullable=False, server_default="0")
        )


def _decision() -> None:
    """So far all decisions were closures, and their value the outcome."""
    with op.batch_alter_table("decision") as table:
        table.alter_column("outcome", new_column_name="value")
        table.add_column(_words("about"))


def _words(name: str, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default=default)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _json(name: str, default: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default=default)
