"""Who looked at what, which cases are for some people only, and who has left.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables; a database itself refuses to change a line of the log."""
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.String(), nullable=False, index=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("case_number", sa.String(), nullable=True, index=True),
    )
    op.create_table(
        "case_grant",
        sa.Column("case_number", sa.String(), sa.ForeignKey("case.number"), primary_key=True),
        sa.Column("account", sa.String(), primary_key=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Index("ix_case_grant_case_number", "case_number"),
    )
    op.add_column("staff", sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


_NO = "the access log is only ever added to"
_FUNCTION = (
    "create function access_log_kept() returns trigger language plpgsql as "
    f"$$ begin raise exception '{_NO}'; end $$"
)
_TRIGGER = (
    "create trigger access_log_kept before update or delete on access_log "
    "for each row execute function access_log_kept()"
)
_TRIGGERS = {
    "sqlite": tuple(
        f"create trigger access_log_no_{deed} before {deed} on access_log "
        f"begin select raise(abort, '{_NO}'); end"
        for deed in ("update", "delete")
    ),
    "postgresql": (_FUNCTION, _TRIGGER),
}
