"""The pictures of a dossier: what there is to see of its files, as far as time and room allow.

Strangers' files are opened in the bounded child of the previews and nowhere else. What is not
seen there, for whatever reason, is left out and said.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from casework.dossier_parts import LeftOut, Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from adapters.previews import Look, Previews
    from casework.dossier_parts import Exhibit

LOOKED_AT = 24  # files: more than that nobody reads in print
_BYTES = 1_500_000  # of all pictures together
_QUALITY = 82
_REASONS = (
    ("it is empty", Why.EMPTY),
    ("has more than", Why.LARGE),
    ("password", Why.LOCKED),
    ("given up", Why.GIVEN_UP),
    ("damaged", Why.DAMAGED),
    ("cannot be shown", Why.DAMAGED),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A file that was looked at; ``file`` is its picture's name, nothing where it has none."""

    exhibit: Exhibit
    kind: str = ""
    file: str = ""
    picture: bytes = field(default=b"", repr=False)
    size: tuple[int, int] = (0, 0)
    why: Why | None = None


def look_at(
    files: Iterable[tuple[Exhibit, bytes | None]], previews: Previews, seconds: float
) -> list[Seen]:
    """Each of these files, in their order, until the time or the room is used up."""
    end, room = time.monotonic() + seconds, _BYTES
    found: list[Seen] = []
    for exhibit, content in files:
        one = _one(exhibit, content, len(found), previews, end)
        if len(one.picture) > room:
            one = replace(one, file="", picture=b"", why=Why.MANY)
        room -= len(one.picture)
        found.append(one)
    return found


def _one(
    exhibit: Exhibit, content: bytes | None, number: int, previews: Previews, end: float
) -> Seen:
    if content is None:
        return Seen(exhibit=exhibit)
    if number >= LOOKED_AT:
        return Seen(exhibit=exhibit, why=Why.MANY)
    if time.monotonic() > end:
        return Seen(exhibit=exhibit, why=Why.GIVEN_UP)
    look = previews.look_now(content)
    if not look.png:
        return Seen(exhibit=exhibit, kind=look.kind, why=_why(look))
    picture, ending, size = _smaller(look.png)
    return Seen(
        exhibit=exhibit,
        kind=look.kind,
        file=f"{exhibit.number}.{ending}",
        picture=picture,
        size=size,
    )


def _smaller(png: bytes) -> tuple[bytes, str, tuple[int, int]]:
    """Our own thumbnail, as a JPEG where that is smaller: photographs are."""
    picture = Image.open(BytesIO(png))
    out = BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    jpeg = out.getvalue()
    if len(jpeg) < len(png):
        return jpeg, "jpg", picture.size
    return png, "png", picture.size


def _why(look: Look) -> Why:
    """Why there is nothing to see of it, in one of the words that a dossier has for it."""
    return next((why for words, why in _REASONS if words in look.why_not), Why.NO_PICTURE)


def left_out(seen: Iterable[Seen]) -> list[LeftOut]:
    """What of these files is not shown."""
    return [
        LeftOut(kind="picture", name=one.exhibit.name, why=one.why, number=one.exhibit.number)
        for one in seen
        if one.why
    ]


def pictures_of(seen: Iterable[Seen]) -> Mapping[str, bytes]:
    """The pictures, by their names."""
    return {one.file: one.picture for one in seen if one.file}
