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
from tests.workflows.lives import LIVES, a_year_of_all, all_packs


async def rewrite() -> None:
    """One server, one desk, all packs side by side."""
    with TemporaryDirectory(prefix="ombud-year-") as folder:
        database = f"sqlite:///{Path(folder) / 'desk.db'}"
        async with time_skipping_server() as temporal, migrated(database) as engine:
            years = await a_year_of_all(temporal, sessions(engine))
            for life in LIVES:
                letters = as_read(years[life.name], all_packs()[life.pack])
                keep(life.name, letters)
                sys.stdout.write(f"{life.name}: {len(letters)} letters\n")


if __name__ == "__main__":
    asyncio.run(rewrite())
