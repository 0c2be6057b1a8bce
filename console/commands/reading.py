"""``ombud mail read``: what we understand of mails, without a database, as if none came before."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.mailbox.reader import Bounds, Reader
from adapters.storage.decisions import RefusedError
from casework.intake import Circumstances, route
from casework.matching import Match
from console.commands.shell import in_json, plain, tell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from casework.messages import InboundMessage

AsLines = Annotated[bool, typer.Option("--jsonl", help="for a machine: one line a mail")]


def read(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="mails, each as it came")],
    *,
    as_lines: AsLines = False,
) -> None:
    """Say what we understand of each mail. Example: ./ombud mail read complaint.eml --jsonl."""
    reader, trouble = Reader(Bounds()), []
    for path in files:
        try:
            raw = path.read_bytes()
        except OSError as error:
            trouble.append(f"{path} cannot be read: {error.strerror or error}")
            continue
        facts = understood(reader.read(raw, context.obj.wall()))
        if as_lines:
            typer.echo(in_json(facts))
        else:
            _show(path, facts)
    reader.close()
    if trouble:
        raise RefusedError("\n".join(trouble))


def understood(message: InboundMessage) -> dict[str, Any]:
    """What a machine reads of a mail; with the place that intake would give it."""
    about = Circumstances(has_one_sender=bool(message.sender))
    way = route(message, Match(), about)
    return {
        "sha256": message.sha256,
        "message_id": message.message_id,
        "subject": message.subject,
        "from_name": message.sender_name,
        "from_address": message.from_address,
        "date": _utc(message.sent_at),
        "text": message.text,
        "reply_text": message.own_text,
        "attachments": [asdict(one) for one in message.attachments],
        "kind": message.kind,
        "kind_rule": message.kind_rule,
        "delivery_report": dict(_reported(message)) or None,
        "defects": list(message.defects),
        "route": {"handling": way.handling, "rule": way.rule},
    }


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at is not None else None


def _reported(message: InboundMessage) -> Iterator[tuple[str, Any]]:
    if (report := message.report) is not None:
        yield "action", report.action
        yield "recipients", [asdict(one) for one in report.recipients]
        yield "original_message_id", report.original_message_id


def _show(path: Path, facts: dict[str, Any]) -> None:
    """For a person: the facts, and what the sender wrote themselves."""
    typer.echo(f"{plain(str(path))}")
    tell({name: value for name, value in facts.items() if name not in {"text", "reply_text"}})
    own = facts["reply_text"]
    typer.echo("\n(not read)\n" if own is None else f"\n{plain(own)}\n")
