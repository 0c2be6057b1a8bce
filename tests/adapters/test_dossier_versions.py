"""Versions of a dossier: each is kept with whose choice it is, and voids what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.decisions import Approver, Decisions, RefusedError, Who
from adapters.storage.dossiers import DossierShelf, NewVersion
from adapters.storage.models import ApprovalRow, DecisionRow, KeptRow, LetterRow
from adapters.storage.outbox import Outbox
from casework.case import Party, Stage
from casework.decisions import DecisionKind, Verdict
from casework.dossier_choice import Bound, Choice
from casework.dossier_parts import LeftOut, Why
from casework.letters import LetterKind, LetterState
from tests.adapters.records import Clock, casebook_of, freeze, letter_row, open_case, put_stage
from tests.examples import MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions

LEFT = LeftOut(kind="file", name="a.png", why=Why.NO_ROOM, number=1)
BOUND = Bound(facts="f", pdf=b"%PDF", zip=b"PK", left_out=(LEFT,))
BO = Approver(account="bo", role="approver", stands_for={}, at=MONDAY, door="console")


def a_version(by: str = "ling", **choice: object) -> NewVersion:
    """A version that somebody made."""
    return NewVersion(
        body="example-ombudsman",
        choice=Choice(**choice),  # type: ignore[arg-type]  # whatever a test chooses
        bound=BOUND,
        after_message=1,
        by=by,
        at=MONDAY,
        why="the body needs it",
    )


async def a_referral(rows: Sessions) -> tuple[str, str]:
    """A case and the key of its letter that waits."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.APPROVAL_PENDING)
    key = await freeze(rows, number, kind=LetterKind.REFERRAL, approval=("approver",))
    return number, key


async def approve(rows: Sessions, key: str, who: Approver = BO) -> None:
    """Somebody lets it go out."""
    digest = (await letter_row(rows, key)).sha256
    await Decisions(rows).rule_on(key, Verdict.APPROVED, who, digest, "it is right")


async def test_a_version_is_kept_with_all_that_was_chosen(rows: Sessions) -> None:
    """Who, why, when, of what; its bytes are known to the record by their digests."""
    number = await open_case(rows)

    assert await Decisions(rows).edit(number, a_version(demand="Stop."), "dossier") == 1

    (row,) = await DossierShelf(rows).versions(number)
    assert (row.by, row.chosen_by, row.words_by, row.why) == (
        "ling",
        "ling",
        "",
        "the body needs it",
    )
    assert (row.pdf, row.pdf_size) == (sha256(b"%PDF").hexdigest(), 4)
    assert row.left_out == [{"kind": "file", "name": "a.png", "why": "no room", "number": 1}]
    async with rows() as session:
        kept = set(await session.scalars(select(KeptRow.sha256)))
        assert {row.pdf, row.zip} <= kept
        assert not list(await session.scalars(select(DecisionRow))), "no letter waits"
    async with casebook_of(rows).open(number, MONDAY) as opened:
        assert opened.file.dossier is not None
        assert opened.file.dossier.choice == Choice(demand="Stop.")


async def test_whose_choice_and_whose_words_are_carried_on(rows: Sessions) -> None:
    """Who edits the words has not chosen what is in the dossier."""
    number, decisions = await open_case(rows), Decisions(rows)
    await decisions.edit(number, a_version(demand="Stop."), "dossier")
    await decisions.edit(number, a_version("bo", demand="Stop.", words="Dear all"), "letter")
    await decisions.edit(number, a_version("", demand="Stop.", words="Dear all"), "dossier")
    await decisions.edit(number, a_version("", demand="Stop."), "dossier")

    rows_ = await DossierShelf(rows).versions(number)
    assert [(one.version, one.chosen_by, one.words_by) for one in rows_] == [
        (4, "ling", ""),
        (3, "ling", "bo"),
        (2, "ling", "bo"),
        (1, "ling", ""),
    ]


async def test_an_edit_voids_what_waits_in_the_same_transaction(rows: Sessions) -> None:
    """The letter and the approval that was given say by whom; the workflow hears of it."""
    number, key = await a_referral(rows)
    await approve(rows, key)

    await Decisions(rows).edit(number, a_version(), "dossier")

    letter = await letter_row(rows, key)
    assert (letter.state, letter.answer) == (
        LetterState.CANCELLED,
        "voided: the dossier was edited by ling",
    )
    async with rows() as session:
        (approval,) = await session.scalars(select(ApprovalRow))
        assert approval.voided == "the dossier was edited by ling"
        kinds = list(await session.scalars(select(DecisionRow.kind).order_by(DecisionRow.kind)))
    assert kinds == [DecisionKind.APPROVE, DecisionKind.EDIT]
    claim = await Outbox(rows, Clock()).claim(key)
    assert (claim.over, claim.raw) == (True, b""), "it never leaves"


async def test_nobody_approves_what_they_chose_or_wrote(rows: Sessions) -> None:
    """On a one-person desk there is nobody else."""
    number, _ = await a_referral(rows)
    await Decisions(rows).edit(number, a_version("bo"), "dossier")
    key = await freeze(rows, number, kind=LetterKind.REFERRAL, approval=("approver",))

    with pytest.raises(RefusedError, match="bo edited it: somebody else lets it go out"):
        await approve(rows, key)
    await approve(rows, key, replace(BO, account="bela"))
    other = await freeze(rows, number, kind=LetterKind.REFERRAL, approval=("approver",))
    digest = (await letter_row(rows, other)).sha256
    alone = Decisions(rows, one_person=True)
    await alone.rule_on(other, Verdict.APPROVED, BO, digest, "nobody else is here")


async def test_what_is_on_its_way_is_not_edited(rows: Sessions) -> None:
    """Approved, released, and it has not left."""
    number, key = await a_referral(rows)
    async with rows.begin() as session:
        (await session.get_one(LetterRow, key)).released_at = MONDAY

    with pytest.raises(RefusedError, match="on its way: refuse it first"):
        await Decisions(rows).edit(number, a_version(), "dossier")


async def test_a_closed_case_has_no_new_version(rows: Sessions) -> None:
    """It is reopened first."""
    number = await open_case(rows)
    await put_stage(rows, number, Stage.CLOSED)

    with pytest.raises(RefusedError, match="is closed already"):
        await Decisions(rows).edit(number, a_version(), "dossier")
    assert not await DossierShelf(rows).versions(number)
    assert not await DossierShelf(rows).versions("a\0b")


async def test_a_letter_knows_when_it_left_and_what_the_server_said(rows: Sessions) -> None:
    """The contact log of a dossier proves it with that."""
    number = await open_case(rows)
    key = await freeze(rows, number)
    outbox = Outbox(rows, Clock())
    later = MONDAY + timedelta(hours=2)
    await outbox.conclude(await outbox.claim(key), LetterState.SENT, "250 queued", later)

    async with casebook_of(rows).open(number, MONDAY) as opened:
        (letter,) = opened.file.letters
    assert (letter.sent_at, letter.answer, letter.party) == (later, "250 queued", Party.COMPLAINANT)


async def test_who_refers_and_who_edits_are_both_kept_from_approving(rows: Sessions) -> None:
    """The older rule stands beside the newer."""
    number, key = await a_referral(rows)
    who = Who(account="bela", why="it is time", at=MONDAY - timedelta(minutes=1))
    await Decisions(rows).decide(number, DecisionKind.REFER, who)

    with pytest.raises(RefusedError, match="bela had it written"):
        await approve(rows, key, replace(BO, account="bela"))
