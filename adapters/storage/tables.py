"""Every table the desk has: whoever looks at all of them imports this."""

from __future__ import annotations

from adapters.storage import (
    access,
    callers,
    case_clocks,
    dossiers,
    drafts,
    findings,
    links,
    models,
    notes,
    originals,
    packs,
    status_links,
    tasks,
)
from adapters.storage.base import Base

# one module a subject; a table that is not of one of them is in no migration
ROOMS = (
    *(models, access, findings, callers, packs, notes, drafts, tasks, links, dossiers),
    *(status_links, originals, case_clocks),
)
TABLES = Base.metadata
