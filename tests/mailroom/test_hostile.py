"""Mail that was made to stop a desk: held or opened, and the complaint behind it is a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.examples import a_mail

if TYPE_CHECKING:
    from tests.mailroom.conftest import Room

BO = "bo@other.example"
HEAD = f"From: {BO}\r\nTo: complaints@desk.example\r\nMessage-ID: <h@other.example>\r\n".encode()
PLAIN = HEAD + b"Subject: calls\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
    for level in range(5000)
)
HELD = {
    "20,000 encoded words": HEAD + b"Subject:" + b" =?utf-8?q?calls?=\r\n" * 20_000 + b"\r\nx",
    "200,000 parts": MIXED + b"--x\r\n\r\n\r\n" * 200_000 + b"--x--\r\n",
    "5,000 nested parts": HEAD + NESTED + b"\r\nx",
    "50,000 addresses": HEAD + b"Cc:" + b" a@b.example,\r\n" * 50_000 + b" a@b.example\r\n\r\nx",
    "20,000 brackets": HEAD + b"Comments: " + b"(" * 20_000 + b"\r\n\r\nx",
}
OPENED = {
    "an unknown charset": PLAIN
    + b"Content-Type: text/plain; charset=x-of-nobody\r\n\r\nThey call me every day.\r\n",
    "a charset that is a codec of something else": PLAIN
    + b"Content-Type: text/plain; charset=idna\r\n\r\nThey call me every day.\r\n",
    "CR LF in a name": (PLAIN + b"\r\nThey call me every day.\r\n").replace(
        BO.encode(), b"=?utf-8?q?Bo=0D=0ABcc=3A_all=40desk=2Eexample?= <" + BO.encode() + b">", 1
    ),
    "a boundary that is never closed": PLAIN
    + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nThey call me every day.\r\n",
}


@pytest.mark.parametrize("name", HELD)
async def test_what_costs_too_much_is_held_and_the_next_mail_is_a_case(
    room: Room, name: str
) -> None:
    """Kept whole, not read, with the reason; it stands in nobody's way."""
    await room.drop(HELD[name])
    await room.drop(a_mail())

    await room.round()

    assert [way for way, _ in await room.dispositions()] == ["held", "opened"]
    (held,) = await room.messages("held")
    assert (held.text, held.rule, held.size) == (None, "cannot be read", len(HELD[name]))
    assert "more than the" in held.defects[0]
    assert await room.folder("Held") == [HELD[name]]


@pytest.mark.parametrize("name", OPENED)
async def test_what_is_only_odd_is_a_complaint_like_any_other(room: Room, name: str) -> None:
    """One bad charset is no reason to lose somebody's words."""
    await room.drop(OPENED[name])
    await room.drop(a_mail())

    await room.round()

    assert [way for way, _ in await room.dispositions()] == ["opened", "opened"]
    odd = (await room.messages("opened"))[-1]
    assert "They call me every day." in (odd.text or "")
    assert "\n" not in odd.sender_name
    assert "\r" not in odd.sender_name
