"""Who looked at what, and which cases are for some people only."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.storage.access import PAGE
from console import actions
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import say, show
from console.tongue import _

LOOKED = {  # as an address says it, and as people do
    "approvals": "a letter to approve",
    "callers": "a calling number",
    "case": "a case",
    "case dossier": "a dossier",
    "case dossier pages": "a page of a dossier",
    "case split": "the form for a second matter",
    "case write": "the form for a letter",
    "letters files": "a file of a letter",
    "letters mail": "a letter as it went out",
    "mail": "a mail",
    "mail raw": "a mail as it came",
    "mail files": "a file of a mail",
    "mail files preview": "the preview of a file",
    "reports": "a report",
    "reports csv": "a report for a spreadsheet",
    "dossier preview": "the preview of a dossier",
}


async def list_(
    request: Request,
    desk: OurDesk,
    account: Annotated[str, Query()] = "",
    case: Annotated[str, Query()] = "",
    before: Annotated[int, Query(ge=0, lt=2**31)] = 0,
) -> HTMLResponse:
    """The access log, the newest first; of one person or one case where that is asked for."""
    lines = await desk.access.log(account=account.strip(), case_number=case.strip(), before=before)
    older = lines[-1].id if len(lines) == PAGE else 0
    return show(
        request,
        "access.html",
        lines=lines,
        looked=LOOKED,
        older=older,
        account=account,
        case=case,
    )


async def restrict(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    why: Annotated[str, Form()],
    account: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """A case is for the people that are ticked, for managers and for auditors; or again for all."""
    chosen = account or []
    await actions.restrict(desk, number, chosen, by=person.account, why=why)
    say(request, _("Only these people see this case now.") if chosen else _("All see this case."))
    return RedirectResponse(f"/case/{number}", status_code=303)
