"""Originals that no mail has room for: chosen, approved, sent as a link, fetched by a body."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from sqlalchemy import update
from temporalio.testing import ActivityEnvironment

from activities.letters import Letters
from adapters.mailbox.parse import parse
from adapters.storage.dossiers import DossierRow
from adapters.storage.models import EventRow, LetterRow
from adapters.storage.originals import OriginalsLinkRow
from adapters.storage.outbox import Outbox
from casework.letters import LetterState
from casework.matching import code_digest
from casework.roles import Role
from tests.console.complainant import PUBLIC, Complainant, once, stranger
from tests.console.front_desk import FrontDesk, Page
from tests.console.procedure import Procedure, hire
from tests.console.test_dossier import edit, rule, save
from tests.dossiers import words_of
from tests.examples import PNG, a_mail
from tests.postbag import Postbag

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from httpx import Response

LINK = re.compile(r"http://console\.example/originals#([a-z2-7]{26})(?!\S)")
TEXT = "Acme Calls call me every day. Unwanted calls! Call log enclosed.\n"
SIZE = 11_000_000
PAGES = ("/originals", "/originals/file", "/originals/leave", "/originals/nowhere")


@dataclass(kw_only=True)
class Referral:
    """A case whose files are larger than a mail, and a body before the public pages."""

    body: Complainant
    case: Procedure

    @property
    def front(self) -> FrontDesk:
        """The desk."""
        return self.body.front

    async def letter(self) -> tuple[LetterRow, str]:
        """The letter that waits, and the code that it tells."""
        letter = await self.case.waiting()
        found = LINK.search(parse(letter.raw, letter.written_at).text or "")
        assert found, "the letter tells no link"
        return letter, found[1]

    async def send(self, letter: LetterRow) -> bytes:
        """Boris approves it and it leaves; the bytes that the mail server was given."""
        await self.front.post("/logout")
        await self.front.log_in("boris")
        await rule(self.front, letter.key, letter.sha256)
        await self.case.carry_out()
        outbox, bag = Outbox(self.front.desk.rows, self.front.clock), Postbag()
        letters = Letters(clerk=self.front.clerk(), outbox=outbox, postman=bag)
        assert await ActivityEnvironment().run(letters.send, [letter.key]) == [LetterState.SENT]
        ((_to, _id, raw),) = bag.sent
        return raw

    async def gone(self) -> str:
        """A letter that tells a link has left; the code."""
        letter, code = await self.letter()
        async with self.front.desk.rows.begin() as session:
            mine = update(LetterRow).where(LetterRow.key == letter.key)
            await session.execute(mine.values(state=LetterState.SENT))
        return code

    async def open(self, code: str) -> Page:
        """Press the button on the page that the link leads to."""
        return await self.body.post("/originals", await self.body.get("/originals"), code=code)

    async def fetch(self, page: Page) -> Response:
        """Press the button that hands out the file."""
        data = {"csrf": page.csrf, "once": once(page)}
        return await self.body.browser.post("/originals/file", data=data)


@pytest.fixture
async def desk(environment: dict[str, str]) -> AsyncIterator[Complainant]:
    """A desk with public pages; Ling is logged in, Boris approves."""
    patient = {**environment, **PUBLIC, "OMBUD_PARSE_SECONDS": "60"}  # the mail is a large one
    async with FrontDesk.open(patient) as front, Complainant.at(front) as body:
        await hire(front, "boris", Role.APPROVER)
        await front.log_in()
        yield body


@pytest.fixture
async def small(desk: Complainant) -> Referral:
    """A referral that waits, whose originals were chosen to go by a link."""
    mail = a_mail(TEXT, files=(("call log.png", "image/png", PNG),))
    case = await Procedure.approval_pending(desk.front, mail)
    await save(desk.front, case, originals="link")
    await case.carry_out()
    return Referral(body=desk, case=case)


async def test_what_is_larger_than_a_mail_goes_by_a_link_from_choice_to_fetch(
    desk: Complainant,
) -> None:
    """Eleven megabytes: left out at first, then linked by a person, approved, sent, fetched."""
    front, recording = desk.front, PNG + bytes(SIZE)
    mail = a_mail(TEXT, files=(("call log.png", "image/png", recording),))
    case = await Procedure.approval_pending(front, mail)
    referral = Referral(body=desk, case=case)
    number, old = case.number, await case.waiting()

    page = await front.get(f"/case/{number}/dossier")
    assert "Too large for one mail of 10.0 MB: call log.png." in page.words
    kept = await save(front, case, originals="link")
    assert "Version 2 of the dossier is kept." in kept.words
    assert "voided" in (await front.get(f"/approvals/{old.key}")).words
    await case.carry_out()

    letter, code = await referral.letter()
    version = max(await front.all_of(DossierRow), key=lambda one: one.version)
    text = parse(letter.raw, letter.written_at).text or ""
    papers = words_of(front.desk.store.open(version.pdf))
    assert [one["name"] for one in letter.files] == [f"{number}-dossier.pdf"]
    assert len(letter.raw) < 1_000_000
    assert version.zip in text
    assert f"{version.zip_size:,} bytes" in text
    assert version.zip in papers.replace("\u200b", "").replace(" ", "")
    assert "http://console.example/originals" in papers
    assert code not in papers, "the papers may be shown to others"
    assert "no room" not in papers
    seen = await front.get(f"/approvals/{letter.key}")
    assert "The originals go by a link in the letter" in seen.words
    assert "/originals#…" in seen.words
    assert "+ file: 01-call" not in seen.words
    assert code not in seen.html
    assert "opens nothing" in (await referral.open(code)).words, "it has not been approved"

    assert await referral.send(letter) == letter.raw, "exactly what was approved"
    page = await referral.open(code)
    assert version.zip in page.words
    assert f"{version.zip_size:,} bytes" in page.words
    fetched = await referral.fetch(page)

    assert fetched.status_code == 200
    assert sha256(fetched.content).hexdigest() == version.zip
    assert "attachment" in fetched.headers["content-disposition"]
    assert fetched.headers["cache-control"] == "no-store"
    with ZipFile(BytesIO(fetched.content)) as archive:
        (evidence,) = (one for one in archive.namelist() if one.startswith("evidence/"))
        assert archive.read(evidence) == recording
        assert b'"beside"' not in archive.read("manifest.json")
    page = await front.get(f"/case/{number}/dossier")
    assert "fetched 1 time" in page.words
    story = (await front.get(f"/case/{number}")).words
    assert "originals fetched by their link" in story
    assert "by the link in the letter to intake@ombudsman.example" in story
    log = await front.desk.access.log(case_number=number)
    assert "the link to intake@ombudsman.example" in {one.account for one in log}


async def test_looking_fetches_nothing(small: Referral) -> None:
    """GET and HEAD of every address, as a scanner of links in mails sends them."""
    code = await small.gone()
    await small.open(code)
    before = await small.front.record()

    for path in (*PAGES, f"/originals?code={code}", f"/originals/{code}"):
        for method in ("GET", "HEAD"):
            answer = await small.body.browser.request(method, path)
            assert answer.status_code in {200, 404, 405}, path
            assert not answer.content.startswith(b"PK")
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["cache-control"] == "no-store"
            assert "noindex" in answer.headers["x-robots-tag"]
    assert await small.front.record() == before


async def test_what_opens_nothing_opens_nothing_in_the_same_words(small: Referral) -> None:
    """Garbage, another page's code, a link of a letter that waits, was ended or is too old."""
    _letter, waits = await small.letter()
    await small.front.acknowledge(await small.front.open_case())
    other = await small.body.code(f"C-2026-{2:06}")
    wrong = (await small.open("b" * 26)).words
    for code in ("", "a", "a" * 27, "ä" * 26, "\x00" * 26, "x" * 5000, other, waits):
        page = await small.open(code)
        assert (page.status, page.words) == (404, wrong), code

    code = await small.gone()
    page = await small.open(code)
    assert page.status == 200
    small.front.clock.now += timedelta(days=61)
    assert (await small.body.get("/originals/file")).words == wrong
    assert (await small.open(code)).words == wrong
    small.front.clock.now -= timedelta(days=61)
    page = await small.open(code)
    ended = await end(small)
    assert "it opens nothing any more" in ended.words
    assert "ended by ling" in ended.words
    assert Page(await small.fetch(page)).words == wrong, "the page that was open"
    assert (await small.open(code)).words == wrong


