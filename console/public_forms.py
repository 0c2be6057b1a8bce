"""Forms of the complainants' pages: where they come from, and what may be in them."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from casework.messages import OutboundFile
from console.bodies import MOST_FILES
from console.public import desk_of, tickets

if TYPE_CHECKING:
    from starlette.requests import Request

    from console.tickets import Ticket

_MOST_FIELDS = 20
_LONGEST = 20_000  # signs of one field
_LONGEST_CODE = 400  # signs: a whole address may be pasted
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a form brought. ``ours``: it comes from a page that this browser was shown by us."""

    fields: dict[str, str]
    files: tuple[OutboundFile, ...]
    ticket: Ticket | None
    ours: bool

    def __getitem__(self, name: str) -> str:
        """A field's words; nothing where it is not there."""
        return self.fields.get(name, "").strip()


async def form(request: Request, *, files: bool = False) -> Sent:
    """The form of one of our pages. Raises HTTPException: 403 for any other, 413 for too much."""
    sent = await any_form(request, files=files)
    if not sent.ours or sent.ticket is None:
        raise HTTPException(403)
    return sent


async def any_form(request: Request, *, files: bool = False) -> Sent:
    """The same, for whoever asks whether it is ours. Raises HTTPException: 413 for too much."""
    desk = desk_of(request)
    async with request.form(
        max_files=MOST_FILES + 1 if files else 0, max_fields=_MOST_FIELDS
    ) as given:
        fields = {
            name: _UNWRITABLE.sub("", value)[:_LONGEST]
            for name, value in given.multi_items()
            if isinstance(value, str)
        }
        brought = [one for _, one in given.multi_items() if isinstance(one, UploadFile)]
        kept = [await read(one) for one in brought if one.filename or one.size]
    if len(kept) > MOST_FILES or sum(len(one.content) for one in kept) > desk.settings.upload_limit:
        raise HTTPException(413)
    return Sent(
        fields=fields,
        files=tuple(kept),
        ticket=tickets(desk).known(fields.get("once", ""), desk.wall()),
        ours=_is_ours(request, fields.get("csrf", "")),
    )


def code_in(given: str) -> str:
    """The code of a link: what stands behind the last ``#``, however it was copied."""
    return re.sub(r"\s", "", given[:_LONGEST_CODE]).lower().rpartition("#")[2]


async def read(one: UploadFile) -> OutboundFile:
    """A file as it came; its name is only ever shown."""
    claimed = one.content_type or "application/octet-stream"
    name = _UNWRITABLE.sub("", one.filename or "")[:200]
    return OutboundFile(name=name, media_type=claimed, content=await one.read())


def _is_ours(request: Request, csrf: str) -> bool:
    """The session's token, and the browser's word on where the form stood."""
    known = str(request.session.get("csrf", "")).encode()
    site = request.headers.get("sec-fetch-site", "same-origin")
    same = secrets.compare_digest(known, csrf.encode(errors="replace"))
    return bool(known) and same and site == "same-origin"
