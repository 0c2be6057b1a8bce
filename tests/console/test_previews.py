"""Files as evidence: what they are, who sent them when, and a look at them without risk."""

from __future__ import annotations

import io
from hashlib import sha256
from typing import TYPE_CHECKING

from PIL import Image

from console import files
from tests.adapters.test_previews import a_picture, a_zip
from tests.console.front_desk import visitor
from tests.console.test_hostile_mail import SCRIPT, assert_inert
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    import pytest

    from tests.console.front_desk import FrontDesk

PICTURE = a_picture()
DIGEST = sha256(PICTURE).hexdigest()


def with_files(*given: tuple[str, str, bytes]) -> bytes:
    """A complaint with files."""
    return a_mail("Unwanted calls, see the files.", files=given)


async def test_a_picture_is_seen_on_its_mails_page(ling: FrontDesk) -> None:
    """Its real type, its size, its digest, who sent it when; and a thumbnail of our own making."""
    message_id = await ling.hold(with_files(("calls.jpg", "image/jpeg", PICTURE)))

    page = await ling.get(f"/mail/{message_id}")

    assert "PNG picture, 1,200 by 600 pixels (image/png)" in page.words
    assert f"sha256 {DIGEST}" in page.words
    assert "From ana@home.example, 2026-01-31 17:30" in page.words
    place = f"/mail/{message_id}/files/{DIGEST}/preview"
    assert place in {one.get("src") for tag, one in page.elements if tag == "img"}
    answer = await ling.browser.get(place)
    assert answer.headers["content-type"] == "image/png"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.content != PICTURE
    assert Image.open(io.BytesIO(answer.content), formats=["PNG"]).size == (1000, 500)


async def test_a_preview_is_for_staff_only(ling: FrontDesk) -> None:
    """A stranger is sent to the log-in page."""
    message_id = await ling.hold(with_files(("calls.png", "image/png", PICTURE)))

    async with visitor(ling.app) as stranger:
        answer = await stranger.get(f"/mail/{message_id}/files/{DIGEST}/preview")

    assert answer.headers["location"].startswith("/login")


async def test_where_there_is_no_preview_a_picture_of_ours_says_so(ling: FrontDesk) -> None:
    """A file that lies: words on the page, and never an error."""
    message_id = await ling.hold(with_files(("calls.png", "image/png", PNG)))

    page = await ling.get(f"/mail/{message_id}")

    assert "No preview: it is damaged or cut short." in page.words
    assert not [tag for tag, _ in page.elements if tag == "img"]
    place = f"/mail/{message_id}/files/{sha256(PNG).hexdigest()}/preview"
    answer = await ling.browser.get(place, follow_redirects=True)
    assert (answer.status_code, answer.url.path) == (200, "/static/no-preview.svg")


async def test_an_archive_is_listed_on_the_page(ling: FrontDesk) -> None:
    """With a word where a name would do harm; the names are words."""
    raw = a_zip(("call.mp3", b"x" * 90), ("../evil", b"x"), (SCRIPT, b"x"), ("in.zip", b"x"))
    message_id = await ling.hold(with_files(("calls.zip", "application/zip", raw)))

    page = await ling.get(f"/mail/{message_id}")

    assert "4 names in it, which declare 93 bytes" in page.words
    assert "call.mp3 90 bytes ../evil 1 byte climbs out with ../" in page.words
    assert "in.zip 1 byte an archive in the archive" in page.words
    assert_inert(page)
    assert SCRIPT in page.words


async def test_files_stand_on_the_list_of_evidence(ling: FrontDesk) -> None:
    """Of a case: name, type, size, digest, who sent it and when, and a small picture."""
    number = await ling.open_case(with_files(("calls.png", "image/png", PICTURE)))

    page = await ling.get(f"/case/{number}")

    assert "Files that came calls.png image/png, " in page.words
    assert "from the complainant, ana@home.example, 2026-03-02 17:30" in page.words
    assert f"sha256 {DIGEST}" in page.words
    assert f"/mail/1/files/{DIGEST}/preview" in {one.get("src") for _, one in page.elements}
    assert_inert(page)


async def test_a_page_has_patience_for_so_many_files_only(
    ling: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is said not to be looked at yet: no mail holds up the console."""
    monkeypatch.setattr(files, "_LOOKED_AT", 1)
    other = a_picture(size=(30, 30))
    message_id = await ling.hold(
        with_files(("a.png", "image/png", PICTURE), ("b.png", "image/png", other))
    )

    page = await ling.get(f"/mail/{message_id}")

    assert len([tag for tag, _ in page.elements if tag == "img"]) == 1
    assert "b.png image/png, " in page.words
    assert "Not looked at yet: open the page again." in page.words


async def test_a_digest_that_a_mail_does_not_have_is_refused_in_words(ling: FrontDesk) -> None:
    """Nobody looks at files by guessing."""
    message_id = await ling.hold()

    for digest in (DIGEST, "0", "..%2f..%2fetc%2fpasswd"):
        page = await ling.get(f"/mail/{message_id}/files/{digest}/preview")
        assert (page.status, page.is_in_words) == (404, True)
