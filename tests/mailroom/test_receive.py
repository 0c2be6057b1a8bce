"""Mail that belongs to a case: who wrote it, their own words, what they ask, whether it reopens."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.imap import Fetched
from adapters.settings import Settings
from adapters.storage.evidence import EvidenceStore
from adapters.storage.intake import Intake
from adapters.storage.models import CaseRow, CorrespondentRow
from adapters.storage.relay import Relay
from adapters.storage.respondents import Respondents
from adapters.storage.views import CaseView, Views
from casework.case import Party, Stage
from mailroom.receive import Arrived, Receiver
from tests.adapters.records import PACKS, POLICY, Clock, place
from tests.examples import ANA, DESK, FIRM, HOUSE, MONDAY, PNG, READER, SECRET, a_mail

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.storage.engine import Sessions
    from adapters.storage.models import MessageRow

BODY = "cases@body.example"
NUMBER = "C-2026-000001"
CLOSED_AT = datetime.fromisoformat("2026-03-02T17:30+08:00")  # reopens for 180 days
LAST_NIGHT = datetime.fromisoformat("2026-08-29T23:59:59+08:00")
QUOTED = "\n\nOn Mon, 2 Mar 2026 at 09:00, Ombud <complaints@desk.example> wrote:\n> withdraw it\n"


class Room:
    """Mail goes in, and what the record says of it comes out."""

    def __init__(self, rows: Sessions, folder: Path) -> None:
        self.rows, self.store, self.uid = rows, EvidenceStore(folder), count(1)
        self.intake = Intake(rows, PACKS, SECRET, DESK, Clock())
        given = {"secret": SECRET.decode(), "desk_address": DESK, "imap_user": DESK}
        settings = Settings.model_validate(given | {"imap_password": "x"})
        self.receiver = Receiver(
            intake=self.intake,
            pack=POLICY,
            settings=settings,
            first_look_at=MONDAY,
            reader=READER,
        )

    async def take(self, raw: bytes, at: datetime = MONDAY) -> str:
        """One mail through the mailroom: its disposition."""
        digest, uid = self.store.put(raw), next(self.uid)
        attempt = await self.intake.begin(place(uid), digest, len(raw), at)
        fetched = Fetched(uid=uid, size=len(raw), received_at=at, raw=raw)
        mail = Arrived(place=place(uid), fetched=fetched, attempt=attempt, digest=digest)
        return await self.receiver.receive(mail)

    async def view(self) -> CaseView:
        """The case with everything on it."""
        view = await Views(self.rows).case(NUMBER)
        assert view is not None
        return view

    async def reply(
        self,
        text: str,
        party: Party = Party.COMPLAINANT,
        *,
        at: datetime = MONDAY,
        sender: str = "",
        files: tuple[tuple[str, str, bytes], ...] = (),
    ) -> str:
        """Somebody writes to the reply address of a party."""
        person = next(one for one in (await self.view()).people if one.party == party)
        raw = a_mail(
            text,
            subject="Re: your letter",
            sender=sender or person.address,
            to=DESK.replace("@", f"+{person.token}@"),
            message_id=f"<{next(self.uid)}@reply.example>",
            files=files,
        )
        return await self.take(raw, at)

    async def last(self) -> MessageRow:
        """The newest message."""
        return (await self.view()).messages[-1]

    async def change(self, **facts: object) -> None:
        """The case stands somewhere else now."""
        async with self.rows.begin() as session:
            row = await session.get_one(CaseRow, NUMBER)
            for name, value in facts.items():
                setattr(row, name, value)

    async def close(self) -> None:
        """It is closed."""
        await self.change(stage=Stage.CLOSED, closed_at=CLOSED_AT, due_at=None, outcome="resolved")


@pytest.fixture
async def room(rows: Sessions, tmp_path: Path) -> Room:
    """A case about Acme Calls, with the firm and a body as correspondents."""
    for one in (FIRM, HOUSE):
        await Respondents(rows).add(one, by="bo", at=MONDAY)
    room = Room(rows, tmp_path)
    assert await room.take(a_mail()) == "opened"
    async with rows.begin() as session:
        for party, address in ((Party.RESPONDENT, FIRM.address), (Party.BODY, BODY)):
            session.add(
                CorrespondentRow(
                    case_number=NUMBER, party=party, address=address, name="", token=f"{party}token"
                )
            )
    return room


@pytest.mark.parametrize(
    ("party", "text", "intent"),
    [
        (Party.COMPLAINANT, "I withdraw my complaint.", "withdraw"),
        (Party.COMPLAINANT, "Is there any news?", "status"),
        (Party.COMPLAINANT, "Do not pass on what I wrote.", "objection"),
        (Party.COMPLAINANT, "They called again at ten.", None),
        (Party.RESPONDENT, "We are still looking into it.", "interim"),
        (Party.RESPONDENT, "We withdraw the complaint. This is resolved.", "answer"),
        (Party.BODY, "Your complaint has been accepted.", "interim"),
        (Party.BODY, "I am not satisfied.", "answer"),
    ],
)
async def test_each_party_is_heard_as_who_they_are(
    room: Room, party: Party, text: str, intent: str | None
) -> None:
    """Their own words without ours, and what they can plainly ask for; others cannot end a case."""
    assert await room.reply(text + QUOTED, party) == "added"

    row = await room.last()
    assert (row.party, row.intent) == (party, intent)
    assert row.own_text is not None
    assert row.own_text.strip() == text
    assert "withdraw it" in (row.text or ""), "what came is kept whole"
    assert row.intent_rule
    assert row.noted_at is None


async def test_who_uses_anothers_reply_address_is_still_themselves(room: Room) -> None:
    """The firm got a forwarded letter: what it writes is not the complainant's word."""
    assert await room.reply("I withdraw my complaint.", sender=FIRM.address) == "added"

    row = await room.last()
    assert (row.party, row.intent) == (Party.RESPONDENT, "answer")


