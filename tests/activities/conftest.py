"""A record with one case in it, and activities run at an instant of their choice."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update
from temporalio.testing import ActivityEnvironment

from activities.clerk import Clerk
from adapters.archive import Archive
from adapters.calendars import Calendars
from adapters.mailbox.compose import Bindery
from adapters.press import Press
from adapters.storage.caps import Caps
from adapters.storage.casebook import Casebook
from adapters.storage.evidence import EvidenceStore
from adapters.storage.models import (
    CaseRow,
    CorrespondentRow,
    EventRow,
    LetterRow,
    MessageRow,
    StaffRow,
)
from casework.case import NextStep, Party, Stage
from tests.dossiers import papers_of
from tests.examples import ANA, DESK, MONDAY, PNG, ROOT, SECRET, a_mail, a_policy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from adapters.storage.engine import Sessions

NUMBER = "C-2026-000001"
PLENTY = Caps(
    acknowledgements_per_sender_day=2, acknowledgements_per_hour=9, letters_per_recipient_day=9
)
MAIL = a_mail(files=(("calls.png", "image/png", PNG),))


def at(now: datetime) -> ActivityEnvironment:
    """Where an activity runs whose attempt started now, in case time."""
    environment = ActivityEnvironment()
    environment.info = dataclasses.replace(environment.info, started_time=now)
    return environment


@pytest.fixture
async def case_rows(rows: Sessions) -> Sessions:
    """The record, with a case that has just been received."""
    async with rows.begin() as session:
        session.add(
            CaseRow(
                number=NUMBER,
                first_digest="d" * 64,
                pack="example",
                pack_version=a_policy().version,
                stage=Stage.RECEIVED,
                next_step=NextStep.ACKNOWLEDGE,
                due_at=MONDAY,
                opened_at=MONDAY,
                language="en",
                language_rule="a test",
                category="harassment_call",
                category_rule="a test",
            )
        )
        await session.flush()
        session.add(
            CorrespondentRow(
                case_number=NUMBER,
                party=Party.COMPLAINANT,
                address=ANA,
                name="Ana",
                token="a" * 26,
            )
        )
    return rows


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    """Where mail is kept, with one in it that has a file."""
    store = EvidenceStore(tmp_path)
    store.put(MAIL)
    return store


def clerk(rows: Sessions, store: EvidenceStore, caps: Caps = PLENTY) -> Clerk:
    """The clerk, on a real record."""
    return Clerk(
        casebook=Casebook(rows, {"example": a_policy()}, caps, SECRET),
        calendars=Calendars(),
        press=Press(ROOT / "templates", DESK, "Ombud", SECRET),
        bindery=Bindery("Ombud"),
        archive=Archive(store),
        papers=papers_of(store),
    )


async def change(rows: Sessions, **facts: object) -> None:
    """The case stands somewhere else now."""
    async with rows.begin() as session:
        await session.execute(update(CaseRow).where(CaseRow.number == NUMBER).values(**facts))


async def add_message(rows: Sessions, sha256: str, **facts: object) -> None:
    """A message on the case; of Ana, unless it says otherwise."""
    told: dict[str, object] = {
        "mailbox": DESK,
        "sha256": sha256,
        "size": 1,
        "taken_at": MONDAY,
        "received_at": MONDAY,
        "message_id": f"<{sha256}@home.example>",
        "sender": ANA,
        "sender_name": "Ana",
        "subject": "s",
        "text": "They call me every day.",
        "kind": "person",
        "content_digest": sha256,
        "attachments": [],
        "refers_to": [],
        "defects": [],
        "disposition": "added",
        "rule": "a test",
        "case_number": NUMBER,
        "party": Party.COMPLAINANT,
    }
    async with rows.begin() as session:
        session.add(MessageRow(**{**told, **facts}))  # type: ignore[arg-type]  # whatever a test says


async def hire(rows: Sessions, *accounts: str) -> None:
    """People with a role of the same name, and an address."""
    async with rows.begin() as session:
        for one in accounts:
            session.add(
                StaffRow(
                    account=one,
                    name=one,
                    address=f"{one}@desk.example",
                    role=one,
                    password_hash="x",  # noqa: S106  it opens nothing
                    created_at=MONDAY,
                )
            )


async def outbox(rows: Sessions) -> Sequence[LetterRow]:
    """All letters, by their keys."""
    async with rows() as session:
        return (await session.scalars(select(LetterRow).order_by(LetterRow.key))).all()


async def events(rows: Sessions) -> list[str]:
    """What happened to the case."""
    async with rows() as session:
        return list(await session.scalars(select(EventRow.kind).order_by(EventRow.id)))
