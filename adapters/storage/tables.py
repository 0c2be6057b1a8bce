"""Every table the desk has: whoever looks at all of them imports this."""

from __future__ import annotations

from adapters.storage import access, dossiers, models
from adapters.storage.base import Base

ROOMS = (
    models,
    access,
    dossiers,
)  # one module a subject; a table that is not of one of them is in no migration
TABLES = Base.metadata
