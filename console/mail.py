"""The mail that was taken in: why each waits, and what people do with it, one by one or many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.storage.base import can_be_key
from adapters.storage.decisions import RefusedError
from adapters.storage.mail_views import OVER_BUDGET, Order, Wanted
from casework.case import Party
from casework.intake import Disposition, Handling
from console import actions
from console.guards import Hidden, OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.health import held_before, held_too_long, hours_since
from console.mail_words import in_short
from console.mail_words import why as in_words
from console.refusal_words import refusal_in_words
from console.render import say, show
from console.tongue import _, _several
from mailroom.release import Attached

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.storage.models import MessageRow
    from console.actions import Done
    from console.desk import Desk

_FILTER = (Disposition.HELD, Disposition.OPENED, Disposition.ADDED, Disposition.RECORDED)
_TOLD = 5  # of many, so many are named on the next page
_ROWS = 100  # on one page
_AT_ONCE = 500  # mails that one decision is about
WROTE = (Party.COMPLAINANT, Party.RESPONDENT, Party.BODY)

Why = Annotated[str, Form()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is of, as its address says; ``rule`` and ``sender`` are empty for all."""

    disposition: Disposition = Disposition.HELD
    rule: str = ""
    sender: str = ""
    order: Order = Order.NEWEST

    @property
    def wanted(self) -> Wanted:
        """The messages; of what is over a budget only those of the sender that is asked for."""
        held = self.disposition is Disposition.HELD
        each = self.sender or self.rule == OVER_BUDGET[-1]
        return Wanted(
            disposition=self.disposition,
            rule=self.rule,
            sender=self.sender,
            but=OVER_BUDGET if held and not each else (),
        )

    def link(self, **changes: str) -> str:
        """The address of this list, or of one that differs from it."""
        facts = {name: str(getattr(self, name)) for name in self.__slots__} | changes
        if facts["order"] == Order.NEWEST:
            del facts["order"]
        return f"/mail?{urlencode({name: value for name, value in facts.items() if value})}"


def filters(
    disposition: Disposition = Disposition.HELD,
    rule: str = "",
    sender: str = "",
    order: Order = Order.NEWEST,
) -> Filters:
    """Those of an address."""
    return Filters(disposition=disposition, rule=rule, sender=sender.strip(), order=order)


async def list_(
    request: Request, desk: OurDesk, hidden: Hidden, asked: Annotated[Filters, Depends(filters)]
) -> HTMLResponse:
    """Held mail, or that of another disposition; what is over a budget in one line a sender."""
    wanted = replace(asked.wanted, hidden=hidden)
    messages = await desk.mail.list_(wanted, asked.order, _ROWS)
    now = desk.wall()
    figures = await desk.views.reports(held_before(desk.settings, now))
    return show(
        request,
        "mail.html",
        messages=messages,
        asked=asked,
        dispositions=_FILTER,
        counts=await desk.mail.dispositions(hidden),
        rules=await desk.mail.rules(asked.disposition, hidden),
        heaps=await _heaps(desk, asked, hidden),
        count=await desk.mail.count(wanted),
        orders=list(Order),
        in_words=in_words,
        in_short=in_short,
        waits=lambda at: hours_since(at.isoformat(), now),
        alarm=held_too_long(figures, desk.settings),
        suggested=_one_for_all(messages),
        at_once=_AT_ONCE,
        parties=WROTE,
    )


async def _heaps(desk: Desk, asked: Filters, hidden: frozenset[str]) -> list[Any]:
    """What is over a budget, where it is not listed one by one."""
    if asked.disposition is not Disposition.HELD or not asked.wanted.but:
        return []
    return [one for one in await desk.mail.heaps(hidden) if asked.rule in {"", one.rule}]


def _one_for_all(messages: Sequence[MessageRow]) -> str:
    """The case that every one of them may belong to; nothing where they differ."""
    found = {one.suggested_case or one.case_number or "" for one in messages}
    return found.pop() if len(found) == 1 else ""


# ---- deeds ------------------------------------------------------------------------------


