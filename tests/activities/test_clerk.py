"""The clerk: letters of one step, keyed, frozen and sent side by side."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from sqlalchemy import update
from temporalio.exceptions import ApplicationError

from activities.letters import Letters
from activities.records import Records
from adapters.mailbox.parse import parse
from adapters.mailbox.reading.parts import attachment
from adapters.storage.decisions import Approver, Decisions
from adapters.storage.dossiers import DossierShelf
from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.models import EvidenceRow, StaffRow
from adapters.storage.outbox import Outbox
from adapters.storage.respondents import Respondents
from casework.case import Stage
from casework.decisions import Verdict
from casework.letters import Answer, LetterKind, LetterOrder, LetterState, Reply
from casework.plan import Happening, NoteOrder
from tests.activities.conftest import (
    MAIL,
    NUMBER,
    PLENTY,
    add_message,
    at,
    change,
    clerk,
    events,
    hire,
    outbox,
)
from tests.desk import wall
from tests.dossiers import words_of
from tests.examples import ANA, FIRM, MONDAY, PNG
from tests.postbag import Postbag

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.storage.engine import Sessions
    from adapters.storage.evidence import EvidenceStore
    from casework.case import Standing

DIGEST = sha256(MAIL).hexdigest()
BREACH = LetterOrder(
    key=f"{NUMBER}/breach-notice/20260322T160000",
    case_number=NUMBER,
    kind=LetterKind.BREACH_NOTICE,
    since=MONDAY + timedelta(days=20),
)
STAMP = BREACH.key.rpartition("/")[2]


@pytest.fixture
async def late(case_rows: Sessions) -> Sessions:
    """A case whose respondent let its time run out, with a file that shows the calls."""
    await Respondents(case_rows).add(FIRM, by="bo", at=MONDAY)
    await hire(case_rows, "approver", "manager")
    (picture,) = parse(MAIL, MONDAY).attachments
    line = f"{picture.sha256} {picture.size} {picture.media_type} {picture.name}"
    await add_message(case_rows, DIGEST, disposition="opened", attachments=[line])
    async with case_rows.begin() as session:
        session.add(
            EvidenceRow(
                case_number=NUMBER, message_id=1, item="call_log", sha256=picture.sha256, rule="r"
            )
        )
    await change(case_rows, stage=Stage.WITH_RESPONDENT, respondent=FIRM.id, asked_at=MONDAY)
    return case_rows


async def breach(rows: Sessions, store: EvidenceStore, caps: object = PLENTY) -> Standing:
    """The respondent's time is over: the notice, the referral and the request are written."""
    activities = Letters(
        clerk=clerk(rows, store, caps),  # type: ignore[arg-type]  # Caps
        outbox=Outbox(rows, wall),
        postman=Postbag(),
    )
    return await at(BREACH.since).run(activities.write, BREACH)


async def test_each_letter_of_a_step_has_a_key_of_its_own(
    late: Sessions, store: EvidenceStore
) -> None:
    """Made of the cause: a second run finds them, and the next step makes others."""
    first = await breach(late, store)
    second = await breach(late, store)

    assert first == second
    assert [one.key for one in await outbox(late)] == [
        f"{NUMBER}/approval-request/{STAMP}",
        f"{NUMBER}/breach-notice/{STAMP}",
        f"{NUMBER}/referral/{STAMP}",
    ]
    assert {one.key for one in first.letters} == {
        f"{NUMBER}/approval-request/{STAMP}",
        f"{NUMBER}/breach-notice/{STAMP}",
    }, "the referral waits"
    assert first.stage is Stage.APPROVAL_PENDING


async def test_two_letters_of_a_kind_are_numbered(late: Sessions, store: EvidenceStore) -> None:
    """Two people of one role are asked, each by a mail of their own."""
    await hire(late, "second")
    async with late.begin() as session:
        await session.execute(
            update(StaffRow).where(StaffRow.account == "second").values(role="approver")
        )
    await breach(late, store)

    asked = [one for one in await outbox(late) if one.kind == "approval-request"]
    assert [(one.key, one.recipient) for one in asked] == [
        (f"{NUMBER}/approval-request/{STAMP}", "approver@desk.example"),
        (f"{NUMBER}/approval-request/{STAMP}-2", "second@desk.example"),
    ]


async def test_an_approver_is_told_exactly_what_waits(late: Sessions, store: EvidenceStore) -> None:
    """The digest of the bytes that were frozen in the same transaction, its recipient and files."""
    await breach(late, store)

    request, _, referral = await outbox(late)
    text = parse(request.raw, MONDAY).text or ""
    assert referral.sha256 == sha256(referral.raw).hexdigest()
    assert referral.sha256 in text
    assert referral.recipient in text
    assert [one["name"] for one in referral.files] == [
        f"{NUMBER}-dossier.pdf",
        f"{NUMBER}-originals.zip",
    ]
    assert all(one["name"] in text for one in referral.files)


async def test_a_referral_carries_its_dossier_and_the_originals(
    late: Sessions, store: EvidenceStore
) -> None:
    """The very bytes that came, an approval names each file, and the version is kept."""
    await breach(late, store)

    *_, referral = await outbox(late)
    read = parse(referral.raw, MONDAY)
    assert [one.sha256 for one in read.attachments] == [one["sha256"] for one in referral.files]
    papers, originals = (attachment(referral.raw, one.sha256) for one in read.attachments)
    assert "They call me every day." in words_of(papers)
    with ZipFile(BytesIO(originals)) as archive:
        assert archive.read("evidence/01-calls.png") == PNG
    (kept,) = await DossierShelf(late).versions(NUMBER)
    assert (kept.version, kept.by, kept.body) == (1, "", "example-ombudsman")
    assert (store.open(kept.pdf), store.open(kept.zip)) == (papers, originals)
    assert message_from_bytes(referral.raw, policy=default)["Auto-Submitted"] is None


