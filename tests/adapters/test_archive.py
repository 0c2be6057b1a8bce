"""Files out of kept mails: the very bytes, or a word about what is wrong."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from adapters.archive import Archive
from adapters.mailbox.parse import parse
from adapters.mailbox.reading.parts import attachment
from adapters.storage.evidence import EvidenceDamagedError, EvidenceStore
from casework.letters import Enclosed
from tests.examples import MONDAY, PNG, ROOT, a_mail

if TYPE_CHECKING:
    from pathlib import Path

MAIL = a_mail(
    files=(
        ("calls.png", "image/png", PNG),
        ("通话记录.txt", "text/plain", "每天三次".encode()),
        ("empty.bin", "application/octet-stream", b""),
    )
)


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    """An evidence store with that mail in it."""
    store = EvidenceStore(tmp_path)
    store.put(MAIL)
    return store


def enclosed(content: bytes, mail: bytes = MAIL) -> Enclosed:
    """A file of a mail, by their digests."""
    return Enclosed(
        name="x",
        media_type="image/png",
        message=sha256(mail).hexdigest(),
        sha256=sha256(content).hexdigest(),
    )


@pytest.mark.parametrize("content", [PNG, "每天三次".encode(), b""])
async def test_a_file_comes_back_as_it_came(store: EvidenceStore, content: bytes) -> None:
    """Byte by byte, whatever its name was."""
    assert await Archive(store).file(enclosed(content)) == content


async def test_a_file_that_the_mail_lacks_is_an_error(store: EvidenceStore) -> None:
    """Nothing else goes along in its place."""
    with pytest.raises(LookupError, match="no attachment has the digest"):
        await Archive(store).file(enclosed(b"another"))


async def test_a_mail_that_was_changed_on_the_disk_is_an_error(
    store: EvidenceStore, tmp_path: Path
) -> None:
    """Its files prove nothing any more."""
    spoil(tmp_path)

    with pytest.raises(EvidenceDamagedError):
        await Archive(store).file(enclosed(PNG))


def spoil(folder: Path) -> None:
    """Somebody changed a word in the one mail that is kept here."""
    (kept,) = [one for one in folder.rglob("*") if one.is_file()]
    kept.chmod(0o600)
    kept.write_bytes(MAIL.replace(b"sell me loans", b"sell me boats"))


async def test_a_mail_that_is_gone_is_an_error(store: EvidenceStore) -> None:
    """It says which."""
    with pytest.raises(EvidenceDamagedError, match="is not in"):
        await Archive(store).file(enclosed(PNG, b"a mail that was never kept"))


@pytest.mark.parametrize("mail", sorted((ROOT / "tests" / "mail").glob("*.eml")), ids=str)
def test_every_attachment_that_is_read_can_be_taken_out(mail: Path) -> None:
    """What a message names by its digest is there."""
    raw = mail.read_bytes()

    for one in parse(raw, MONDAY).attachments:
        content = attachment(raw, one.sha256)
        assert (len(content), sha256(content).hexdigest()) == (one.size, one.sha256)


def test_a_mail_inside_a_mail_is_a_file() -> None:
    """Forwarded as an attachment: it stays whole, and can be taken out."""
    inner = a_mail(
        "They wrote this to me.", subject="Your order", files=(("a.png", "image/png", PNG),)
    )
    raw = (
        b"From: ana@home.example\r\nSubject: see\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nsee below\r\n'
        b'--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment; filename="m.eml"'
        b"\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )

    (one,) = parse(raw, MONDAY).attachments

    assert (one.name, one.media_type) == ("m.eml", "message/rfc822")
    assert b"They wrote this to me." in attachment(raw, one.sha256)
