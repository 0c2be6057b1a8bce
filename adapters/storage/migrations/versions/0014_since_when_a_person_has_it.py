"""Since when a case that was handed over waits to be read.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add a column; what was handed over before keeps the date that it has."""
    op.add_column("case", sa.Column("review_since", sa.DateTime(timezone=True), nullable=True))
