"""A mail that was read → which pack it belongs to, and the first look with that pack's eyes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from adapters.calendars import EVERY_WEEK, Calendars
from adapters.days import Today
from adapters.wording import word
from casework.case import Language
from casework.first_look import FirstLook, first_look
from casework.places import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from casework.clock import Calendar
    from casework.messages import InboundMessage
    from casework.policy import Policy
    from casework.vocabulary import Vocabulary
    from casework.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A first look, the pack it was taken with, and why that one."""

    pack: Policy
    pack_rule: str
    found: FirstLook


def look_at(  # noqa: PLR0913  a mail, and all that it is looked at with
    message: InboundMessage,
    packs: Mapping[str, Policy],
    default: Policy | None,
    vocabulary: Vocabulary,
    pack: Policy | None = None,
    *,
    calendars: Calendars | None = None,
) -> Looked:
    """Look at a mail: with ``pack``, or else with that of the place it comes from.

    Days are counted where the pack counts them, and in a mail of a place without a pack where
    it was received.
    """
    at, known = message.received_at, calendars or Calendars()
    place = place_of(
        word(message, vocabulary, _today(at, UTC, known[EVERY_WEEK])), vocabulary
    ).value
    chosen, why = (pack, "it was asked for") if pack else _of_place(place, packs, default)
    at_home = place in {None, chosen.jurisdiction}
    zone = chosen.zone if at_home else at.tzinfo or UTC
    calendar = chosen.calendar if at_home else EVERY_WEEK
    wording = _read(message, vocabulary, _today(at, zone, known[calendar]), place)
    asked = pack is not None or default is not None
    found = first_look(wording, chosen, vocabulary, at_home=asked)
    return Looked(pack=chosen, pack_rule=why, found=found)


def _today(at: datetime, zone: tzinfo, calendar: Calendar) -> Today:
    return Today(on=at.astimezone(zone).date(), calendar=calendar)


def _read(
    message: InboundMessage, vocabulary: Vocabulary, today: Today, place: str | None
) -> Wording:
    """Read it once more where 3/4 means another day: only some who write English begin with it."""
    words = vocabulary.places.get(place or "")
    wording = word(message, vocabulary, today)
    if wording.language is not Language.ENGLISH or (words and words.month_first):
        return wording
    day_first = Today(on=today.on, calendar=today.calendar, month_first=False)
    return word(message, vocabulary, day_first)


def _of_place(
    place: str | None, packs: Mapping[str, Policy], default: Policy | None
) -> tuple[Policy, str]:
    """The desk's own pack where it fits, or else the first pack of the place."""
    if default is not None and default.jurisdiction == place:
        return default, f"the desk's own, which is of {place}"
    found = sorted(name for name, one in packs.items() if one.jurisdiction == place)
    if found:
        return packs[found[0]], f"the pack of {place}"
    why = f"there is no pack of {place}" if place else "nothing tells the place"
    if default is not None:
        return default, f"{why}: the desk's own"
    return packs[min(packs)], f"{why}, and the desk has none of its own: the first"