async def end(referral: Referral) -> Page:
    """Ling ends the link in the letter."""
    (row,) = await referral.front.all_of(OriginalsLinkRow)
    path = f"/case/{referral.case.number}/dossier"
    fields = {"key": row.letter_key, "why": "the wrong office"}
    return await referral.front.post(f"{path}/end-link", await referral.front.get(path), **fields)


async def test_another_version_has_another_link_and_voids_the_first(small: Referral) -> None:
    """Of a letter that never went out nothing opens; each link serves its own bytes."""
    _old, first = await small.letter()
    small.front.clock.now += timedelta(minutes=5)
    await save(small.front, small.case, originals="link", demand="That it stops.", file=[])
    await small.case.carry_out()
    second = await small.gone()

    assert first != second
    assert (await small.open(first)).status == 404
    fetched = await small.fetch(await small.open(second))
    rows = {one.digest: one for one in await small.front.all_of(OriginalsLinkRow)}
    latest = max(await small.front.all_of(DossierRow), key=lambda one: one.version)
    assert rows[code_digest(first)].sha256 != rows[code_digest(second)].sha256
    assert sha256(fetched.content).hexdigest() == rows[code_digest(second)].sha256 == latest.zip


async def test_words_of_a_person_have_the_link_below_them(small: Referral) -> None:
    """It is not in the field that they edit, and in the letter all the same; another one."""
    letter, first = await small.letter()
    page = await small.front.get(f"/approvals/{letter.key}")
    field = page.html.partition('<textarea name="words"')[2].partition("</textarea>")[0]
    assert "Yours faithfully" in field
    assert "originals#" not in field

    small.front.clock.now += timedelta(minutes=5)
    await edit(small.front, letter.key, letter.sha256, "Dear Ombudsman\n\nPlease look at this.")
    await small.case.carry_out()
    again, second = await small.letter()

    text = parse(again.raw, again.written_at).text or ""
    assert "Please look at this." in text
    assert first != second
    assert first not in text


