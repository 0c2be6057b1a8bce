"""Other versions of packs for running cases: what would change, and the adoption; and records.

Both the web console and the command line come here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.calendars import Calendars
from adapters.storage import packs
from adapters.storage.decisions import Decisions, RefusedError, Who
from casework.adopting import changes, obstacles, under
from casework.case import Stage
from casework.courses import NEVER, happened_at, told_by_people
from casework.decisions import DecisionKind
from casework.plan import Moment
from console.actions import reason

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from adapters.storage.models import CaseRow
    from casework.adopting import Changes
    from casework.casefile import CaseFile
    from casework.policy import Policy
    from console.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What another version would change for one open case."""

    number: str
    stage: str
    follows: str
    would_follow: str
    changes: Changes


async def candidates(
    desk: Desk, policy: Policy, hidden: Collection[str] = frozenset()
) -> list[CaseRow]:
    """The open cases of this pack that follow another version; none that is for others."""
    cases = [one for one in await _open_cases(desk, {policy.id}) if _may_change(one, policy)]
    return [one for one in cases if one.number not in hidden]


async def forecasts(
    desk: Desk,
    policy: Policy,
    calendars: Calendars | None = None,
    cases: Collection[CaseRow] | None = None,
) -> list[Forecast]:
    """For these cases, or for all that could adopt it. Nothing is written."""
    days = calendars or Calendars(desk.packs_folder)
    chosen = await candidates(desk, policy) if cases is None else cases
    return [await _forecast(desk, one, policy, days) for one in chosen]


def _may_change(case: CaseRow, policy: Policy) -> bool:
    return case.pack_version != policy.version


async def _open_cases(desk: Desk, ids: Collection[str]) -> list[CaseRow]:
    every = await desk.views.cases(limit=1_000_000)
    return [one for one in every if one.stage != Stage.CLOSED and one.pack in ids]


async def _forecast(desk: Desk, case: CaseRow, policy: Policy, days: Calendars) -> Forecast:
    file = await _file(desk, case.number)
    here = _moment(file, days, desk.case_time(case))
    there = under(here, policy, days[policy.calendar])
    return Forecast(
        number=case.number,
        stage=case.stage,
        follows=case.pack_version,
        would_follow=policy.version,
        changes=changes(here, there),
    )


def _moment(file: CaseFile, days: Calendars, now: datetime) -> Moment:
    return Moment(file=file, calendar=days[file.policy.calendar], since=now, now=now)


async def _file(desk: Desk, number: str) -> CaseFile:
    file = await desk.views.any_file(number, desk.packs)
    if file is None:
        raise RefusedError(f"there is no case {number}")
    return file


# ---- adopting ------------------------------------------------------------------------------


async def followers(desk: Desk, version: str) -> list[str]:
    """The open cases that could adopt this version: of the packs that have it. RefusedError."""
    ids = {one for one in await _packs_of_cases(desk) if await _there(desk, one, version)}
    if not ids:
        raise RefusedError(f"no pack of an open case has a version {version!r}")
    cases = await _open_cases(desk, ids)
    return sorted(one.number for one in cases if one.pack_version != version)


async def _packs_of_cases(desk: Desk) -> set[str]:
    return {one.pack for one in await packs.in_use(desk.rows, desk.packs)}


async def _there(desk: Desk, pack: str, version: str) -> Policy | None:
    return await packs.version_of(desk.rows, desk.packs, pack, version)


async def adopt(desk: Desk, number: str, version: str, *, by: str, why: str) -> str:
    """Decide that a case follows another version of its pack; its workflow hears of it next.

    Returns the decision's id. Raises RefusedError, among others where a law's clock would
    be longer by the same law.
    """
    why = reason(why)
    await packs.keep(desk.rows, desk.packs, desk.wall())  # whoever carries it out reads it there
    view = await desk.views.case(number)
    if view is None:
        raise RefusedError(f"there is no case {number}")
    case = view.case
    if case.pack_version == version:
        raise RefusedError(f"{number} follows {case.pack} {version} already")
    policy = await _there(desk, case.pack, version)
    if policy is None:
        raise RefusedError(await _no_such_version(desk, case.pack, version))
    if any(one.kind == DecisionKind.ADOPT and one.noted_at is None for one in view.decisions):
        raise RefusedError(f"another version for {number} is on its way: wait for that")
    if no := obstacles(await _file(desk, number), policy):
        raise RefusedError(f"{number} cannot adopt {case.pack} {version}: {' '.join(no)}")
    who = Who(account=by, why=why, at=desk.wall())
    return await Decisions(desk.rows).decide(number, DecisionKind.ADOPT, who, value=version)


async def _no_such_version(desk: Desk, pack: str, version: str) -> str:
    async with desk.rows() as session:
        kept = [one.version for one in await packs.kept_of(session, desk.packs, pack)]
    there_are = ", ".join(dict.fromkeys(kept)) or "none"
    return f"there is no version {version!r} of {pack}: there are {there_are}"


async def adopt_all(
    desk: Desk, numbers: Sequence[str], version: str, *, by: str, why: str
) -> dict[str, str]:
    """The same for many cases; one that cannot does not stop the others. Number → why not."""
    refused: dict[str, str] = {}
    for number in numbers:
        try:
            await adopt(desk, number, version, by=by, why=why)
        except RefusedError as error:
            refused[number] = str(error)
    return refused


async def on_their_way(desk: Desk, numbers: Sequence[str]) -> frozenset[str]:
    """Those of these cases whose workflow has still to hear of an adoption."""
    async with desk.rows() as session:
        return await packs.being_adopted(session, numbers)


# ---- what only people know -----------------------------------------------------------------


async def record(  # noqa: PLR0913  a decision is these facts
    desk: Desk, number: str, event: str, when: str, *, by: str, why: str
) -> str:
    """Record that an event of the case's clocks happened, or that it did not after all.

    Returns the decision's id. Raises RefusedError.
    """
    why = reason(why)
    view = await desk.views.case(number)
    if view is None:
        raise RefusedError(f"there is no case {number}")
    policy = await desk.pack_of(view.case)
    if policy is None:
        raise RefusedError(packs.missing(view.case.pack, view.case.pack_version))
    known = told_by_people(policy)
    if event not in known:
        there_are = ", ".join(known) or "none"
        raise RefusedError(f"{event!r} is no event that people record for {policy.id}: {there_are}")
    value = when if when == NEVER else _instant(policy, event, when, desk.case_time(view.case))
    who = Who(account=by, why=why, at=desk.wall())
    decisions, kind = Decisions(desk.rows), DecisionKind.HAPPENED
    return await decisions.decide(number, kind, who, value=value, about=event)


def _instant(policy: Policy, event: str, when: str, now: datetime) -> str:
    """As it is kept. A day that is not over yet counts until now. Raises RefusedError."""
    try:
        at = happened_at(policy, event, when)
    except ValueError:
        raise RefusedError(f"{when!r} is not a day such as 2026-03-05") from None
    today = now.astimezone(policy.zone).date()
    if at > now and at.astimezone(policy.zone).date() == today:
        at = now
    if at > now:
        raise RefusedError(f"{when} has not come yet: only what has happened is recorded")
    return at.astimezone(policy.zone).isoformat()
