"""A list of ten thousand cases comes at once: what people sort and filter by has an index.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add indexes only."""
    for column in ("due_at", "opened_at", "needs_staff", "owner", "respondent"):
        op.create_index(f"ix_case_{column}", "case", [column])
