"""Dossiers made of anything: they come out, within limits, and say what they left out and why."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image

from adapters.bounded import Bounded
from adapters.calendars import Calendars
from adapters.dossiers import DossierError
from adapters.dossiers_pages import in_words
from adapters.dossiers_pages import words_of as said_in
from adapters.dossiers_sheets import Sheets
from adapters.mailbox.parse import parse
from adapters.storage.evidence import EvidenceStore
from adapters.vocabulary import load_vocabulary
from casework.case import Language, Party, Stage
from casework.casefile import EvidenceKept, LetterSent, MessageKept
from casework.dossier import dossier
from casework.dossier_choice import Choice, DossierKept
from casework.escalation import ladder
from casework.letters import LetterKind, LetterState
from casework.plan import Moment
from casework.policy import Intent
from tests.dossiers import papers_of, words_of
from tests.examples import MONDAY, ROOT, a_case, a_file, a_mail

if TYPE_CHECKING:
    from adapters.dossiers import Dossiers
    from casework.dossier_parts import Dossier

WORDS = {
    Language.SIMPLIFIED: "他们每天给我打推销电话，我的手机是13812348000。",  # noqa: RUF001  as it is typed
    Language.TRADITIONAL: "他們每天致電給我推銷，我的電話是 9123 4567。",  # noqa: RUF001  as it is typed
    Language.ENGLISH: "They call me every day on 07700 900123.",
}
Files = tuple[tuple[str, str, bytes], ...]


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    """Where mail is kept."""
    return EvidenceStore(tmp_path / "evidence")


def a_picture(colour: str = "navy", size: tuple[int, int] = (300, 200)) -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


def a_pdf() -> bytes:
    """A PDF of one page."""
    out = BytesIO()
    Image.new("RGB", (400, 500), "white").save(out, "PDF")
    return out.getvalue()


def a_flood() -> bytes:
    """A PNG of a few bytes that says it has ten thousand million pixels."""
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)

    def chunk(name: bytes, content: bytes) -> bytes:
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    data = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9999)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + data


def a_loop() -> bytes:
    """A PDF whose pages are their own parents and kids."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 99999/Kids[2 0 R 3 0 R]/Parent 2 0 R>>",
        b"<</Type/Pages/Count 9/Kids[2 0 R]/Parent 2 0 R>>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % one for one in places)
    return (
        body
        + b"xref\n0 4\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)
    )


def of(
    store: EvidenceStore,
    files: Files = (),
    language: Language = Language.ENGLISH,
    text: str = "",
    subject: str = "Unwanted calls",
) -> Dossier:
    """The dossier of a complaint that came with these files, all of them chosen."""
    text = text or WORDS[language]
    raw = a_mail(f"{text}\n", subject="Unwanted calls", files=files)
    digest, found = store.put(raw), parse(raw, MONDAY).attachments
    first = MessageKept(
        sha256=digest,
        party=Party.COMPLAINANT,
        sender_name="Ana",
        subject=subject,
        text=text,
        received_at=MONDAY,
        attachments=found,
    )
    answer = replace(first, party=Party.RESPONDENT, text="No.", sha256="e" * 64, attachments=())
    notice = LetterSent(
        kind=LetterKind.COMPLAINT_NOTICE,
        party=Party.RESPONDENT,
        message_id="<abc.keyed@desk.example>",
        written_at=MONDAY,
        state=LetterState.SENT,
        sha256="5" * 64,
        answer="250 queued",
    )
    file = replace(
        a_file(case=a_case(language=language, stage=Stage.APPROVAL_PENDING, asked_at=MONDAY)),
        messages=(first, replace(answer, intent=Intent.ANSWER)),
        letters=(notice,),
        evidence=tuple(
            EvidenceKept(item="call_log", message=digest, sha256=one.sha256) for one in found
        ),
    )
    calendar = Calendars()[file.policy.calendar]
    here = Moment(file=file, calendar=calendar, since=MONDAY, now=MONDAY)
    return dossier(here, file.case, ladder(file, here)[0], language, Choice())


# ---- what it is ----------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
def test_it_is_a_pdf_that_lasts_in_its_readers_language(
    store: EvidenceStore, language: Language
) -> None:
    """PDF/A-2b, its text can be selected, personal data is masked; twice the same bytes."""
    files = (
        ("通话记录.png", "image/png", a_picture()),
        ("contract.pdf", "application/pdf", a_pdf()),
    )
    it, papers = of(store, files, language), papers_of(store)

    first, second = papers.made(it), papers.made(it)

    assert (first.pdf, first.zip) == (second.pdf, second.zip)
    assert b"<pdfaid:part>2</pdfaid:part>" in first.pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in first.pdf
    text = words_of(first.pdf)
    said = said_in(ROOT / "templates" / "dossier", language)
    for one in (said["title"], *said["heads"].values(), it.body, "C-2026-000001", "通话记录.png"):
        assert one.replace(" ", "") in text.replace(" ", ""), one
    assert WORDS[language][:10].replace(" ", "") in text.replace(" ", "")
    assert "13812348000" not in text
    assert "keyed" not in text, "the half of a Message-ID that proves it is ours"
    assert len(pypdfium2.PdfDocument(first.pdf)) >= 3


