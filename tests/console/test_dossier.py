"""The dossier's page: what goes in is chosen and seen, a version voids the letter that waits."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from adapters.storage.dossiers import DossierRow
from adapters.storage.models import ApprovalRow, DecisionRow
from casework.roles import Role
from tests.console.procedure import Procedure, hire
from tests.dossiers import words_of
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk, Page

MOBILE = "13812348000"
TEXT = f"Acme Calls call me every day. Unwanted calls! Call log enclosed. Mine is {MOBILE}.\n"


@pytest.fixture
async def case(front: FrontDesk) -> Procedure:
    """A referral that waits; Ling is logged in, Boris approves."""
    await hire(front, "boris", Role.APPROVER)
    await front.log_in()
    files = (("call log.png", "image/png", PNG), ("notes.txt", "text/plain", b"my notes"))
    return await Procedure.approval_pending(front, a_mail(TEXT, files=files))


def form_of(page: Page) -> dict[str, list[str]]:
    """The dossier's form as it stands: what is ticked, what is known."""
    names = ("fact", "message", "file", "reveal", "known")
    boxes = [one for tag, one in page.elements if tag == "input" and one.get("name") in names]
    sent = [one for one in boxes if one["type"] == "hidden" or "checked" in one]
    return {name: [str(one["value"]) for one in sent if one["name"] == name] for name in names}


def demand_on(page: Page) -> str:
    """What the page proposes to ask for."""
    found = re.search(r'<textarea name="demand"[^>]*>([^<]*)</textarea>', page.html)
    assert found
    return found[1]


async def save(front: FrontDesk, case: Procedure, **changes: object) -> Page:
    """Send the form of the page, with something else ticked."""
    path = f"/case/{case.number}/dossier"
    page = await front.get(path)
    fields = {**form_of(page), "demand": "", "why": "the body needs it", **changes}
    return await front.post(path, page, **fields)


async def test_the_page_shows_what_goes_in_and_why(front: FrontDesk, case: Procedure) -> None:
    """Facts, messages, files and personal data, each with its box; the version of the letter."""
    page = await front.get(f"/case/{case.number}/dossier")
    form = form_of(page)

    assert "For The Example Ombudsman" in page.words
    assert "A letter waits for approval." in page.words
    assert {"complainant", "respondent", "authorised"} <= set(form["fact"])
    assert len(form["message"]) == 1
    assert sha256(PNG).hexdigest() in form["file"]
    assert form["reveal"] == []
    assert MOBILE in page.words, "it can be unmasked"
    assert "Version 1" in page.words
    assert "made by the desk" in page.words
    unticked = await save(front, case, file=[sha256(PNG).hexdigest()])
    assert "file notes.txt · not chosen" in unticked.words


async def test_what_is_kept_is_what_goes_along_byte_for_byte(
    front: FrontDesk, case: Procedure
) -> None:
    """The version's files are those of the letter, can be downloaded, and seen page by page."""
    letter, number = await case.waiting(), case.number
    pdf = await front.browser.get(f"/case/{number}/dossier/1/pdf")
    originals = await front.browser.get(f"/case/{number}/dossier/1/zip")
    sheet = await front.browser.get(f"/case/{number}/dossier/1/pages/0")

    digests = [sha256(one.content).hexdigest() for one in (pdf, originals)]
    assert digests == [one["sha256"] for one in letter.files]
    assert pdf.headers["content-disposition"].startswith("attachment; ")
    assert (sheet.headers["content-type"], sheet.content[:4]) == ("image/png", b"\x89PNG")
    text = words_of(pdf.content)
    assert "***8000" in text
    assert MOBILE not in text
    for path in ("9/pdf", "1/doc", "1/pages/99", "1/pages/-1"):
        assert (await front.get(f"/case/{number}/dossier/{path}")).status == 404
    assert (await front.get("/case/C-2026-999999/dossier")).status == 404
    assert (await front.get("/case/a%00b/dossier/1/pdf")).status == 404


