"""Files that go along with a letter by a person: chosen, never by a slip, and as they are kept."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.reading.parts import contents
from adapters.storage.drafts import DraftRow
from adapters.storage.models import ApprovalRow, KeptRow, LetterRow
from casework.drafts import MOST_ENCLOSED
from casework.roles import Role
from tests.adapters.test_previews import a_picture
from tests.console.front_desk import Page
from tests.console.procedure import Procedure, hire
from tests.examples import PNG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.console.front_desk import FrontDesk

BODY = "body:example-ombudsman"
LOG = ("our own log.txt", "text/plain", b"called on 3 February\n")
TOOL = ("viewer.exe", "application/octet-stream", b"MZ\0\0" + b"\0" * 80)
NOTE = ("note of a call.txt", "text/plain", b"she rang at ten\n")


def digest(content: bytes) -> str:
    """What a file is known by."""
    return sha256(content).hexdigest()


def hidden(page: Page, name: str) -> str:
    """What a form carries along, the last of that name."""
    found: list[str] = re.findall(rf'name="{name}" value="([^"]*)"', page.html)
    return found[-1] if found else ""


def boxes(page: Page) -> dict[str, dict[str, str | None]]:
    """The files that are offered, each as its box stands, by their digests."""
    found = (facts for tag, facts in page.elements if tag == "input")
    mine = (one for one in found if one.get("name") == "enclose")
    return {str(one["value"]).partition(" ")[2]: one for one in mine}


async def write(
    ling: FrontDesk,
    case: Procedure,
    *ticked: bytes,
    page: Page | None = None,
    upload: Sequence[tuple[str, str, bytes]] = (),
    **fields: str,
) -> Page:
    """Tick these files, and no other; upload some; save."""
    to = fields.get("to", BODY)
    page = page or await ling.get(f"/case/{case.number}/write?to={to}")
    there = boxes(page)
    facts = {"to": to, "subject": "The log", "text": "Please see.", "csrf": page.csrf, **fields}
    facts |= {"draft": hidden(page, "draft"), "version": hidden(page, "version") or "0"}
    enclose = [str(there[digest(one)]["value"]) for one in ticked]
    return Page(
        await ling.browser.post(
            f"/case/{case.number}/draft",
            data={**facts, "enclose": enclose},
            files=[("upload", (name, content, kind)) for name, kind, content in upload],
            follow_redirects=True,
        )
    )


async def send(ling: FrontDesk, case: Procedure, page: Page) -> LetterRow:
    """Have it go out as it is shown; the letter in the outbox."""
    facts = {"draft": hidden(page, "draft"), "version": hidden(page, "version")}
    await ling.post(f"/case/{case.number}/send", page, why="they asked", **facts)
    await case.carry_out()
    written: list[LetterRow] = [one for one in await ling.all_of(LetterRow) if one.kind == "letter"]
    return max(written, key=lambda one: (one.state == "pending", one.written_at))


@pytest.fixture
async def case(ling: FrontDesk) -> Procedure:
    """Ana's call log is on it, and what the respondent sent: a log of its own, and a program."""
    begun = await Procedure.with_respondent(ling)
    await begun.says("We are looking at it; see our log.", "respondent", (LOG, TOOL))
    return begun


async def test_nothing_goes_along_that_nobody_chose(ling: FrontDesk, case: Procedure) -> None:
    """All that is kept is offered, with whose it is; no box is ticked, and no file is sent."""
    page = await ling.get(f"/case/{case.number}/write")
    letter = await send(ling, case, await write(ling, case, to="complainant"))

    assert set(boxes(page)) == {digest(PNG), digest(LOG[2]), digest(TOOL[2])}
    assert not any("checked" in one for one in boxes(page).values())
    assert re.search(r"my call log.png from the complainant image/png, 16 bytes", page.words)
    assert re.search(r"our own log.txt from the respondent text/plain", page.words)
    assert f"sha256 {digest(PNG)[:12]}…" in page.words
    assert letter.files == []


