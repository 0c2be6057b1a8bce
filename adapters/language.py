"""Text → Reading: normalised for comparing, with its script and its telephone numbers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from opencc import OpenCC

from casework.assessment import Reading
from casework.case import Language

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.messages import Attachment

_READ = 64_000  # signs: enough for a complaint, little enough for any machine
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[a-zA-Z]{2,}")
_NUMBER = re.compile(r"(?<![\w.\-])\+?\d[\d\- ]{5,17}\d(?![\d.])", re.ASCII)
_WHEN = re.compile(r"\b(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}:\d\d\b", re.ASCII)
_FEWEST, _MOST = 7, 15  # digits of a telephone number: ITU-T E.164


@cache
def _converter(config: str) -> OpenCC:
    return OpenCC(config)


def normalise(text: str) -> str:
    """Full-width and half-width alike, lower case, Simplified: for comparing, never for showing."""
    folded = unicodedata.normalize("NFKC", text[:_READ]).lower()
    return str(_converter("t2s").convert(folded))


def read(subject: str, text: str) -> Reading:
    """What can be told from the writing itself."""
    whole = f"{subject}\n{text}"[:_READ]
    return Reading(text=normalise(whole), language=script_of(whole), numbers=_numbers(text[:_READ]))


def comparable(attachments: Iterable[Attachment]) -> tuple[Attachment, ...]:
    """Attachments whose names can be compared with the words of a pack."""
    return tuple(replace(one, name=normalise(one.name)) for one in attachments)


def script_of(text: str) -> Language | None:
    """The language of a text by its signs; None where they do not tell.

    Signs that only one of the two Chinese scripts has decide between them; a text
    whose signs are common to both is taken for Simplified.
    """
    han = "".join(_HAN.findall(text))
    if not han:
        return Language.ENGLISH if _LATIN.search(text) else None
    if len(han) < len(_LATIN.findall(text)):
        return Language.ENGLISH
    simplified, traditional = _converter("t2s").convert(han), _converter("s2t").convert(han)
    only_traditional = sum(a != b for a, b in zip(han, simplified, strict=False))
    only_simplified = sum(a != b for a, b in zip(han, traditional, strict=False))
    return Language.TRADITIONAL if only_traditional > only_simplified else Language.SIMPLIFIED


def _numbers(text: str) -> tuple[str, ...]:
    """Telephone numbers as digits; no date, no time and none of our case numbers is one."""
    written = _WHEN.sub("\n", unicodedata.normalize("NFKC", text))
    found = ("".join(re.findall(r"\d", one)) for one in _NUMBER.findall(written))
    return tuple(dict.fromkeys(one for one in found if _FEWEST <= len(one) <= _MOST))
