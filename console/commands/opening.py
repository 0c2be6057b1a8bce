"""``ombud case open``: a complaint that came by phone or on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.storage.decisions import RefusedError
from console import actions
from console.commands.shell import MAILBOX, By, Why, known, run
from mailroom.enter import Entry, written_down

if TYPE_CHECKING:
    from console.desk import Desk


def open_(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    by: By,
    why: Why,
    file: Annotated[
        Path | None,
        typer.Option("--from", exists=True, dir_okay=False, readable=True, help="a mail: FILE.eml"),
    ] = None,
    sender: Annotated[
        str, typer.Option(help="who complains: an address, or 'Name <address>'")
    ] = "",
    subject: Annotated[str, typer.Option(help="in a few words")] = "",
    text: Annotated[str, typer.Option(help="what they said")] = "",
) -> None:
    """Open a case for a complaint that came by phone or on paper. Example: ./ombud case open --sender ana@home.example --subject Calls --text 'Acme calls daily.' --as handler --reason 'by phone'."""  # noqa: E501  an example is one line
    desk = context.obj
    if (file is None) == (not sender) or (file is not None and (subject or text)):
        raise typer.BadParameter("either --from FILE.eml, or --sender with --subject and --text")
    if file is None and not text.strip():
        raise typer.BadParameter("--text is missing: what did they say?")
    who = _name_and_address(sender) if file is None else ("", "")

    async def work() -> str:
        account = await known(desk, by)
        actions.reason(why)  # before anything is kept
        raw = file.read_bytes() if file else written_down(*who, subject, text, desk.wall())
        message_id = await _entry(desk).hold(raw)
        (done,) = await actions.release(desk, [message_id], by=account, why=why)
        if done.case_number is None:
            raise RefusedError(done.trouble)
        return done.case_number

    number = run(context, work())
    typer.echo(
        f"{number} is open: the acknowledgement goes out as soon as its workflow has begun; "
        f"`./ombud case show {number}` shows it"
    )


def _name_and_address(sender: str) -> tuple[str, str]:
    """``Ana Lima <ana@home.example>``, or the address alone; a name may hold what it likes."""
    name, _, rest = sender.rpartition("<")
    address = rest.strip().removesuffix(">") if name or sender.startswith("<") else sender.strip()
    if not MAILBOX.fullmatch(address):
        raise typer.BadParameter(
            f"--sender has no address to answer: {sender!r}; 'Ana Lima <ana@home.example>' has"
        )
    return name.strip().strip('"'), address


def _entry(desk: Desk) -> Entry:
    return Entry(actions.intake(desk), desk.store, desk.reader)