async def chosen(  # noqa: PLR0913, PLR0917  the fields of a form
    desk: OurDesk,
    hidden: Hidden,
    message_id: Annotated[list[int] | None, Form()] = None,
    which: Annotated[str, Form()] = "",
    rule: Annotated[str, Form()] = "",
    sender: Annotated[str, Form()] = "",
    up_to: Annotated[int, Form()] = 0,
) -> list[int]:
    """The numbers of the mails that a form is about. Raises RefusedError where there are none.

    Those that are ticked; or, where so chosen, all that the list holds, as far as whoever
    chose has seen it, the oldest first. What is on a case for others is not there for them.
    """
    found = list(dict.fromkeys(message_id or ()))
    if which == "all":
        listed = replace(filters(rule=rule, sender=sender).wanted, up_to=up_to, hidden=hidden)
        found = await desk.mail.numbers(listed, _AT_ONCE)
    if not found:
        raise RefusedError(_("choose the mails first: none is ticked"))
    for one in await desk.mail.hidden_among(found, hidden):
        raise RefusedError(f"message {one} is not held")
    return found


Chosen = Annotated[list[int], Depends(chosen)]


async def release(
    request: Request, desk: OurDesk, person: Someone, mails: Chosen, why: Why = ""
) -> Response:
    """Open a case from each of them."""
    done = await actions.release(desk, mails, by=person.account, why=why)
    return _told(request, done, _released(done))


async def attach(  # noqa: PLR0913, PLR0917  the fields of a form
    request: Request,
    desk: OurDesk,
    hidden: Hidden,
    person: Someone,
    mails: Chosen,
    why: Why = "",
    number: Annotated[str, Form()] = "",
    party: Annotated[Party, Form()] = Party.COMPLAINANT,
    *,
    remember: Annotated[bool, Form()] = False,
) -> Response:
    """They belong to a case."""
    number = number.strip().upper()
    if not number or not can_be_key(number):
        raise RefusedError(_("say to which case: its number, such as C-2026-000042"))
    if number in hidden:
        raise RefusedError(f"there is no case {number}")
    if party not in WROTE:
        raise RefusedError(_("say who wrote it: the complainant, the respondent or a body"))
    to = Attached(number=number, party=party, remember=remember)
    done = await actions.attach(desk, mails, to, by=person.account, why=why)
    many = sum(not one.trouble for one in done)
    said = _several(
        "%(count)s mail attached to %(case)s.", "%(count)s mails attached to %(case)s.", many
    )
    return _told(request, done, said % {"count": many, "case": number} if many else "")


async def retry(
    request: Request, desk: OurDesk, person: Someone, mails: Chosen, why: Why = ""
) -> Response:
    """They are read and routed anew."""
    done = await actions.retry(desk, mails, by=person.account, why=why)
    ways = [f"{one.message_id}: {_way(one)}" for one in done if one.way]
    return _told(request, done, _("Read anew: %(ways)s.") % {"ways": _some(ways)} if ways else "")


async def set_aside(
    request: Request, desk: OurDesk, person: Someone, mails: Chosen, why: Why = ""
) -> Response:
    """They are no complaints."""
    done = await actions.set_aside(desk, mails, by=person.account, why=why)
    number = sum(not one.trouble for one in done)
    said = _("%(count)s recorded as no complaint.")
    return _told(request, done, said % {"count": number} if number else "")


WENT = {
    Handling.OPEN: "opened",
    Handling.ADD: "added to",
    Handling.RECORD: "recorded",
    Handling.HOLD: "still held",
}


def _way(one: Done) -> str:
    assert one.way is not None  # noqa: S101  whoever asks has looked
    words = " ".join(filter(None, (_(WENT[one.way.handling]), one.way.case_number)))
    return f"{words} ({_(one.way.rule)})"


def _released(done: Sequence[Done]) -> str:
    numbers = [one.case_number for one in done if one.case_number]
    return _("Released: %(numbers)s.") % {"numbers": _some(numbers)} if numbers else ""


def _told(request: Request, done: Sequence[Done], said: str) -> Response:
    """Say of each what became of it. Raises RefusedError where only one was chosen, in vain."""
    troubles = [refusal_in_words(one.trouble) for one in done if one.trouble]
    if troubles and len(done) == 1:
        raise RefusedError(troubles[0])
    if troubles:
        facts = {"count": len(troubles), "why": _some(troubles)}
        said = f"{said} {_('%(count)s not: %(why)s') % facts}".strip()
    say(request, said)
    return RedirectResponse("/mail", status_code=303)


def _some(words: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(words) - _TOLD
    return "; ".join(
        [*words[:_TOLD], *([_("and %(count)s more") % {"count": more}] if more > 0 else [])]
    )
