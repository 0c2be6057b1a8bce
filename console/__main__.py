"""A door: ``python -m console`` is the command line, and the web console is one of its commands."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import typer

from adapters import settings as environment
from adapters.storage.decisions import RefusedError
from adapters.storage.respondents import RespondentError
from adapters.storage.schema import DatabaseError
from adapters.storage.staff import AccountError
from casework.policy import PackError
from console.commands import approval, caller, case, letter, mail, policy, respondent, staff
from console.commands import desk as desk_commands
from console.commands.shell import UnknownAccountError
from console.desk import Desk
from mailroom.enter import NotEnteredError

app = typer.Typer(
    help="Ombud, a complaints desk. Example: ./ombud case list",
    no_args_is_help=True,
    add_completion=False,
)
app.add_typer(case.app, name="case")
app.add_typer(mail.app, name="mail")
app.add_typer(letter.app, name="letter")
app.add_typer(approval.app, name="approval")
app.add_typer(respondent.app, name="respondent")
app.add_typer(caller.app, name="caller")
app.add_typer(policy.app, name="policy")
app.add_typer(staff.app, name="staff")
desk_commands.add_to(app)

_SAID_NO = (
    environment.SettingsError,
    PackError,
    DatabaseError,
    RefusedError,
    RespondentError,
    NotEnteredError,
    AccountError,
    UnknownAccountError,
)


def wall() -> datetime:
    """The wall clock of this door."""
    return datetime.now(UTC)


@app.callback()
def begin(context: typer.Context) -> None:
    """The desk that the settings tell of, for whatever command comes."""
    context.obj = Desk(os.environ, wall)


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0: fine, 1: it says no, 2: wrong use. Left out, the shell's are meant."""
    try:
        return app(arguments, standalone_mode=False, prog_name="ombud") or 0
    except typer.TyperException as error:
        error.show()  # type: ignore[attr-defined]  # every subclass has it
        return 2
    except _SAID_NO as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # Temporal's client dies badly at exit
