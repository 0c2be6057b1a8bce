"""``ombud case open``: a complaint that came by phone, on paper, in a chat or on social media."""

from __future__ import annotations

import mimetypes
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.forms.written import Written
from casework.case import Language
from casework.channels import TAKEN_DOWN, Channel
from casework.messages import OutboundFile
from console import actions, taking_down
from console.commands.shell import MAILBOX, By, Why, known, run
from mailroom.enter import Entered

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
        str,
        typer.Option(help="who complains: an address, 'Name <address>', or a name alone"),
    ] = "",
    subject: Annotated[str, typer.Option(help="in a few words")] = "",
    text: Annotated[str, typer.Option(help="what they said")] = "",
    channel: Annotated[
        Channel, typer.Option(help=f"how it came: {', '.join(TAKEN_DOWN)}")
    ] = Channel.PHONE,
    received: Annotated[
        str, typer.Option(help="when it came, such as 2026-03-02T09:30+08:00; now, if not said")
    ] = "",
    language: Annotated[
        Language | None, typer.Option(help="what they are written to in; their words tell, if not")
    ] = None,
    attach: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, readable=True, help="evidence; as often as need"),
    ] = None,
) -> None:
    """Open a case for a complaint that came by phone or on paper. Example: ./ombud case open --sender ana@home.example --subject Calls --text 'Acme calls daily.' --as handler --reason 'by phone'."""  # noqa: E501  an example is one line
    desk: Desk = context.obj
    if (file is None) == (not sender) or (file is not None and (subject or text or attach)):
        raise typer.BadParameter("either --from FILE.eml, or --sender with --subject and --text")
    if file is None and not text.strip():
        raise typer.BadParameter("--text is missing: what did they say?")
    if channel not in TAKEN_DOWN:
        raise typer.BadParameter(f"--channel is one of: {', '.join(TAKEN_DOWN)}")
    who = _name_and_address(sender) if file is None else ("", "")
    at = _instant(received) or desk.wall()

    async def work() -> str:
        account = await known(desk, by)
        reason = actions.reason(why)  # before anything is kept
        taken = Entered(
            channel=channel, at=at, by=account, why=reason, language=language, name=who[0]
        )
        if file is not None:
            return await taking_down.open_mail(desk, file.read_bytes(), taken)
        written = Written(
            channel=channel,
            at=at,
            text=text,
            to=desk.settings.desk_address,
            subject=subject,
            name=who[0],
            address=who[1],
            by=account,
            files=tuple(_evidence(one) for one in attach or ()),
        )
        return await taking_down.open_mail(desk, written.as_mail(), taken)

    number = run(context, work())
    typer.echo(
        f"{number} is open: the acknowledgement goes out as soon as its workflow has begun; "
        f"`./ombud case show {number}` shows it"
    )


def _evidence(path: Path) -> OutboundFile:
    claimed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return OutboundFile(name=path.name, media_type=claimed, content=path.read_bytes())


def _instant(given: str) -> datetime | None:
    """An instant with its zone; nothing where none is given."""
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise typer.BadParameter(
            f"--received {given!r} is not an instant with its zone: 2026-03-02T09:30+08:00 is"
        )
    return at


def _name_and_address(sender: str) -> tuple[str, str]:
    """``Ana Lima <ana@home.example>``, the address alone, or a name alone; it holds what it likes."""  # noqa: E501  one sentence
    if "@" not in sender:
        return sender.strip(), ""
    name, _, rest = sender.rpartition("<")
    address = rest.strip().removesuffix(">") if name or sender.startswith("<") else sender.strip()
    if not MAILBOX.fullmatch(address):
        raise typer.BadParameter(
            f"--sender has no address to answer: {sender!r}; 'Ana Lima <ana@home.example>' has"
        )
    return name.strip().strip('"'), address