async def test_evidence_that_is_damaged_stops_the_letter(
    late: Sessions, store: EvidenceStore, tmp_path: Path
) -> None:
    """Nothing of the step is written, until the file is mended."""
    spoil(tmp_path)

    with pytest.raises(EvidenceDamagedError):
        await breach(late, store)
    assert not await outbox(late)
    assert await events(late) == []


def spoil(folder: Path) -> None:
    """Somebody wrote over the mails that are kept here."""
    for one in (path for path in folder.rglob("*") if path.is_file()):
        if b"calls.png" in one.read_bytes():
            one.chmod(0o600)
            one.write_bytes(b"gone")


async def test_over_the_cap_a_person_is_told_what_was_not_written(
    late: Sessions, store: EvidenceStore
) -> None:
    """The complainant gets no more today; the referral, which is for a body, is written."""
    none = dataclasses.replace(PLENTY, letters_per_recipient_day=0)

    standing = await breach(late, store, none)

    assert standing.needs_staff
    assert [one.kind for one in await outbox(late)] == ["approval-request", "referral"]
    assert "letter not written" in await events(late)


async def test_over_the_cap_a_guide_is_written_for_the_approver(
    late: Sessions, store: EvidenceStore
) -> None:
    """It waits for a person in any case, so nobody is flooded by it."""
    await change(late, tried=["example-ombudsman"])
    none = dataclasses.replace(PLENTY, letters_per_recipient_day=0)

    standing = await breach(late, store, none)

    assert standing.stage is Stage.APPROVAL_PENDING
    assert [one.kind for one in await outbox(late)] == ["approval-request", "filing-guide"]


# ---- sending -----------------------------------------------------------------------------


async def test_letters_side_by_side_hold_each_other_up_in_nothing(
    late: Sessions, store: EvidenceStore
) -> None:
    """One is taken, one refused, one put off: two have their end, the third is to be sent still."""
    told = await breach(late, store)
    await approve(late, store)
    keys = sorted([*(one.key for one in told.letters), f"{NUMBER}/referral/{STAMP}"])
    replies = {
        "approver@desk.example": [Answer(Reply.REFUSED, "550 no")],
        ANA: [Answer(Reply.LATER, "450 later"), Answer(Reply.TAKEN, "250 ok")],
    }

    class Servers(Postbag):
        async def send(self, recipient: str, message_id: str, raw: bytes) -> Answer:
            self.answers = [replies[recipient].pop(0)] if replies.get(recipient) else []
            return await Postbag.send(self, recipient, message_id, raw)

    postbag = Servers()
    activities = Letters(clerk=clerk(late, store), outbox=Outbox(late, wall), postman=postbag)
    first = await at(BREACH.since).run(activities.send, keys)

    assert sorted(first) == [LetterState.FAILED, LetterState.PENDING, LetterState.SENT]
    assert await at(BREACH.since).run(activities.send, keys) == [
        LetterState.FAILED,
        LetterState.SENT,
        LetterState.SENT,
    ]
    assert await at(BREACH.since).run(activities.send, keys) == [
        LetterState.FAILED,
        LetterState.SENT,
        LetterState.SENT,
    ]
    assert len(postbag.sent) == 2, "each once"


async def approve(rows: Sessions, store: EvidenceStore) -> None:
    """The approver lets the referral go out, and the case has heard of it."""
    referral = next(one for one in await outbox(rows) if one.kind == "referral")
    who = Approver(account="bo", role="approver", stands_for={}, at=wall(), door="a test")
    decision = await Decisions(rows).rule_on(
        referral.key, Verdict.APPROVED, who, referral.sha256, "it is right"
    )
    order = NoteOrder(case_number=NUMBER, what=Happening.DECISION, ref=decision, at=BREACH.since)
    standing = await at(BREACH.since).run(Records(clerk=clerk(rows, store)).note, order)
    assert [one.key for one in standing.letters] == [referral.key]


@pytest.mark.parametrize("witness", [None, False, True])
async def test_a_referral_whose_reply_was_lost_is_for_a_person(
    late: Sessions,
    store: EvidenceStore,
    witness: bool | None,  # noqa: FBT001  pytest gives it
) -> None:
    """Without a witness it is never sent again by itself; a witness may settle it."""
    await breach(late, store)
    await approve(late, store)
    postbag = Postbag(answers=[Answer(Reply.LOST, "nothing came")], witness=witness)
    activities = Letters(clerk=clerk(late, store), outbox=Outbox(late, wall), postman=postbag)
    key = [f"{NUMBER}/referral/{STAMP}"]

    if witness is None:
        assert await at(MONDAY).run(activities.send, key) == [LetterState.UNKNOWN]
        assert await at(MONDAY).run(activities.send, key) == [LetterState.UNKNOWN]
        assert len(postbag.sent) == 1
        return
    with pytest.raises(ApplicationError):
        await at(MONDAY).run(activities.send, key)
    assert await at(MONDAY).run(activities.send, key) == [LetterState.SENT]
    assert len({raw for _, _, raw in postbag.sent}) == 1, "the same bytes"
    assert len(postbag.sent) == (1 if witness else 2)
