"""The mail that was taken in: reading it, opening cases from it, setting it aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.storage.decisions import RefusedError
from adapters.storage.views import Order
from casework.intake import Disposition
from console import actions
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import say, show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from console.actions import Done

_FILTER = (Disposition.HELD, Disposition.OPENED, Disposition.ADDED, Disposition.RECORDED)
_TOLD = 5  # of many, so many are named on the next page

Chosen = Annotated[list[int], Form()]
Why = Annotated[str, Form()]


async def list_(
    request: Request,
    desk: OurDesk,
    disposition: Disposition = Disposition.HELD,
    order: Order = Order.NEWEST,
) -> HTMLResponse:
    """Held mail, or that of another disposition."""
    counts = await desk.views.dispositions()
    return show(
        request,
        "mail.html",
        messages=await desk.views.messages(disposition, order=order),
        disposition=disposition,
        dispositions=_FILTER,
        counts=counts,
        count=counts.get(disposition, 0),
        order=order,
        orders=list(Order),
    )


async def release(
    request: Request, desk: OurDesk, person: Someone, message_id: Chosen, why: Why = ""
) -> Response:
    """Open a case from each of them."""
    done = await actions.release(desk, message_id, by=person.account, why=why)
    return _told(request, done, _released(done))


async def set_aside(
    request: Request, desk: OurDesk, person: Someone, message_id: Chosen, why: Why = ""
) -> Response:
    """They are no complaints."""
    done = await actions.set_aside(desk, message_id, by=person.account, why=why)
    number = sum(not one.trouble for one in done)
    return _told(request, done, f"{number} recorded as no complaint." if number else "")


def _released(done: Sequence[Done]) -> str:
    numbers = [one.case_number for one in done if one.case_number]
    return f"Released: {_some(numbers)}." if numbers else ""


def _told(request: Request, done: Sequence[Done], said: str) -> Response:
    """Say of each what became of it. Raises RefusedError where only one was chosen, in vain."""
    troubles = [one.trouble for one in done if one.trouble]
    if troubles and len(done) == 1:
        raise RefusedError(troubles[0])
    if troubles:
        said = f"{said} {len(troubles)} not: {_some(troubles)}".strip()
    say(request, said)
    return RedirectResponse("/mail", status_code=303)


def _some(words: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = len(words) - _TOLD
    return "; ".join([*words[:_TOLD], *([f"and {more} more"] if more > 0 else [])])