async def test_what_is_chosen_goes_out_byte_for_byte(ling: FrontDesk, case: Procedure) -> None:
    """From two parties and from a machine of ours; the page shows each, whole and with its size."""
    page = await write(ling, case, PNG, LOG[2], upload=[NOTE])

    for content in (PNG, LOG[2], NOTE[2]):
        assert f"sha256 {digest(content)}" in page.words
    link = f"/case/{case.number}/draft/{hidden(page, 'draft')}/files/{digest(NOTE[2])}"
    assert (await ling.get(link)).response.content == NOTE[2]
    assert "another party than the one the letter goes to" in page.words
    assert re.search(r"The whole mail has \d kB; up to 10.0 MB are sent in one", page.words)
    kept = next(one for one in await ling.all_of(KeptRow) if one.sha256 == digest(NOTE[2]))
    assert (kept.size, ling.desk.store.open(kept.sha256)) == (len(NOTE[2]), NOTE[2])

    letter = await send(ling, case, page)

    there = contents(letter.raw, {str(one["sha256"]) for one in letter.files})
    assert sorted(there.values()) == sorted([PNG, LOG[2], NOTE[2]])
    assert {str(one["name"]) for one in letter.files} == {"my call log.png", LOG[0], NOTE[0]}
    story = await ling.get(f"/case/{case.number}")
    assert f"Enclosed: {NOTE[0]}" in story.words


async def test_whoever_approves_sees_whose_each_file_is(ling: FrontDesk, case: Procedure) -> None:
    """Each with its digest, a link to it and a word where it comes from somebody else."""
    await hire(ling, "boris", Role.APPROVER)
    picture = ("a screen.png", "image/png", a_picture(size=(80, 40)))
    letter = await send(ling, case, await write(ling, case, LOG[2], upload=[picture]))
    await ling.log_in("boris")

    page = await ling.get(f"/approvals/{letter.key}")
    there = f"/letters/{letter.key}/files/{digest(LOG[2])}"
    thumb = await ling.get(f"/letters/{letter.key}/files/{digest(picture[2])}/preview")

    assert f"sha256 {digest(LOG[2])} from the respondent It goes to somebody else" in page.words
    assert f"sha256 {digest(picture[2])} uploaded by ling" in page.words
    assert there in page.html
    assert (await ling.get(there)).response.content == LOG[2]
    assert thumb.response.headers["content-type"] == "image/png"
    assert (await ling.get(f"{there[:-64]}{'0' * 64}/preview")).status == 404


async def test_a_program_cannot_be_chosen(ling: FrontDesk, case: Procedure) -> None:
    """Sent by a party or uploaded; it is said, and no word that was typed is lost."""
    page = await write(ling, case, TOOL[2], PNG, upload=[TOOL], text="Every word of it.")

    assert "viewer.exe does not go along: it is a program" in page.words
    assert "Every word of it." in page.words
    assert "disabled" in boxes(page)[digest(TOOL[2])]
    assert [one["name"] for one in (await ling.all_of(DraftRow))[0].enclosed] == ["my call log.png"]


async def test_unticked_it_stays_here(ling: FrontDesk, case: Procedure) -> None:
    """Also what was uploaded; each saving is a version, and an old one is not sent."""
    first = await write(ling, case, PNG, upload=[NOTE])
    second = await write(ling, case, PNG, page=first)
    old = {"draft": hidden(first, "draft"), "version": hidden(first, "version")}
    stale = await ling.post(f"/case/{case.number}/send", second, why="they asked", **old)

    assert "checked" in boxes(first)[digest(NOTE[2])]
    assert digest(NOTE[2]) not in boxes(second)
    assert "has changed the draft: read it again" in stale.words
    letter = await send(ling, case, second)
    assert [one["sha256"] for one in letter.files] == [digest(PNG)]


async def test_nothing_of_another_case_can_be_named(ling: FrontDesk, case: Procedure) -> None:
    """Neither its files, nor bytes that are only known to be kept."""
    other = await Procedure.begin(ling)
    await write(ling, other, to="complainant", upload=[NOTE])
    view = await ling.desk.views.case(other.number)
    assert view is not None
    theirs = [f"{view.messages[0].id} {digest(PNG)}", f"0 {digest(NOTE[2])}", "x", f"0 {'0' * 64}"]

    page = await ling.post(
        f"/case/{case.number}/draft", to="complainant", subject="s", text="t", enclose=theirs
    )
    draft = hidden(page, "draft")
    stolen = await ling.get(f"/case/{case.number}/draft/{draft}/files/{digest(NOTE[2])}")

    mine = next(one for one in await ling.all_of(DraftRow) if one.id == draft)
    assert mine.enclosed == []
    assert stolen.status == 404


