"""One process that ends: the tables, who works here, and whom complaints are about.

All of it by the ordinary commands, in a row: a process for each would take a second to begin.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from console.__main__ import main as ombud
from demo.place import PEOPLE, read_state
from demo.samples import RESPONDENTS

if TYPE_CHECKING:
    from collections.abc import Iterator


def main(data: Path) -> int:
    """Exit status 0, or that of the first command that said no."""
    done = data / "furnished"
    status = ombud(["migrate"])
    if status or done.exists():
        return status
    for arguments in _furniture(read_state(data)["accounts"]):
        if status := ombud(arguments):
            return status
    done.touch()
    return 0


def _furniture(accounts: list[dict[str, Any]]) -> Iterator[list[str]]:
    for one in accounts:
        os.environ["OMBUD_NEW_PASSWORD"] = one["password"]  # nobody sees it in a list of processes
        yield ["staff", "add", name := one["account"], "--role", name, "--address", PEOPLE["staff"]]
    for entry in RESPONDENTS:
        yield ["respondent", "add", *entry, "--as", "handler"]


if __name__ == "__main__":
    ended = main(Path(os.environ["OMBUD_DEMO_DATA"]))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(ended)  # Temporal's client dies badly at exit
