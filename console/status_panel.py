"""What staff do about a case's status page: send the complainant a new link, end all links."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse, Response

from adapters.storage.decisions import Decisions, RefusedError, Who
from adapters.storage.status_links import StatusLinks
from casework.decisions import DecisionKind
from console import actions
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import say
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.storage.status_links import StatusLinkRow
    from console.desk import Desk


class Deed(StrEnum):
    """What can be done about it."""

    SEND = "send"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The links of a case; ``there``: this desk has status pages at all."""

    there: bool
    links: Sequence[StatusLinkRow]
    days: int


async def links_of(desk: Desk, number: str) -> Panel:
    """For the page of a case."""
    days = desk.settings.status_days
    links = await StatusLinks(desk.rows, days).of(number)
    return Panel(there=bool(desk.settings.public_address), links=links, days=days)


async def decide(  # noqa: PLR0913, PLR0917  the fields of a form
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    what: Annotated[Deed, Form()],
    why: Annotated[str, Form()] = "",
) -> Response:
    """A new link by mail, through the case's workflow; or none opens anything from now on."""
    who = Who(account=person.account, why=actions.reason(why), at=desk.wall())
    if what is Deed.END:
        await StatusLinks(desk.rows, desk.settings.status_days).end(number, who)
        say(request, _("The links are ended: they open nothing any more."))
    elif not desk.settings.public_address:
        raise RefusedError("this desk has no status pages: OMBUD_PUBLIC_ADDRESS is not set")
    else:
        await Decisions(desk.rows).decide(number, DecisionKind.SEND_LINK, who)
        say(request, _("A new link is on its way to the complainant's address."))
    return RedirectResponse(f"/case/{number}", status_code=303)
