"""The one charset that a mail is written in, for all of its bytes that nothing labels.

A name of two signs is too little to tell a charset by; all of a mail's bytes together are
not. And what a mail says of one part or of one word is true of the others.
"""

from __future__ import annotations

import re
from codecs import utf_8_decode
from itertools import chain, islice
from typing import TYPE_CHECKING

from adapters.mailbox.reading.charsets import detected, fits
from adapters.mailbox.reading.transfer import decoded_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

_PARTS = 10  # parts that are asked
_LABELS = 10  # labels that are tried
_SAMPLE = 65_536  # signs of a part that are looked at
_ENCODED = re.compile(r"=\?([^?=\s*]{1,60})(?:\*[^?\s]{0,40})?\?[bBqQ]\?")


def charset_in(mail: Message) -> str:
    """The first label that the mail gives and its unlabelled bytes fit, else what they look like.

    Where no bytes are without a label: the first that it gives, or nothing.
    """
    parts = tuple(islice(mail.walk(), _PARTS))
    values = [str(value) for part in parts for _, value in part.raw_items()]
    labels = dict.fromkeys(chain(_of_parts(parts), _of_words(values)))
    raw = chain(map(_bytes, values), _bodies(parts))
    unlabelled = b"\n".join(one for one in raw if _is_foreign(one))
    first = next(iter(labels), "")
    if not unlabelled:
        return first
    fitting = (label for label in islice(labels, _LABELS) if fits(unlabelled, label))
    return next(fitting, "") or detected(unlabelled) or first


def _of_parts(parts: tuple[Message, ...]) -> Iterator[str]:
    return (label for part in parts if (label := part.get_content_charset()))


def _of_words(values: list[str]) -> Iterator[str]:
    return (found[1].lower() for value in values for found in _ENCODED.finditer(value))


def _bodies(parts: tuple[Message, ...]) -> Iterator[bytes]:
    """What texts without a label hold, without their transfer encoding."""
    for part in parts:
        payload = vars(part).get("_payload")
        is_text = part.get_content_maintype() == "text" and not part.get_content_charset()
        if is_text and isinstance(payload, str):
            label = str(part.get("Content-Transfer-Encoding", ""))
            yield decoded_content(_bytes(payload[:_SAMPLE]), label, is_text=True).content


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _is_foreign(raw: bytes) -> bool:
    """Neither ASCII nor UTF-8, which tells itself."""
    try:
        utf_8_decode(raw, "strict", len(raw) < _SAMPLE)  # a sample may be cut within a sign
    except UnicodeDecodeError:
        return True
    return False
