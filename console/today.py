"""Today: what needs a person now, the most urgent first, each with the one thing to do next."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse  # noqa: TC002  FastAPI reads it

from casework.duties import Duty, DutyKind, Urgency, Whose, in_order
from console import health
from console.duty_words import Words
from console.guards import Hidden, OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.names import Names
from console.render import show

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from adapters.storage.duties import Told
    from adapters.storage.staff import Person
    from console.desk import Desk

_ROWS = 50  # on one page


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which duties are looked at, as the address says; ``kind`` is empty for all."""

    whose: Whose = Whose.EVERYBODY
    kind: DutyKind | None = None
    page: int = 1

    def link(self, **changes: object) -> str:
        """The address of this list, or of one that differs from it, from its first page on."""
        facts = {"whose": self.whose, "kind": self.kind, "page": 1} | changes
        usual = {"whose": Whose.EVERYBODY, "kind": None, "page": 1}
        said = {name: str(one) for name, one in facts.items() if one != usual[name]}
        return f"/?{urlencode(said)}" if said else "/"


def asked(
    whose: Whose = Whose.EVERYBODY,
    kind: DutyKind | None = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Asked:
    """Those of an address."""
    return Asked(whose=whose, kind=kind, page=page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One duty as it is shown: what it is, whose case, for how long, and what to do."""

    duty: Duty
    words: Words
    told: Told | None
    hours: float

    @property
    def id(self) -> str:
        """What the browser knows the line by, so that the focus stays when the list is renewed."""
        return f"duty-{sha256(f'{self.duty.kind} {self.duty.ref}'.encode()).hexdigest()[:12]}"


async def show_(
    request: Request,
    desk: OurDesk,
    person: Someone,
    hidden: Hidden,
    asked: Annotated[Asked, Depends(asked)],
) -> HTMLResponse:
    """What needs a person now."""
    now = desk.wall()
    duties = await desk.duties.all(now, hidden)
    by_whose = {one: _of(duties, one, person) for one in Whose}
    theirs = by_whose[asked.whose]
    chosen = [one for one in theirs if asked.kind in {None, one.kind}]
    first = (asked.page - 1) * _ROWS
    return show(
        request,
        "today.html",
        asked=asked,
        groups=await _groups(desk, in_order(chosen, now)[first : first + _ROWS], now),
        counts={whose: _sum(one) for whose, one in by_whose.items()},
        kinds=_by_kind(theirs),
        more=len(chosen) > first + _ROWS,
        troubles=await _troubles(desk, now),
        owners={one.account: one.name for one in await desk.accounts.all()},
    )


def _of(duties: Sequence[Duty], whose: Whose, person: Person) -> list[Duty]:
    return [one for one in duties if one.is_of(whose, person.account, {person.role})]


def _sum(duties: Sequence[Duty]) -> int:
    return sum(one.many for one in duties)


def _by_kind(duties: Sequence[Duty]) -> list[tuple[DutyKind, int]]:
    """How many of each kind there are; none of those there are none of."""
    found: Counter[DutyKind] = Counter()
    for one in duties:
        found[one.kind] += one.many
    return [(kind, found[kind]) for kind in DutyKind if found[kind]]


async def _groups(
    desk: Desk, duties: Sequence[Duty], now: datetime
) -> list[tuple[Urgency, list[Line]]]:
    """The lines of one page under how urgent they are; no heading stands over nothing."""
    told = await desk.duties.about(one.case_number for one in duties)
    names = Names.of(desk.pack, await desk.views.respondents())
    lines = [
        Line(
            duty=one,
            words=Words.of(one, told.get(one.case_number or ""), names),
            told=told.get(one.case_number or ""),
            hours=one.waits(now).total_seconds() / 3600,
        )
        for one in duties
    ]
    found: dict[Urgency, list[Line]] = {}
    for one in lines:  # they come in order of urgency
        found.setdefault(one.duty.urgency(now), []).append(one)
    return list(found.items())


async def _troubles(desk: Desk, now: datetime) -> list[str]:
    """What is wrong with the desk itself, which no line of the list could say."""
    figures = await desk.views.reports(health.held_before(desk.settings, now))
    return [*health.for_people(figures, desk.settings, now), *await desk.pack_doubts()]