def test_the_originals_can_be_checked(store: EvidenceStore) -> None:
    """Every file with its digest, for people and for programs; nothing of the mails' headers."""
    picture = a_picture()
    it = of(store, (("call log.png", "image/png", picture),))
    bound = papers_of(store).made(it)

    with ZipFile(BytesIO(bound.zip)) as archive:
        names = archive.namelist()
        within = {name: archive.read(name) for name in names}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == [
        "summary.json",
        "messages/001-2026-03-02-complainant.txt",
        "messages/002-2026-03-02-respondent.txt",
        "evidence/01-call_log.png",
        "manifest.json",
        "SHA256SUMS",
    ]
    assert within["evidence/01-call_log.png"] == picture
    lines = [one.split("  ") for one in within["SHA256SUMS"].decode().splitlines()]
    sums = {name: digest for digest, name in lines}
    assert sums == {
        name: sha256(content).hexdigest() for name, content in within.items() if name[0] != "S"
    }
    listed = {one["file"]: one["sha256"] for one in json.loads(within["manifest.json"])["files"]}
    assert listed["C-2026-000001-dossier.pdf"] == sha256(bound.pdf).hexdigest()
    assert b"Message-ID" not in b"".join(within.values())
    assert json.loads(within["summary.json"])["evidence"][0]["file"] == "01-call_log.png"


# ---- hostile evidence ----------------------------------------------------------------------

NASTY = '#eval("1") $x$ *b* _i_ `r` @ref <label> \\ // /* #import "/etc/passwd" [ ] { } = h\n- l'