async def test_too_many_and_too_large_is_said(ling: FrontDesk, case: Procedure) -> None:
    """By count, by what is uploaded at once, and by what the mailbox takes that it goes to."""
    many = [(f"{one}.txt", "text/plain", f"page {one}\n".encode()) for one in range(11)]
    empty = ("empty.txt", "text/plain", b"")
    page = await write(ling, case, upload=[empty, *many])
    (row,) = await ling.all_of(DraftRow)
    assert "10.txt does not go along: a letter takes 10 files" in page.words
    assert "empty.txt does not go along: it is empty" in page.words
    assert len(row.enclosed) == MOST_ENCLOSED

    limits = {"receiving_limit_bytes": 5_000, "upload_limit_bytes": 6_000}
    vars(ling.desk)["settings"] = ling.desk.settings.model_copy(update=limits)
    large = ("large.txt", "text/plain", b"x" * 4_000)
    page = await write(ling, case, upload=[large])
    sent = await ling.post(
        f"/case/{case.number}/send",
        page,
        why="they asked",
        draft=hidden(page, "draft"),
        version=hidden(page, "version"),
    )
    huge = await write(ling, case, upload=[("huge.txt", "text/plain", b"x" * 6_001)])

    assert "it is larger than the mailbox takes that it goes to" in page.words
    assert sent.status == 409
    assert "these files are too large together" in huge.words


async def test_a_file_that_is_not_as_it_was_kept_stops_the_letter(
    ling: FrontDesk, case: Procedure
) -> None:
    """Before it is sent; it cannot be chosen either."""
    page = await write(ling, case, upload=[NOTE])
    place = ling.desk.store.folder / digest(NOTE[2])[:2] / digest(NOTE[2])
    place.write_bytes(b"something else")
    draft = hidden(page, "draft")
    looked = await ling.get(f"/case/{case.number}/write?draft={draft}")
    file = await ling.get(f"/case/{case.number}/draft/{draft}/files/{digest(NOTE[2])}")
    ling.desk.previews._seen.clear()  # noqa: SLF001  as after another start of the console
    again = await write(ling, case, NOTE[2], page=looked)

    assert "not as it was kept: save it anew" in looked.words
    assert file.status == 404
    assert "does not go along: it is not as it was kept" in again.words


async def test_what_left_the_case_does_not_go_along(ling: FrontDesk, case: Procedure) -> None:
    """Its mail was put elsewhere after it had been chosen: the page says so."""
    page = await write(ling, case, LOG[2])
    view = await ling.desk.views.case(case.number)
    assert view is not None
    async with ling.desk.rows.begin() as session:
        mail = next(one for one in view.messages if LOG[0] in " ".join(one.attachments))
        (await session.get_one(type(mail), mail.id)).disposition = "recorded"

    page = await ling.get(f"/case/{case.number}/write?draft={hidden(page, 'draft')}")

    assert "not on this case any more" in page.words
    assert "It cannot go out yet" in page.words


async def test_a_letter_that_waits_is_taken_back_to_be_changed(
    ling: FrontDesk, case: Procedure
) -> None:
    """It is void with what was approved of it; the new one shows what is other, and to whom not."""
    await hire(ling, "boris", Role.APPROVER)
    first = await send(ling, case, await write(ling, case, PNG, LOG[2]))
    page = await ling.get(f"/approvals/{first.key}")

    draft = await ling.post(f"/letters/{first.key}/take-back", page, why="not their log")
    again = await ling.post(f"/letters/{first.key}/take-back", page, why="twice")
    second = await send(ling, case, await write(ling, case, PNG, page=draft))
    await ling.log_in("boris")
    shown = await ling.get(f"/approvals/{second.key}")
    gone = await ling.get(f"/approvals/{first.key}")

    assert hidden(again, "draft") == hidden(draft, "draft"), "it is being changed already"
    assert {one for one, box in boxes(draft).items() if "checked" in box} == {
        digest(PNG),
        digest(LOG[2]),
    }
    assert f"removed {LOG[0]} sha256 {digest(LOG[2])}" in shown.words
    assert "It waits no longer: it is cancelled: taken back by ling: not their log" in gone.words
    done = await ling.post(
        f"/approvals/{second.key}", shown, verdict="approved", sha256=second.sha256, why="right"
    )
    (ruling,) = await ling.all_of(ApprovalRow)
    assert (ruling.letter_key, ruling.by, done.status) == (second.key, "boris", 200)
    assert [one["sha256"] for one in ruling.files] == [digest(PNG)]
