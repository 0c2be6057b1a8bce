"""Letters of people with files: what goes along, and the letter that was taken back for it.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns; what was drafted until now has no files and replaces nothing."""
    files = sa.Column("enclosed", sa.JSON(), nullable=False, server_default="[]")
    op.add_column("draft", files)
    replaces = sa.Column("replaces", sa.String(), nullable=False, server_default="")
    op.add_column("draft", replaces)