async def test_what_was_found_to_be_asked_for_is_proposed(
    front: FrontDesk, case: Procedure
) -> None:
    """In the words of the body's language; as it stands it is no choice, and it can be changed."""
    path = f"/case/{case.number}/dossier"
    page = await front.get(path)
    assert demand_on(page) == "That the calls stop"
    text = words_of((await front.browser.get(f"{path}/1/pdf")).content)
    assert "That the calls stop What the complainant asks for stands in their own words" in text

    await save(front, case, demand=demand_on(page))
    assert [one.choice["demand"] for one in await front.all_of(DossierRow)] == [None, None]
    await save(front, case, demand="Stop.")
    assert demand_on(await front.get(path)) == "Stop."


async def test_a_preview_keeps_nothing(front: FrontDesk, case: Procedure) -> None:
    """The PDF with what is ticked now; nothing on the record changes."""
    path = f"/case/{case.number}/dossier"
    page = await front.get(path)
    before = await front.record()

    sent = {**form_of(page), "reveal": [MOBILE], "demand": "That they stop.", "csrf": page.csrf}
    answer = await front.browser.post(f"{path}/preview", data=sent)

    text = words_of(answer.content)
    assert MOBILE in text
    assert "That they stop." in text
    assert await front.record() == before
    looked = await front.desk.access.log(case_number=case.number)
    assert looked[0].what == "dossier preview", "but that somebody saw it"


async def test_saving_voids_the_letter_that_waits(front: FrontDesk, case: Procedure) -> None:
    """Visibly, at once; the case's workflow has it written anew, and it is asked for again."""
    old = await case.waiting()

    page = await save(front, case, file=[], demand="That the calls stop.")

    assert "Version 2 of the dossier is kept." in page.words
    void = await front.get(f"/approvals/{old.key}")
    assert "voided: the dossier was edited by ling" in void.words
    assert "None." in (await front.get("/approvals")).words
    await case.carry_out()
    new = await case.waiting()
    assert new.sha256 != old.sha256
    assert [one["name"] for one in new.files] == [one["name"] for one in old.files]
    rows = await front.all_of(DossierRow)
    assert [(one.version, one.by, one.chosen_by) for one in rows] == [
        (1, "", ""),
        (2, "ling", "ling"),
    ]
    assert [rows[1].pdf, rows[1].zip] == [one["sha256"] for one in new.files]
    compared = (await front.get(f"/approvals/{new.key}")).words
    assert "What changed since the last version" in compared
    assert "+ That the calls stop." in compared
    assert "enclosed now" in compared
    with ZipFile(BytesIO(front.desk.store.open(rows[1].zip))) as archive:
        assert not [one for one in archive.namelist() if one.startswith("evidence/")]


async def test_an_approval_that_was_given_is_void_with_the_edit(
    front: FrontDesk, case: Procedure
) -> None:
    """Whoever gave it is told in the row; it lets nothing go out."""
    old = await case.waiting()
    await front.post("/logout")
    await front.log_in("boris")
    await rule(front, old.key, old.sha256)

    page = await save(front, case, demand="Stop.")
    await case.carry_out()

    assert "Version 2" in page.words
    (row,) = await front.all_of(ApprovalRow)
    assert row.voided == "the dossier was edited by boris"
    assert (await front.case(case.number)).stage == "approval pending"


async def rule(front: FrontDesk, key: str, digest: str) -> Page:
    """Approve a letter."""
    form = {"verdict": "approved", "sha256": digest, "why": "it is right"}
    return await front.post(f"/approvals/{key}", **form)


async def test_whoever_chose_or_wrote_does_not_let_it_go_out(
    front: FrontDesk, case: Procedure
) -> None:
    """Four eyes: somebody else approves what Boris edited."""
    await front.post("/logout")
    await front.log_in("boris")
    await save(front, case, demand="Stop.")
    await case.carry_out()
    new = await case.waiting()

    refused = await rule(front, new.key, new.sha256)

    assert "boris edited it: somebody else lets it go out" in refused.words
    assert not await front.all_of(ApprovalRow)
    await hire(front, "bela", Role.APPROVER)
    await front.post("/logout")
    await front.log_in("bela")
    assert "approved by bela" in (await rule(front, new.key, new.sha256)).words


async def test_what_was_approved_and_is_on_its_way_is_not_edited(
    front: FrontDesk, case: Procedure
) -> None:
    """It is refused first: then it is in a person's hands."""
    letter = await case.waiting()
    await front.post("/logout")
    await front.log_in("boris")
    await rule(front, letter.key, letter.sha256)
    await case.carry_out()

    page = await save(front, case)

    assert "the letter was approved and is on its way: refuse it first" in page.words


