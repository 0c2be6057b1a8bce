"""Who complains: a consumer has other doors than a business, and a representative needs a paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.categories import BOUGHT
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


_SIGNATURE = 3  # lines at the end in which people say who they are


def _signature(text: str) -> str:
    """The last lines, and no more than a name and an office in each."""
    lines = [one for one in text.splitlines() if one.strip()][-_SIGNATURE:]
    return "\n".join(one for one in lines if len(one) <= _NAME and not one.rstrip().endswith("?"))


_NAME = 60  # signs


def complainant_of(
    wording: Wording, intent: str | None, category: str | None, vocabulary: Vocabulary
) -> Finding:
    """The first rule that fits; who may be either is asked."""
    words, text = vocabulary.complainants, wording.own
    business = first_said(text, words.get("business", ())) or first_said(
        _signature(text), words.get("business_signature", ())
    )
    office = _OFFICE.match(wording.sender) and _WE.search(text)
    client = first_said(text, words.get("client", ()))
    other = first_said(text, words.get("representative", ()))
    goods = first_said(text, words.get("trade_goods", ())) if category in BOUGHT else None
    person = category or said(text, words.get("consumer", ()))
    for who, fits, rule in (
        ("authority", intent == NOTICE, "an authority's notice"),
        ("unknown", intent == NOTHING, "it is no complaint"),
        ("representative", client, f"it says {client and client.words!r}"),
        ("business", business, f"it says {business and business.words!r}"),
        ("business", office, "an office's address, and it says 'we'"),
        ("representative", other, f"it says {other and other.words!r}"),
        ("unknown", goods, "businesses buy such things, and nothing says for what it was bought"),
        ("consumer", person, "nothing says that it is for a business or for another person"),
    ):
        if fits:
            return Finding(who, rule)
    return Finding("unknown", "nothing tells")
