"""Whether a person wrote a mail, or a machine, and how that is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.messages import MessageKind

if TYPE_CHECKING:
    from email.message import Message

    from casework.messages import DeliveryReport

_DAEMON = re.compile(r"(?:^|[<\s])(?:mailer-daemon|postmaster)@")


def kind_of(mail: Message, report: DeliveryReport | None) -> tuple[MessageKind, str]:
    """Whether a person wrote it: RFC 3834 and what mail programs do besides; and the rule."""
    if report is not None:
        return MessageKind.DELIVERY_REPORT, report.rule
    header = _lowered(mail)
    for rule, fits in (
        ("Auto-Submitted", header.get("auto-submitted", "no").split(";")[0].strip() != "no"),
        ("Return-Path is empty", header.get("return-path") == "<>"),
        ("Precedence", header.get("precedence") == "auto_reply"),
        ("X-Autoreply", bool({"x-autoreply", "x-autorespond"} & header.keys())),
        ("a report", mail.get_content_type() == "multipart/report"),
        ("a mail daemon", _DAEMON.search(header.get("from", "")) is not None),
    ):
        if fits:
            return MessageKind.AUTOMATIC, rule
    return MessageKind.PERSON, ""


def bulk_of(mail: Message) -> str:
    """What says that a mail went to many: a mailing list (RFC 2919), a newsletter; or nothing."""
    header = _lowered(mail)
    for rule, fits in (
        ("List-Id", "list-id" in header),
        ("Precedence", header.get("precedence") in {"bulk", "junk", "list"}),
    ):
        if fits:
            return rule
    return ""


def doubt_of(mail: Message) -> str:
    """A mark that machines set, and some people's mail has too; or nothing."""
    header = _lowered(mail)
    for rule, fits in (
        ("X-Auto-Response-Suppress", "x-auto-response-suppress" in header),
        ("List-Unsubscribe", "list-unsubscribe" in header),
    ):
        if fits:
            return rule
    return ""


def _lowered(mail: Message) -> dict[str, str]:
    return {key.lower(): str(value).strip().lower() for key, value in mail.raw_items()}
