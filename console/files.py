"""Files of mails and letters, handed to a browser that may do nothing with them but keep them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

from fastapi import Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from adapters.mailbox.reading.parts import attachment
from adapters.previews import Look
from adapters.storage.evidence import EvidenceDamagedError
from adapters.storage.files import attachment_of
from console import actions
from console.guards import INERT, OurDesk, Someone
from console.render import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapters.storage.models import MessageRow
    from casework.messages import Attachment
    from console.desk import Desk

_INLINE = 200_000  # bytes of a text that a page still shows
_LOOKED_AT = 20  # files of one mail
_PATIENCE = 6  # seconds after which a page begins to look at no further file


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file of a mail, with its text where it is plain text."""

    file: Attachment
    text: str | None


def readable(raw: bytes, files: Iterable[Attachment]) -> list[ReadFile]:
    """Each file of a mail; plain text can be read on the page."""
    return [ReadFile(file=one, text=_text(raw, one)) for one in files]


def _text(raw: bytes, one: Attachment) -> str | None:
    if one.media_type != "text/plain" or one.size > _INLINE:
        return None
    return (
        attachment(raw, one.sha256)
        .decode("utf-8", "replace")
        .replace("\0", "\N{REPLACEMENT CHARACTER}")
    )


async def of_a_letter(desk: OurDesk, key: str, sha256: str) -> Response:
    """A file that goes along with a letter, out of the frozen bytes."""
    letter = await desk.views.letter(key)
    if letter is None:
        raise HTTPException(404, f"there is no letter {key}")
    names = {str(one["sha256"]): str(one["name"]) for one in letter.files}
    return await _file_of(letter.raw, sha256, names.get(sha256, "file"))


async def letter_preview(desk: OurDesk, key: str, sha256: str) -> Response:
    """The thumbnail of a file that goes along with a letter."""
    letter = await desk.views.letter(key)
    if letter is None or sha256 not in {one["sha256"] for one in letter.files}:
        raise HTTPException(404, f"there is no letter {key} with such a file")

    async def content() -> bytes:
        return await asyncio.to_thread(attachment, letter.raw, sha256)

    return _thumbnail(await desk.previews.look(sha256, content))


async def whole_letter(desk: OurDesk, key: str) -> Response:
    """The mail itself, byte for byte as it leaves."""
    letter = await desk.views.letter(key)
    if letter is None:
        raise HTTPException(404, f"there is no letter {key}")
    return handed_out(letter.raw, f"{key.replace('/', '-')}.eml")


async def of_a_message(desk: OurDesk, message_id: int, sha256: str) -> Response:
    """A file that came with a message, out of the mail as it was kept."""
    message, name = await _message_with(desk, message_id, sha256)
    return await _file_of(await _raw(desk, message), sha256, name)


async def whole_message(desk: OurDesk, message_id: int) -> Response:
    """The mail itself, byte for byte as it came."""
    message = await desk.mail.message(message_id)
    if message is None:
        raise HTTPException(404, f"there is no message {message_id}")
    return handed_out(await _raw(desk, message), f"{message.sha256}.eml")


async def preview(desk: OurDesk, message_id: int, sha256: str) -> Response:
    """A file's thumbnail, drawn by us; where there is none, a picture that says so."""
    message, _ = await _message_with(desk, message_id, sha256)
    return _thumbnail(await _look(desk, message, sha256))


def _thumbnail(found: Look) -> Response:
    if not found.png:
        return RedirectResponse("/static/no-preview.svg", status_code=303)
    return Response(found.png, media_type="image/png", headers=INERT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """A file of a mail, and what is to be seen of it; no ``look`` where nobody has looked."""

    file: Attachment
    look: Look | None


async def looked_at(desk: Desk, message: MessageRow) -> list[SeenFile]:
    """Each file of a mail with what there is to see of it, as far as a page has the time."""
    end = asyncio.get_running_loop().time() + _PATIENCE
    found = []
    for number, one in enumerate(attachment_of(line) for line in message.attachments):
        look = desk.previews.seen(one.sha256)
        if look is None and number < _LOOKED_AT and asyncio.get_running_loop().time() < end:
            look = await _look(desk, message, one.sha256)
        found.append(SeenFile(file=one, look=look))
    return found


async def _look(desk: Desk, message: MessageRow, sha256: str) -> Look:
    async def content() -> bytes:
        raw = await asyncio.to_thread(desk.store.open, message.sha256)
        return await asyncio.to_thread(attachment, raw, sha256)

    try:
        return await desk.previews.look(sha256, content)
    except (EvidenceDamagedError, OSError, LookupError) as error:
        return Look(why_not=str(error))


async def _message_with(desk: Desk, message_id: int, sha256: str) -> tuple[MessageRow, str]:
    """A message, and the name of its file of this digest. Raises HTTPException."""
    message = await desk.mail.message(message_id)
    found = [attachment_of(one) for one in message.attachments] if message else []
    name = next((one.name for one in found if one.sha256 == sha256), None)
    if message is None or name is None:
        raise HTTPException(404, f"message {message_id} has no such file")
    return message, name


async def _raw(desk: Desk, message: MessageRow) -> bytes:
    """A mail's bytes. Raises HTTPException where they are gone or changed."""
    try:
        return await asyncio.to_thread(desk.store.open, message.sha256)
    except (EvidenceDamagedError, OSError) as error:
        raise HTTPException(404, str(error)) from None


async def _file_of(raw: bytes, sha256: str, name: str) -> Response:
    try:
        content = await asyncio.to_thread(attachment, raw, sha256)
    except LookupError as error:
        raise HTTPException(404, str(error)) from None
    return handed_out(content, name)


def handed_out(content: bytes, name: str) -> Response:
    """Kept, not opened: no type that a browser would run, no name but its own."""
    shown = quote(name.strip() or "file", safe="")
    return Response(
        content,
        media_type="application/octet-stream",
        headers={**INERT, "Content-Disposition": f"attachment; filename*=UTF-8''{shown}"},
    )


async def send_again(
    request: Request, desk: OurDesk, person: Someone, key: str, why: Annotated[str, Form()]
) -> Response:
    """A letter that failed, or may have been lost, goes out once more."""
    await actions.send_again(desk, key, by=person.account, why=why)
    number = key.partition("/")[0]
    say(request, f"{number}: the letter is being sent again.")
    return RedirectResponse(f"/case/{number}", status_code=303)
