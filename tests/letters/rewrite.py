"""Keeps the letters of a year anew: ``python -m tests.letters.rewrite``.

Then ``git diff tests/letters`` shows what a change does to the letters, and a person reads it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.storage.engine import sessions
from tests.conftest import migrated, time_skipping_server
from tests.letters.kept import as_read, keep
from tests.workflows.lives import a_year_of_all, all_packs


async def rewrite() -> None:
    """One server, one desk, all packs side by side."""
    with TemporaryDirectory(prefix="ombud-year-") as folder:
        database = f"sqlite:///{Path(folder) / 'desk.db'}"
        async with time_skipping_server() as temporal, migrated(database) as engine:
            for pack, view in (await a_year_of_all(temporal, sessions(engine))).items():
                letters = as_read(view, all_packs()[pack])
                keep(pack, letters)
                sys.stdout.write(f"{pack}: {len(letters)} letters\n")


if __name__ == "__main__":
    asyncio.run(rewrite())
