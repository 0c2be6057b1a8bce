"""``ombud case open``: a complaint that came by phone, on paper, in a chat or on social media."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.forms.written import Written
from casework.case import Language
from casework.channels import TAKEN_DOWN, Channel
from casework.messages import OutboundFile
from console import actions, taking_down
from console.addresses import can_be_written_to
from console.commands.shell import By, Why, known, run
from mailroom.enter import Entered

if TYPE_CHECKING:
    from console.desk import Desk


_Mail = Annotated[
    Path | None,
    typer.Option("--from", exists=True, dir_okay=False, readable=True, help="a mail: FILE.eml"),
]
_Sender = Annotated[
    str, typer.Option(help="who complains: an address, 'Name <address>', or a name alone")
]
_Came = Annotated[Channel, typer.Option(help=f"how it came: {', '.join(TAKEN_DOWN)}")]
_Received = Annotated[
    str, typer.Option(help="when it came, such as 2026-03-02T09:30+08:00; now, if not said")
]
_Spoken = Annotated[
    Language | None, typer.Option(help="what they are written to in; their words tell, if not")
]
_Evidence = Annotated[
    list[Path] | None,
    typer.Option(exists=True, dir_okay=False, readable=True, help="evidence; as often as need"),
]


def open_(  # noqa: PLR0913, PLR0917  a command's options
    context: typer.Context,
    by: By,
    why: Why,
    file: _Mail = None,
    sender: _Sender = "",
    subject: Annotated[str, typer.Option(help="in a few words")] = "",
    text: Annotated[str, typer.Option(help="what they said")] = "",
    channel: _Came = Channel.PHONE,
    received: _Received = "",
    language: _Spoken = None,
    attach: _Evidence = None,
) -> None:
    """Open a case for a complaint that came by phone or on paper. Example: ./ombud case open --sender ana@home.example --subject Calls --text 'Acme calls daily.' --as handler --reason 'by phone'."""  # noqa: E501  an example is one line
    desk: Desk = context.obj
    words = _Words(subject=subject, text=text, files=tuple(attach or ()))
    _check_there_is_one_complaint(file, sender, words)
    if channel not in TAKEN_DOWN:
        raise typer.BadParameter(f"--channel is one of: {', '.join(TAKEN_DOWN)}")
    name, address = _name_and_address(sender)
    at = _instant(received) or desk.wall()

    async def work() -> str:
        taken = Entered(
            channel=channel,
            at=at,
            by=await known(desk, by),
            why=actions.reason(why),  # before anything is kept
            language=language,
            name=name,
        )
        mail = file.read_bytes() if file is not None else _written(desk, words, taken, address)
        return await taking_down.open_mail(desk, mail, taken)

    number = run(context, work())
    typer.echo(
        f"{number} is open: the acknowledgement goes out as soon as its workflow has begun; "
        f"`./ombud case show {number}` shows it"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What a complainant told somebody who works here."""

    subject: str
    text: str
    files: tuple[Path, ...]


def _check_there_is_one_complaint(mail: Path | None, sender: str, words: _Words) -> None:
    """A mail that is there already, or somebody's words: not both, and not neither."""
    told = words.subject or words.text or words.files
    if (mail is None) == (not sender) or (mail is not None and told):
        raise typer.BadParameter("either --from FILE.eml, or --sender with --subject and --text")
    if mail is None and not words.text.strip():
        raise typer.BadParameter("--text is missing: what did they say?")


def _written(desk: Desk, words: _Words, taken: Entered, address: str) -> bytes:
    return Written(
        channel=taken.channel,
        at=taken.at,
        text=words.text,
        to=desk.settings.desk_address,
        subject=words.subject,
        name=taken.name,
        address=address,
        by=taken.by,
        files=tuple(_evidence(one) for one in words.files),
    ).as_mail()


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
    if not can_be_written_to(address):
        raise typer.BadParameter(
            f"--sender has no address to answer: {sender!r}; 'Ana Lima <ana@home.example>' has"
        )
    return name.strip().strip('"'), address
