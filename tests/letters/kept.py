"""The letters of a year, as files that a person can read.

``tests/letters/<life>/<nn>-<kind>-to-<party>.txt``: to whom, on which day of the case, the
subject, what is attached, and the words as a mail program shows them. They are rewritten by
``python -m tests.letters.rewrite``; whoever changes a letter reads what that changes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.mailbox.parse import parse
from adapters.press import long_date
from casework.case import Language
from casework.letters import LetterState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from adapters.storage.models import LetterRow
    from adapters.storage.views import CaseView
    from casework.policy import Policy

HERE = Path(__file__).parent
_NUMBER = "C-2031-000001"
_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def as_read(view: CaseView, pack: Policy) -> dict[str, str]:
    """The letters that left a case, by the names of their files, in the order of their writing.

    The number of the case and the digests of mails differ from run to run; nothing else does.
    """
    left = [one for one in view.letters if one.state == LetterState.SENT]
    return {
        f"{place:02}-{one.kind}-to-{one.party}.txt": _as_read(one, view, pack)
        for place, one in enumerate(left, 1)
    }


def _as_read(row: LetterRow, view: CaseView, pack: Policy) -> str:
    mail = parse(row.raw, row.written_at)
    head = (
        f"To: {row.recipient} ({row.party})",
        f"On: {_day(row.leaves_at, view.case.opened_at, pack)}",
        f"Subject: {mail.subject}",
        *(f"Attached: {one.name}" for one in mail.attachments),
    )
    text = "\n".join([*head, "", mail.text or ""])
    return _DIGEST.sub("[sha256]", text.replace(view.case.number, _NUMBER))


def _day(at: datetime, opened_at: datetime, pack: Policy) -> str:
    """A day on the calendar of the pack's place, and which one of the case it is."""
    day, first = (one.astimezone(pack.zone).date() for one in (at, opened_at))
    return f"{long_date(day, Language.ENGLISH)}, day {(day - first).days} of the case"


def kept(life: str) -> dict[str, str]:
    """The letters of a life as they are kept."""
    return {one.name: one.read_text("utf-8") for one in sorted((HERE / life).glob("*.txt"))}


def keep(life: str, letters: Mapping[str, str]) -> None:
    """Write the letters of a life anew; what is not among them goes."""
    folder = HERE / life
    folder.mkdir(exist_ok=True)
    for one in folder.glob("*.txt"):
        one.unlink()
    for name, text in letters.items():
        (folder / name).write_text(text, "utf-8")
