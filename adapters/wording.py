"""A mail → Wording: normalised, with its numbers, days and sums where they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.amounts import amounts_in, times_in
from adapters.days import Today, days_in, periods_in
from adapters.language import comparable, is_converted, normalise, script_of, without_pinyin
from adapters.numbers import numbers_in, references_in
from casework.wording import Wording

if TYPE_CHECKING:
    from casework.messages import InboundMessage
    from casework.vocabulary import Vocabulary

_LINK = re.compile(r"https?://\S+")


def word(message: InboundMessage, vocabulary: Vocabulary, today: Today) -> Wording:
    """What can be told from the writing itself, on the day it arrived."""
    subject, body = message.subject.strip(), message.text or ""
    own = f"{subject}\n{message.own_text or body}"
    text = _LINK.sub(" ", normalise(f"{subject}\n{body}"))
    amounts, numbers = amounts_in(text), numbers_in(text, vocabulary.places)
    return Wording(
        subject=normalise(subject),
        text=text,
        own=normalise(own),
        language=script_of(without_pinyin(own)),
        sender=message.sender,
        offset=f"{message.sent_at:%z}".lstrip("+") if message.sent_at else "",
        converted=is_converted(own),
        today=today.on,
        numbers=tuple(one for one in numbers if not any(one.overlaps(sum_) for sum_ in amounts)),
        days=days_in(text, today),
        periods=periods_in(text, today),
        times=times_in(text),
        amounts=amounts,
        references=references_in(text),
        attachments=comparable(message.attachments),
    )
