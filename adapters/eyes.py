"""The eyes of a desk: what it looks at a mail with, when a case opens and when a reply comes.

Intake must not fail over a first look, nor wait long for one: a mail of any kind comes back as
something that a case can begin with, and only so much of a long one is looked at.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from adapters import language
from adapters.calendars import EVERY_WEEK, Calendars
from adapters.days import Today
from adapters.first_looks import look_at
from adapters.vocabulary import load_vocabulary
from adapters.wording import word
from casework.assessment import Finding
from casework.callers import Caller, caller_of
from casework.opening import Mail, Opening, held_as, opening_of, unseen
from casework.particulars import particulars_of
from casework.places import place_of
from casework.purposes import NEW, Matter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from casework.casefile import CaseFile
    from casework.messages import InboundMessage
    from casework.policy import Policy
    from casework.vocabulary import Vocabulary

log = logging.getLogger("intake")

MOST_SIGNS = 10_000
"""What is looked at of a mail: a look takes some 30 ms for every thousand signs."""


@lru_cache(maxsize=4)
def words_of(folder: Path) -> Vocabulary:
    """The words of findings, read once. Raises PackError."""
    return load_vocabulary(folder / "words")


@lru_cache(maxsize=4)
def _calendars(folder: Path) -> Calendars:
    return Calendars(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A first look at intake: what a case would begin with, or the rule that holds the mail."""

    opening: Opening
    held_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eyes:
    """The desk's own pack, the other packs it may suggest, and the folder of their words."""

    pack: Policy
    packs: Mapping[str, Policy]
    folder: Path

    def look(self, message: InboundMessage) -> Seen:
        """Look at a new mail. Never raises: what cannot be looked at is for a person."""
        try:
            return self._look(message)
        except Exception as error:
            log.exception("the first look at %s failed", message.sha256[:12])
            by_script = language.read("", (message.own_text or message.text or "")[:MOST_SIGNS])
            found = Finding(
                by_script.language or self.pack.default_language,
                "the script of the text" if by_script.language else "the pack's language",
            )
            return Seen(opening=unseen(found, f"{type(error).__name__}: {error}"[:300]))

    def _look(self, message: InboundMessage) -> Seen:
        calendars = _calendars(self.folder)
        beginning = _shortened(message)
        looked = look_at(
            beginning, self.packs, self.pack, words_of(self.folder), self.pack, calendars=calendars
        )
        words = words_of(self.folder).categories
        mail = Mail(
            reading=language.read(message.subject, message.text or ""),
            attachments=language.comparable(message.attachments),
            policy=self.pack,
            today=message.received_at.astimezone(self.pack.zone).date(),
            own_categories=tuple(one for one in self.pack.categories if one.id not in words),
        )
        suggested = self._suggested(looked.found.jurisdiction.value)
        opening = opening_of(looked.found, mail, suggested)
        return Seen(opening=opening, held_as=held_as(looked.found))

    def _suggested(self, place: str | None) -> Finding | None:
        """The pack of another place than the desk's own: staff choose it, or do not."""
        if place is None or place == self.pack.jurisdiction:
            return None
        fitting = sorted(name for name, one in self.packs.items() if one.jurisdiction == place)
        if not fitting:
            return Finding(None, f"it is of {place}, and there is no pack of {place}")
        return Finding(fitting[0], f"it is of {place}")

    def callers(self, own: str, message: InboundMessage, file: CaseFile) -> tuple[Caller, ...]:
        """The numbers that a reply's own words complain of. Never raises: none, if need be."""
        said = replace(message, subject="", text=own, own_text=own)
        try:
            return self._callers(_shortened(said), file)
        except Exception:
            log.exception("the numbers in %s could not be read", message.sha256[:12])
            return ()

    def _callers(self, message: InboundMessage, file: CaseFile) -> tuple[Caller, ...]:
        policy = file.policy
        on = message.received_at.astimezone(policy.zone).date()
        today = Today(on=on, calendar=_calendars(self.folder)[EVERY_WEEK])
        wording = word(message, words_of(self.folder), today)
        place = place_of(wording, words_of(self.folder)).value or policy.jurisdiction
        matter = Matter(intent=NEW, category=file.case.category)
        facts = particulars_of(wording, words_of(self.folder), "", matter)
        return tuple(
            caller_of(one.value, place, wording.text) for one in facts.callers if one.value
        )


def _shortened(message: InboundMessage) -> InboundMessage:
    text, own = message.text, message.own_text
    return replace(
        message,
        subject=message.subject[:MOST_SIGNS],
        text=text[:MOST_SIGNS] if text is not None else None,
        own_text=own[:MOST_SIGNS] if own is not None else None,
    )
