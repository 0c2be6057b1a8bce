"""The command line as a shell sees it: what is typed, what is said, the exit status."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import TYPE_CHECKING, Any

from console import __main__ as door
from console.desk import Desk
from tests.console.front_desk import packs_of
from tests.examples import MONDAY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    import pytest


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended."""

    status: int
    raw: bytes
    errors: str

    @property
    def out(self) -> str:
        """What it said on its standard output."""
        return self.raw.decode()

    @property
    def words(self) -> str:
        """All that a person reads on the terminal, blanks and frames folded."""
        told = (self.out + self.errors).translate(dict.fromkeys(map(ord, "│╭╮╰╯─")))
        return " ".join(told.split())

    @property
    def json(self) -> Any:  # noqa: ANN401  whatever the command says
        """What a machine reads."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What a machine reads, one object a line."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell with an environment, on a Monday.

    Commands run in this process, in a thread of their own.
    """

    monkeypatch: pytest.MonkeyPatch
    environment: Mapping[str, str]

    def __post_init__(self) -> None:
        """Set the variables, and none of those that this process happens to have."""
        for name in [one for one in os.environ if one.startswith("OMBUD_")]:  # noqa: TID251  the shell's own
            self.monkeypatch.delenv(name)
        for name, value in self.environment.items():
            self.monkeypatch.setenv(name, value)
        self.monkeypatch.setattr(door, "wall", lambda: MONDAY)

    async def __call__(self, *words: str) -> Said:
        """Type ``ombud`` and these words."""
        self.monkeypatch.setattr(sys, "argv", ["ombud", *words])
        raw, errors = BytesIO(), BytesIO()
        out, err = TextIOWrapper(raw, "utf-8"), TextIOWrapper(errors, "utf-8")
        with redirect_stdout(out), redirect_stderr(err):
            status = await asyncio.to_thread(self._run)
            out.flush()
            err.flush()
        return Said(status, raw.getvalue(), errors.getvalue().decode())

    def _run(self) -> int:
        """The door, and after it what the end of its process does: connections are closed."""
        desks: list[Desk] = []

        def a_desk(environment: Mapping[str, str], wall: Callable[[], datetime]) -> Desk:
            desks.append(Desk(environment, wall))
            if not {"OMBUD_PACKS_FOLDER", "OMBUD_BODY_ADDRESSES"} & set(environment):
                vars(desks[-1])["packs"] = packs_of(desks[-1].packs_folder)
            return desks[-1]

        self.monkeypatch.setattr(door, "Desk", a_desk)
        try:
            return door.main()
        finally:
            for one in desks:
                if "engine" in vars(one):
                    asyncio.run(one.engine.dispose())