@pytest.mark.parametrize("token", ["", "guessed", "ключ"])
async def test_without_its_token_nothing_is_handed_out(small: Referral, token: str) -> None:
    """Nor to a form that stood on somebody else's page, nor to a browser that gave no code."""
    page = await small.open(await small.gone())
    before = await small.front.record()
    data = {"csrf": token, "once": once(page)}

    assert (await small.body.browser.post("/originals/file", data=data)).status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    right = {**data, "csrf": page.csrf}
    answer = await small.body.browser.post("/originals/file", data=right, headers=foreign)
    assert answer.status_code == 403
    async with stranger(small.body.house) as eve:
        door = Page(await eve.get("/originals"))
        sent = {"csrf": door.csrf, "once": once(door)}
        assert (await eve.post("/originals/file", data=sent)).status_code == 404
    assert await small.front.record() == before


async def test_changed_bytes_are_not_handed_out(small: Referral) -> None:
    """Better nothing than another file than the letter names."""
    page = await small.open(await small.gone())
    (row,) = await small.front.all_of(OriginalsLinkRow)
    kept = small.front.desk.store.folder / row.sha256[:2] / row.sha256
    kept.write_bytes(kept.read_bytes() + b"x")

    answer = await small.fetch(page)

    assert answer.status_code == 503
    assert "cannot be handed out" in answer.text
    events = {one.kind for one in await small.front.all_of(EventRow)}
    assert "originals fetched by their link" not in events


async def test_the_code_is_in_no_address_no_page_and_no_log(
    small: Referral, caplog: pytest.LogCaptureFixture
) -> None:
    """Of the record only the outbox has it; leaving ends the session."""
    caplog.set_level(logging.DEBUG)
    code = await small.gone()
    page = await small.open(code)
    await small.fetch(page)
    record = {**await small.front.record()}
    letters = record.pop("outbox")

    assert any(
        code.encode() in bytes(one) for row in letters for one in row if isinstance(one, bytes)
    )
    assert code not in repr(record)
    assert code not in caplog.text
    assert code not in page.html
    assert code not in str(page.response.request.url)
    await small.body.post("/originals/leave", page)
    assert (await small.body.get("/originals/file")).status == 404


async def test_without_public_pages_there_is_no_link(front: FrontDesk) -> None:
    """It is not offered, a form that asks for it is refused, and the address is nobody's."""
    await front.log_in()
    mail = a_mail(TEXT, files=(("call log.png", "image/png", PNG),))
    case = await Procedure.approval_pending(front, mail)

    page = await front.get(f"/case/{case.number}/dossier")
    refused = await save(front, case, originals="link")

    assert "fetched by a link" not in page.words
    assert "OMBUD_PUBLIC_ADDRESS" in refused.words
    assert (await front.get("/originals")).status == 404
