"""What every form on a case tells besides its own fields: which case, who sends it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import RedirectResponse

from console import actions
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.render import say

if TYPE_CHECKING:
    from fastapi.responses import Response

    from adapters.storage.decisions import Who
    from adapters.storage.staff import Person
    from console.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseForm:
    """A form on a case, and who sends it."""

    request: Request
    desk: Desk
    person: Person
    number: str

    @property
    def by(self) -> str:
        """The account in whose name it is done."""
        return self.person.account

    def back(self, said: str) -> Response:
        """To the case, with what was done."""
        return back(self.request, self.number, said)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonedForm(CaseForm):
    """One that takes a reason."""

    why: str

    @property
    def who(self) -> Who:
        """Who decides, why, and when. Raises RefusedError without a reason."""
        return actions.who_decides(self.desk, self.by, self.why)


def _on_case(request: Request, desk: OurDesk, person: Someone, number: str) -> CaseForm:
    return CaseForm(request=request, desk=desk, person=person, number=number)


def _with_reason(
    form: Annotated[CaseForm, Depends(_on_case)], why: Annotated[str, Form()]
) -> ReasonedForm:
    return ReasonedForm(
        request=form.request, desk=form.desk, person=form.person, number=form.number, why=why
    )


OnCase = Annotated[CaseForm, Depends(_on_case)]
Reasoned = Annotated[ReasonedForm, Depends(_with_reason)]


def back(request: Request, number: str, said: str, to: str = "") -> Response:
    """To the case, with what was done; ``is being closed`` goes on from its number."""
    goes_on = said.startswith("is ")
    say(request, f"{number} {said}." if goes_on else f"{number}: {said}.")
    return RedirectResponse(to or f"/case/{number}", status_code=303)
