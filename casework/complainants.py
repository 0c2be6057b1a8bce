"""Who complains: a consumer has other doors than a business, and a representative needs a paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.purposes import NOTHING, NOTICE
from casework.wording import first_said, said

if TYPE_CHECKING:
    from casework.vocabulary import Vocabulary
    from casework.wording import Wording

_OFFICE = re.compile(
    r"^(?:finance|legal|accounts?|admin|office|ceo|cto|cfo|coo|hr|ops|it|service|billing|purchas\w*"
    r"|procurement|manager|director|support|info|sales|hello|contact|team)\d*@"
)
_WE = re.compile(r"我们(?!都|家)|我哋|我司|\b(?:we|we're|we've|our)\b")
BOUGHT = frozenset({"misleading_sales", "refund_refused", "technical_fault", "account_restriction"})
"""Matters in which it counts for what something was bought."""


def complainant_of(
    wording: Wording, intent: str | None, category: str | None, vocabulary: Vocabulary
) -> Finding:
    """The first rule that fits; who may be either is asked."""
    words, text = vocabulary.complainants, wording.own
    if intent == NOTICE:
        return Finding("authority", "an authority's notice")
    if intent == NOTHING:
        return Finding("unknown", "it is no complaint")
    if (hit := first_said(text, words.get("business", ()))) is not None:
        return Finding("business", f"it says {hit.words!r}")
    if _OFFICE.match(wording.sender) and _WE.search(text):
        return Finding("business", "an office's address, and it says 'we'")
    if (hit := first_said(text, words.get("representative", ()))) is not None:
        return Finding("representative", f"it says {hit.words!r}")
    goods = first_said(text, words.get("trade_goods", ()))
    if goods is not None and category in BOUGHT:
        return Finding("unknown", f"{goods.words!r} is bought by businesses, and nothing says so")
    if said(text, words.get("consumer", ())) or category is not None:
        return Finding("consumer", "nothing says that it is for a business or for another person")
    return Finding("unknown", "nothing tells")