async def test_evidence_is_the_complainants_to_bring(room: Room) -> None:
    """A picture from the firm ticks nothing off."""
    picture = (("call log.png", "image/png", PNG),)
    await room.reply("Here is our call log.", Party.RESPONDENT, files=picture)
    assert (await room.view()).evidence == []

    await room.reply("Here is the call log.", files=(("calls.png", "image/png", PNG + b"1"),))
    assert [one.item for one in (await room.view()).evidence] == ["call_log"]


# ---- reopening ---------------------------------------------------------------------------


@pytest.mark.parametrize("at", [MONDAY + timedelta(days=1), LAST_NIGHT], ids=["soon", "last day"])
async def test_a_reply_inside_the_window_opens_the_case_again(room: Room, at: datetime) -> None:
    """To the end of the day that the closure letter named; in the same transaction."""
    await room.close()

    assert await room.reply("They call me again!", at=at) == "added"

    case = (await room.view()).case
    assert (case.stage, case.due_at, case.outcome) == (Stage.REOPENED, at, None)
    assert (await room.last()).rule == "reopens its case"


async def test_a_reply_after_the_window_is_held(room: Room) -> None:
    """A person looks; the case stays as it is."""
    await room.close()

    assert await room.reply("Again!", at=LAST_NIGHT + timedelta(seconds=1)) == "held"
    assert (await room.view()).case.stage == Stage.CLOSED


async def test_the_window_is_counted_in_the_cases_own_time(room: Room) -> None:
    """A case that was wound forward is further than the mail's date."""
    await room.close()
    await room.change(ahead=timedelta(days=1).total_seconds())

    assert await room.reply("Again!", at=LAST_NIGHT) == "held"


async def test_a_word_of_thanks_after_the_end_opens_nothing(room: Room) -> None:
    """It is on the case and noted: neither now nor in a later round does anything follow."""
    await room.close()

    assert await room.reply("Thank you, this is resolved.") == "added"
    await Relay(room.rows).reopen_for_latecomers(MONDAY)
    assert (await room.view()).case.stage == Stage.CLOSED

    thanks = (await room.last()).sha256
    assert await room.reply("They call me again!") == "added"
    assert (await room.view()).case.stage == Stage.REOPENED
    assert thanks in (await Relay(room.rows).standpoint(NUMBER)).noted


@pytest.mark.parametrize("party", [Party.RESPONDENT, Party.BODY])
async def test_others_do_not_open_a_closed_case(room: Room, party: Party) -> None:
    """Their mail is held on it."""
    await room.close()

    assert await room.reply("Here is our answer.", party) == "held"
    assert (await room.view()).case.stage == Stage.CLOSED


async def test_two_replies_at_once_open_it_once(room: Room) -> None:
    """Both are on it."""
    await room.close()

    done = await asyncio.gather(room.reply("Again!"), room.reply("And again!"))

    assert list(done) == ["added", "added"]
    assert (await room.view()).case.stage == Stage.REOPENED


# ---- whom a complaint is about -----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "respondent", "rule"),
    [
        ("Acme Calls call me every day.", "acme", "it is named: 'acme calls'"),
        (
            "The number 0571-0000-6612 calls me every day.",
            "acme",
            "its calling number 057100006612 is named",
        ),
        (
            "You keep calling, stop calling me!",
            "house",
            "it names nobody and says 'you keep calling': our own house",
        ),
        ("Somebody kept calling with a robot call.", None, "nobody in the directory is named"),
        (
            "Acme Calls and our calling department keep calling.",
            None,
            "as well acme as house",
        ),
    ],
)
async def test_the_words_of_a_complaint_choose_whom_it_is_about(
    room: Room, text: str, respondent: str | None, rule: str
) -> None:
    """An entry of the directory, with the rule; nobody where it is not plain."""
    await room.take(a_mail(text, sender="bo@other.example", message_id="<bo@other.example>"))

    view = await Views(room.rows).case("C-2026-000002")
    assert view is not None
    assert view.case.respondent == respondent
    assert view.case.respondent_rule == rule


async def test_an_address_in_a_mail_chooses_nobody(room: Room) -> None:
    """Letters go to the directory's address, whatever a mail says."""
    text = f"Write to {FIRM.address}, they keep calling from another number."
    await room.take(a_mail(text, sender="bo@other.example", message_id="<bo@other.example>"))

    view = await Views(room.rows).case("C-2026-000002")
    assert view is not None
    assert view.case.respondent is None
    assert [one.address for one in view.people] == ["bo@other.example"]
    assert ANA not in [one.address for one in view.people]
