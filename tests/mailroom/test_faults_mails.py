"""Odd mail at the front of the inbox: kept, accounted for, and in nobody's way."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from tests.examples import a_mail

if TYPE_CHECKING:
    from tests.mailroom.conftest import Room

pytestmark = pytest.mark.chaos

HEAD = b"From: bo@other.example\r\nTo: complaints@desk.example\r\nSubject: calls\r\n"
WORDS = b"They call me every day.\r\n"
GB = "他们每天打骚扰电话给我 名字是𠮷野 \r\n".encode("gb18030")

READ = {  # what a person wrote, however it was written: each is a case
    "no Message-ID": HEAD + b"\r\n" + WORDS,
    "an unknown charset": HEAD + b"Content-Type: text/plain; charset=x-nobody\r\n\r\n" + WORDS,
    "a codec that is no charset": HEAD
    + b"Content-Type: text/plain; charset=undefined\r\n\r\n"
    + WORDS,
    "only HTML": HEAD + b"Content-Type: text/html\r\n\r\n<script>x()</script><p>" + WORDS,
    "8-bit GB18030 under the label gb2312": HEAD
    + b"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    + GB,
    "a NUL in the text": HEAD + b"\r\nThey call\0 me every day.\r\n",
    "base64 that breaks off": HEAD
    + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nVGhleSBjYWxsIG1lI",
    "two Content-Types": HEAD
    + b"Content-Type: text/plain\r\nContent-Type: application/zip\r\n\r\n"
    + WORDS,
    "12 MiB": a_mail(
        "They call me.",
        sender="bo@other.example",
        message_id="<large@x>",
        files=(("log.bin", "application/octet-stream", b"\x01" * (9 << 20)),),
    ),
}
ANY = {  # what may be held instead: nothing of it is fetched, joined, unpacked or lost
    "a part that lies elsewhere": HEAD
    + b"Content-Type: message/external-body; access-type=url;"
    + b' url="http://127.0.0.1:1/x"\r\n\r\nContent-Type: text/plain\r\n\r\n',
    "a part of a message": HEAD
    + b'Content-Type: message/partial; id="a"; number=1; total=2\r\n\r\n'
    + WORDS,
    "a group for a sender": b"From: undisclosed-senders:;\r\nSubject: x\r\n\r\n" + WORDS,
    "an empty sender": b"From: \r\nSubject: x\r\n\r\n" + WORDS,
    "a line break in the sender's name": b"From: =?utf-8?q?a=0D=0AX-B=3A_c?= <bo@other.example>"
    b"\r\nSubject: x\r\n\r\n" + WORDS,
    "nothing at all": b"",
    "only zeros": b"\0" * 5_000,
}


@pytest.mark.parametrize("raw", READ.values(), ids=READ)
async def test_odd_mail_of_a_person_is_a_case(room: Room, raw: bytes) -> None:
    """And so is the plain one behind it, in the same look."""
    await room.drop(raw)
    await room.drop(a_mail())

    done = await room.round()

    assert (done.taken, done.failed) == (2, 0)
    assert [one for one, _ in await room.dispositions()] == ["opened", "opened"]
    assert room.collector.store.open(sha256(raw).hexdigest()) == raw


@pytest.mark.parametrize("raw", ANY.values(), ids=ANY)
async def test_mail_that_is_no_letter_is_accounted_for(room: Room, raw: bytes) -> None:
    """It has one disposition and its bytes are kept; the plain mail behind it is a case."""
    await room.drop(raw)
    await room.drop(a_mail())

    done = await room.round()

    assert (done.taken, done.failed) == (2, 0)
    first, second = [one for one, _ in await room.dispositions()]
    assert (first in {"opened", "held", "recorded"}, second) == (True, "opened")
    assert room.collector.store.open(sha256(raw).hexdigest()) == raw
