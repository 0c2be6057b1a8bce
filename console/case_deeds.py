"""What people do on a case besides deciding its course: notes, days put off, ticks, other cases."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response  # noqa: TC002  FastAPI reads them

from adapters.eyes import Eyes
from adapters.storage.decisions import RefusedError
from adapters.storage.notes import Notes
from adapters.storage.paperwork import Paperwork, Shows
from adapters.storage.tasks import Tasks
from casework.case import Party, Stage
from console import actions
from console.case_file import the_case
from console.case_forms import OnCase, Reasoned, back
from console.guards import OurDesk  # noqa: TC001  FastAPI reads it
from console.render import show
from console.tongue import _
from mailroom.split import NotSplitError, SecondMatter, Split

if TYPE_CHECKING:
    from adapters.storage.views import CaseView
    from console.case_forms import CaseForm
    from console.desk import Desk


def paperwork(desk: Desk) -> Paperwork:
    """Where papers of people are kept."""
    secret = desk.settings.secret.get_secret_value().encode()
    return Paperwork(desk.rows, secret, one_person=desk.settings.one_person_desk)


async def note(form: OnCase, text: Annotated[str, Form()]) -> Response:
    """Keep a note for colleagues. It goes into no letter and no dossier."""
    view = await the_case(form.desk, form.number)
    words, at = actions.reason(text), form.desk.case_time(view.case)
    await Notes(form.desk.rows).add(form.number, words, by=form.by, at=at)
    return form.back(_("your note is kept"))


# ---- a day on which to look again --------------------------------------------------------------


async def put_off(form: Reasoned, until: Annotated[date, Form()]) -> Response:
    """The case comes back on that day; its clocks run on all the same."""
    desk, number = form.desk, form.number
    view = await the_case(desk, number)
    if view.case.stage == Stage.CLOSED:
        raise RefusedError(f"{number} is closed already")
    what, now = actions.reason(form.why), desk.case_time(view.case)
    due_at = datetime.combine(until, time.min, desk.pack.zone)
    if due_at <= now:
        raise RefusedError(_("choose a day to come: %(day)s has begun") % {"day": until})
    await Tasks(desk.rows).add(number, what, due_at=due_at, by=form.by, at=now)
    return form.back(_("it comes back on %(day)s; its clocks run on") % {"day": until})


async def task_done(form: OnCase, task: Annotated[int, Form()]) -> Response:
    """What was put off is done."""
    view = await the_case(form.desk, form.number)
    at = form.desk.case_time(view.case)
    if not await Tasks(form.desk.rows).done(form.number, task, by=form.by, at=at):
        raise RefusedError(_("there is no such task here, or somebody has done it already"))
    return form.back(_("it is noted that this is done"))


# ---- evidence ----------------------------------------------------------------------------------


async def check_evidence(
    form: Reasoned, about: Annotated[str, Form()], value: Annotated[str, Form()]
) -> Response:
    """Tick an item of the checklist off, by what shows it, or take it off again.

    ``value`` is the number of a message with, where a file shows it, its digest; or ``no``.
    """
    who, desk, number = form.who, form.desk, form.number
    view = await the_case(desk, number)
    pack = await desk.pack_of(view.case)
    if pack is None or about not in pack.evidence:
        raise RefusedError(_("there is no such item on the checklist"))
    if value == "no":
        await paperwork(desk).untick(number, about, who)
        return form.back(_("it is being taken off"))
    message, _blank, sha256 = value.partition(" ")
    if not message.isdecimal():
        raise RefusedError(_("choose what shows it"))
    shows = Shows(message_id=int(message), sha256=sha256 or None)
    await paperwork(desk).tick(number, about, shows, who)
    return form.back(_("it is being ticked off"))


# ---- other cases -------------------------------------------------------------------------------


async def merge(form: Reasoned, other: Annotated[str, Form()]) -> Response:
    """A duplicate goes on as the other case, with its messages and whoever wrote them."""
    who, other = form.who, other.strip()
    await _check_visible(form, other)
    await paperwork(form.desk).merge(form.number, other, who)
    return form.back(_("it goes on as %(other)s, with its messages") % {"other": other})


async def relate(form: Reasoned, other: Annotated[str, Form()]) -> Response:
    """Two cases have to do with each other: each shows the other."""
    who, other = form.who, other.strip()
    await _check_visible(form, other)
    await paperwork(form.desk).relate(form.number, other, who)
    return form.back(_("linked with %(other)s") % {"other": other})


async def _check_visible(form: CaseForm, other: str) -> None:
    """What is restricted to others is not there. Raises RefusedError."""
    if not await form.desk.access.may_see(form.person, other):
        raise RefusedError(f"there is no case {other}")


async def split_page(request: Request, desk: OurDesk, number: str, message: int) -> HTMLResponse:
    """A message with a second matter in it: cut out the words that the new case begins with."""
    view = await the_case(desk, number)
    return show(request, "split.html", view=view, message=await _theirs(desk, view, message))


async def _theirs(desk: Desk, view: CaseView, message_id: int) -> object:
    mine = {one.id for one in view.messages if one.party == Party.COMPLAINANT}
    found = await desk.views.said(mine & {message_id})
    if not found:
        raise HTTPException(404, f"{view.case.number} has no message {message_id} to split")
    return found[message_id]


async def split(
    form: Reasoned,
    message: Annotated[int, Form()],
    subject: Annotated[str, Form()],
    text: Annotated[str, Form()],
    files: Annotated[str, Form()] = "",
) -> Response:
    """Open a case from a part of a message; it is acknowledged as any other."""
    who, desk, number = form.who, form.desk, form.number
    await the_case(desk, number)
    matter = SecondMatter(
        number=number,
        message_id=message,
        subject=subject,
        text=text,
        with_files=bool(files),
    )
    try:
        new = await (await _splitter(desk)).split(matter, who)
    except NotSplitError as error:
        raise RefusedError(str(error)) from None
    said = _("it was split from %(number)s, and is being acknowledged") % {"number": number}
    return back(form.request, new, said)


async def _splitter(desk: Desk) -> Split:
    return Split(
        intake=actions.intake(desk),
        store=desk.store,
        reader=desk.reader,
        paperwork=paperwork(desk),
        eyes=Eyes(pack=await desk.pack_now(), packs=desk.packs, folder=desk.packs_folder),
    )