def test_hostile_evidence_comes_out_and_says_what_it_left_out(store: EvidenceStore) -> None:
    """A loop, a flood, nothing, a lie, odd names; markup is words, odd signs are boxes."""
    files: Files = (
        ("loop.pdf", "application/pdf", a_loop()),
        ("flood.png", "image/png", a_flood()),
        ("empty.png", "image/png", b""),
        ("lie.png", "image/png", b"this is no picture at all"),
        ("cut.jpg", "image/jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 50),
        ("../../etc/pass\u202egnp.wd", "application/octet-stream", b"x1"),
        ("n" * 300 + ".png", "image/png", a_picture("red")),
    )
    it = of(
        store,
        files,
        text=f"{NASTY}\n\U0001f600 \U000e0041 \u202e العربية 𠀀 \x01\x00",
        subject=NASTY,
    )
    bound = papers_of(store).made(it)

    text = words_of(bound.pdf)
    told = {(one.name.partition(".")[0], one.why.value) for one in bound.left_out}
    assert {("flood", "large"), ("empty", "empty"), ("lie", "no picture")} <= told
    assert any(name == "loop" for name, _ in told)
    assert any(name == "cut" and why == "damaged" for name, why in told)
    for one in ('#eval("1") $x$ *b*', '#import "/etc/passwd"', "the file is empty (0 bytes)", "□"):
        assert one in text, one
    with ZipFile(BytesIO(bound.zip)) as archive:
        names = [one for one in archive.namelist() if one.startswith("evidence/")]
        assert len(names) == len(files)
        assert not [one for one in names if ".." in one or "\u202e" in one or len(one) > 90]
        assert archive.read("evidence/03-empty.png") == b""


def test_two_hundred_files_come_out(store: EvidenceStore) -> None:
    """As many are looked at as anybody reads in print; all are listed and enclosed."""
    files: Files = tuple((f"{one}.txt", "text/plain", b"%d" % one) for one in range(204))
    bound = papers_of(store).made(of(store, files))

    with ZipFile(BytesIO(bound.zip)) as archive:
        assert sum(one.startswith("evidence/") for one in archive.namelist()) == 200
    assert "there are too many to list or show" in words_of(bound.pdf)


def test_what_has_no_room_in_a_mail_is_left_out_and_said(store: EvidenceStore) -> None:
    """The largest mailbox has an end; the dossier says what is not there."""
    small, large = ("a.bin", "application/octet-stream", b"a" * 10), bytes(2_000_000)
    it = of(store, (small, ("big.bin", "application/octet-stream", large)))
    bound = papers_of(store, limit=4_000_000).made(it)

    assert [(one.name, one.why.value) for one in bound.left_out if one.kind == "file"] == [
        ("big.bin", "no room")
    ]
    assert "no room in one mail" in words_of(bound.pdf)
    assert (len(bound.zip) + len(bound.pdf)) * 4 / 3 < 4_000_000


def test_a_bodys_own_limit_stands_above_the_desks(store: EvidenceStore) -> None:
    """Where its file says it."""
    it = of(store, (("big.bin", "application/octet-stream", bytes(2_000_000)),))
    papers = papers_of(store, limit=4_000_000)

    assert papers.room(replace(it, mail_limit=8_000_000)) > 2_000_000 > papers.room(it)


@pytest.mark.parametrize("language", list(Language))
def test_originals_by_a_link_have_room_and_the_papers_name_them(
    store: EvidenceStore, language: Language
) -> None:
    """One names the digest of the other, and it is the papers: they are set second."""
    it = of(store, (("big.bin", "application/octet-stream", bytes(2_000_000)),), language)
    papers = replace(papers_of(store, limit=4_000_000), public="https://desk.example")

    bound = papers.made(replace(it, linked=True))

    assert not [one for one in bound.left_out if one.kind == "file"]
    said = words_of(bound.pdf).replace(" ", "").replace("\u200b", "")
    assert sha256(bound.zip).hexdigest() in said
    assert f"{len(bound.zip):,}" in said
    assert "https://desk.example/originals" in said
    with ZipFile(BytesIO(bound.zip)) as archive:
        assert b'"beside"' not in archive.read("manifest.json")
        assert len(archive.read("evidence/01-big.bin")) == 2_000_000
    assert papers.made(replace(it, linked=True)) == bound, "the same bytes when made twice"


# ---- when it does not work -----------------------------------------------------------------


def bounded(store: EvidenceStore, memory: int) -> Dossiers:
    """Dossiers whose pages are set by a child with so much memory."""
    return replace(papers_of(store), setting=Bounded("adapters.dossiers_setting", memory))


def test_a_child_that_has_too_little_is_said_in_words(store: EvidenceStore) -> None:
    """Whoever saves it reads which case, why, and what to do."""
    with pytest.raises(DossierError, match="the dossier of C-2026-000001 cannot be set"):
        bounded(store, 5_000_000).made(of(store))


class Refusing(Bounded):
    """A child that sets nothing with quoted words in it."""

    def ask(self, work: bytes, seconds: float) -> bytes:
        told = json.loads((Path(work.decode()) / "data.json").read_text(encoding="utf-8"))
        return b"!it cannot be set" if told["said"] else super().ask(work, seconds)


def test_what_cannot_be_set_is_left_out_and_said(store: EvidenceStore) -> None:
    """The papers come out; the words are among the originals."""
    papers = replace(papers_of(store), setting=Refusing("adapters.dossiers_setting", 800_000_000))
    bound = papers.made(of(store))

    text = words_of(bound.pdf)
    assert "the pages could not be set with it; its text is among the originals" in text
    assert "They call me" not in text
    assert [one.why.value for one in bound.left_out] == ["not set", "not set"]
    with ZipFile(BytesIO(bound.zip)) as archive:
        assert b"They call me" in archive.read("messages/001-2026-03-02-complainant.txt")


async def test_what_tells_the_same_is_not_made_again(store: EvidenceStore) -> None:
    """The kept bytes are those that go out; another fact makes others."""
    papers, it = papers_of(store), of(store)
    made = await papers.bind(it)
    kept = DossierKept(
        version=1,
        body=it.body_id,
        choice=Choice(),
        facts=made.facts,
        pdf=store.put(b"the very bytes"),
        zip=sha256(made.zip).hexdigest(),
        by="ling",
    )

    again = await papers.bind(it, kept)
    other = await papers.bind(replace(it, demand="Stop."), kept)

    assert (again.pdf, again.zip) == (b"the very bytes", made.zip)
    assert other.pdf not in {made.pdf, b"the very bytes"}


@pytest.mark.parametrize("language", Language)
def test_every_demand_that_can_be_found_can_be_said(language: Language) -> None:
    """In the language of whoever gets the dossier; where nothing was found, nothing is said."""
    folder = ROOT / "policies"
    words = said_in(ROOT / "templates" / "dossier", language)
    known = load_vocabulary(folder / "words").demands

    assert set(known) <= set(words["demands"])
    assert in_words(("refund", "what nobody knows", "apology"), words).count("\n") == 1
    assert in_words((), words) == ""


def test_its_pages_can_be_looked_at(store: EvidenceStore) -> None:
    """Words and pictures, one by one; what is no PDF shows nothing."""
    bound, sheets = papers_of(store).made(of(store)), Sheets()

    words = sheets.words("a", bound.pdf)
    picture = sheets.picture("a", bound.pdf, 0)

    assert "Complaint dossier" in words[0]
    assert Image.open(BytesIO(picture)).width > 500
    assert sheets.picture("a", b"", 0) == picture, "it is known by its digest"
    assert sheets.picture("a", bound.pdf, 99) == b""
    assert sheets.words("b", b"no PDF") == []
    sheets.child.close()


def test_what_a_body_asks_is_told_in_its_language(store: EvidenceStore) -> None:
    """What is known of it, how long it takes, until when; a pack's "you" is the complainant."""
    it = of(store, language=Language.SIMPLIFIED)
    route = replace(
        it.routes[0],
        asks=(("您是消费者", "unknown"),),
        clock="30 calendar days",
        bar_on=MONDAY.date(),
    )
    text = words_of(papers_of(store).made(replace(it, routes=(route,))).pdf).replace(" ", "")

    for one in ("投诉人是消费者", "不详", "30个自然日", "最迟受理到"):
        assert one in text, one
