"""Small, whole, believable: a policy, a case, a file, a mail."""

from __future__ import annotations

import atexit
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.mailbox.reader import Reader
from adapters.policy_packs import load_pack
from casework.case import Case, Correspondent, Language, NextStep, Party, Stage
from casework.casefile import CaseFile, MessageKept
from casework.respondents import Respondent, RespondentKind

if TYPE_CHECKING:
    from casework.policy import Policy

ROOT = Path(__file__).resolve().parent.parent
DESK = "complaints@desk.example"
ANA = "ana@home.example"
FIRM = Respondent(
    id="acme",
    name="Acme Calls",
    kind=RespondentKind.COMPANY,
    address="calls@firm.example",
    language=Language.ENGLISH,
    aliases=("acme calls",),
    numbers=("057100006612",),
    facts=("respondent_is_operator",),
)
HOUSE = Respondent(
    id="house",
    name="Our calling department",
    kind=RespondentKind.DEPARTMENT,
    address="department@desk.example",
    language=Language.ENGLISH,
    aliases=("our calling department",),
    is_default=True,
)
SECRET = b"a secret of at least thirty-two signs"
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # 17:30 in Shanghai, an ordinary week
READER = Reader()
atexit.register(READER.close)
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452")


@cache
def a_policy() -> Policy:
    """The pack that the demo runs on."""
    return load_pack(ROOT / "policies" / "example.yaml")


def a_case(**changes: object) -> Case:
    """A case about unwanted calls, just received."""
    facts: dict[str, object] = {
        "number": "C-2026-000001",
        "stage": Stage.RECEIVED,
        "opened_at": MONDAY,
        "next_step": NextStep.ACKNOWLEDGE,
        "due_at": MONDAY,
        "language": Language.ENGLISH,
        "category": "harassment_call",
        "respondent": "acme",
    }
    return Case(**{**facts, **changes})  # type: ignore[arg-type]  # whatever a test changes


def a_file(**changes: object) -> CaseFile:
    """The file of that case: Ana, no evidence, no letters."""
    facts: dict[str, object] = {
        "case": a_case(),
        "policy": a_policy(),
        "correspondents": (Correspondent(party=Party.COMPLAINANT, address=ANA, token="a" * 26),),
        "directory": (FIRM, HOUSE),
        "messages": (
            MessageKept(
                sha256="f" * 64,
                party=Party.COMPLAINANT,
                sender_name="Ana",
                subject="Unwanted calls",
                text="Acme Calls call me every day.",
                received_at=MONDAY,
            ),
        ),
    }
    return CaseFile(**{**facts, **changes})  # type: ignore[arg-type]  # whatever a test changes


def a_mail(
    text: str = "Acme Calls call me every day to sell me loans. Stop these unwanted calls.\n",
    *,
    subject: str = "Unwanted calls",
    sender: str = ANA,
    to: str = DESK,
    message_id: str = "<1@home.example>",
    files: tuple[tuple[str, str, bytes], ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
) -> bytes:
    """A mail as a mail program writes it. ``files`` are (name, media type, bytes)."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(MONDAY - timedelta(minutes=1))
    mail["Message-ID"] = message_id
    for name, value in headers:
        mail[name] = value
    mail.set_content(text)
    for name, media_type, content in files:
        main, _, sub = media_type.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
