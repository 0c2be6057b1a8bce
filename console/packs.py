"""The packs of the desk: which version whom, what another one would change, and the adoption."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.storage.decisions import RefusedError
from adapters.storage.packs import in_use
from casework.versions import doubts
from console import versions
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import say, show
from console.tongue import _

if TYPE_CHECKING:
    from adapters.storage.packs import InUse
    from adapters.storage.staff import Person
    from casework.policy import Policy
    from console.desk import Desk
    from console.versions import Forecast


AT_ONCE = 50  # cases of a pack that the page works out; the command line does all


@dataclass(frozen=True, slots=True, kw_only=True)
class PackView:
    """One loaded pack: its open cases by the version they follow, and what adopting it would do."""

    pack: Policy
    in_use: list[InUse]
    doubts: list[str]
    forecasts: list[Forecast]
    more: int
    on_their_way: frozenset[str]


async def list_(request: Request, desk: OurDesk, person: Someone) -> HTMLResponse:
    """Every loaded pack, first those that open cases follow; and versions that are nowhere.

    Cases that are for others are counted, and not shown.
    """
    used = await in_use(desk.rows, desk.packs)
    views = [await _view(desk, person, one, used) for one in desk.packs.values()]
    views.sort(key=lambda one: (not one.in_use, one.pack.id))
    gone = [one for one in used if one.pack not in desk.packs]
    return show(request, "packs.html", views=views, gone=gone, new=await desk.pack_now())


async def _view(desk: Desk, person: Person, pack: Policy, used: list[InUse]) -> PackView:
    mine = [one for one in used if one.pack == pack.id]
    concerned = bool(mine) or pack.id == desk.settings.pack
    day = desk.wall().astimezone(pack.zone).date()
    cases = await versions.candidates(desk, pack, await desk.access.hidden_from(person))
    forecasts = await versions.forecasts(desk, pack, cases=cases[:AT_ONCE])
    return PackView(
        pack=pack,
        in_use=mine,
        doubts=doubts(pack, day) if concerned else [],
        forecasts=forecasts,
        more=len(cases) - len(forecasts),
        on_their_way=await versions.on_their_way(desk, [one.number for one in forecasts]),
    )


async def adopt(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    version: Annotated[str, Form()],
    number: Annotated[list[str], Form()],
    why: Annotated[str, Form()],
) -> Response:
    """Let these cases follow another version; their workflows hear of it next."""
    for one in number:
        if not await desk.access.may_see(person, one):
            raise RefusedError(f"there is no case {one}")
    refused = await versions.adopt_all(desk, number, version, by=person.account, why=why)
    if len(refused) == len(number):
        raise RefusedError(" ".join(refused.values()))
    done = [one for one in number if one not in refused]
    told = _("{cases} will follow {version} as soon as the workflow has heard.")
    said = told.format(cases=", ".join(done), version=version)
    say(request, " ".join([said, *refused.values()]))
    return RedirectResponse("/packs", status_code=303)


async def happened(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    about: Annotated[str, Form()],
    value: Annotated[str, Form()],
    why: Annotated[str, Form()],
) -> Response:
    """Record what only people know to have happened on a case, and when."""
    await versions.record(desk, number, about, value, by=person.account, why=why)
    say(request, f"{number}: {_('it is recorded; the clocks are counted anew.')}")
    return RedirectResponse(f"/case/{number}", status_code=303)