async def test_a_choice_holds_when_something_new_comes_in(
    front: FrontDesk, case: Procedure
) -> None:
    """The next letter is made with it; what the page had not shown is decided by rule."""
    await save(front, case, file=[], demand="Stop.")
    await case.carry_out()
    await case.says("They called again today.")

    letter = await case.waiting()
    rows = await front.all_of(DossierRow)

    assert rows[-1].choice["demand"] == "Stop."
    assert (rows[-1].by, rows[-1].chosen_by) == ("", "ling")
    assert rows[-1].pdf == letter.files[0]["sha256"]
    assert len(rows) == 3


async def test_without_a_reason_nothing_is_kept(front: FrontDesk, case: Procedure) -> None:
    """It stays with the version."""
    page = await save(front, case, why=" ")

    assert "a reason is needed" in page.words
    assert len(await front.all_of(DossierRow)) == 1
    assert not await front.all_of(DecisionRow)


async def test_a_case_without_a_body_says_so(ling: FrontDesk) -> None:
    """There is nobody to prepare anything for."""
    begun = await Procedure.begin(ling)
    await ling.change(begun.number, tried=["example-ombudsman", "example-tribunal"])

    page = await ling.get(f"/case/{begun.number}/dossier")
    refused = await ling.post(f"/case/{begun.number}/dossier", why="because")

    assert "there is nobody to prepare a dossier for" in page.words
    assert "there is nobody to prepare for" in refused.words


# ---- size --------------------------------------------------------------------------------


async def test_too_large_for_one_mail_a_person_chooses(
    front: FrontDesk,
) -> None:
    """Nothing is cut in silence: the desk leaves out and says so, a person's choice is asked."""
    for one in ("settings", "dossiers"):  # what was made of the limit before
        vars(front.desk).pop(one, None)
    front.desk.environment["OMBUD_RECEIVING_LIMIT_BYTES"] = "3500000"  # type: ignore[index]
    await front.log_in()
    big = ("call log.bin.png", "image/png", PNG + bytes(3_000_000))
    case = await Procedure.approval_pending(front, a_mail(TEXT, files=(big,)))

    page = await front.get(f"/case/{case.number}/dossier")
    refused = await save(front, case)
    kept = await save(front, case, originals="left out")

    assert "Too large for one mail of 3.5 MB: call log.bin.png." in page.words
    assert "there is no room for: call log.bin.png" in refused.words
    assert "Version 2 of the dossier is kept." in kept.words


# ---- the letter's words --------------------------------------------------------------------


async def test_other_words_are_another_letter(front: FrontDesk, case: Procedure) -> None:
    """Frozen anew under another digest; the old one says who edited it."""
    old = await case.waiting()
    front.clock.now += timedelta(minutes=5)

    page = await edit(front, old.key, old.sha256, "Dear Ombudsman\n\nPlease look at this.")
    await case.carry_out()

    assert "the letter was edited by ling" in page.words
    new = await case.waiting()
    shown = (await front.get(f"/approvals/{new.key}")).words
    assert "Dear Ombudsman Please look at this." in shown
    assert "- Dear Sir or Madam," in shown
    assert "a time was over without an answer" in shown, (
        "the dossier tells of what was written since"
    )
    front.clock.now += timedelta(minutes=5)
    await edit(front, new.key, new.sha256, "Dear Ombudsman\n\nPlease look at it.")
    await case.carry_out()
    newer = await case.waiting()
    assert newer.files == new.files
    assert "The same files, byte for byte." in (await front.get(f"/approvals/{newer.key}")).words
    refused = await edit(front, newer.key, old.sha256, "x")
    assert "the letter is another one by now" in refused.words
    late = await edit(front, old.key, old.sha256, "x")
    assert "the letter does not wait any more" in late.words


async def edit(front: FrontDesk, key: str, digest: str, words: str) -> Page:
    """Fill in the form that edits a letter."""
    fields = {"sha256": digest, "words": words, "why": "it is clearer"}
    return await front.post(f"/approvals/{key}/words", **fields)
