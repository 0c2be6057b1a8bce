"""What people do in the life of a case, and how its months pass; whatever the hour is."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from itertools import count
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from adapters.storage.desk import set_paused
from casework.case import NextStep, Party, Stage
from tests.desk import wall
from tests.examples import DESK, PNG, a_mail, a_policy
from tests.waiting import comes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from adapters.storage.models import CaseRow
    from casework.policy import Policy
    from tests.desk import Desk

CALLS = ("calls.png", "image/png", PNG)
WORDS = "Acme Calls call me every day to sell me loans. Stop these unwanted calls."
OF_WINDING = {55, 60}  # WORKFLOW_EXECUTION_OPTIONS_UPDATED, …_TIME_SKIPPING_TRANSITIONED
_NUMBERS = count(1)
_A_MINUTE_OF_JITTER = timedelta(seconds=95)  # and time for what follows: see demo/wind.py
_A_LETTER = timedelta(seconds=30)
_WATCHDOGS_GRACE = timedelta(minutes=3)
_SERVERS_SECONDS = 8.0
_LOOKS = 1000
_PUT_OFF = 50  # looks at a letter whose time has come
_PAUSE_SECONDS = 0.02


# ---- how a case begins, and how it comes to a stage ------------------------------------


def complaint(
    text: str = WORDS, *, subject: str = "Unwanted calls", evidence: bool = False
) -> bytes:
    """A complaint that nobody has sent before."""
    files = (CALLS,) if evidence else ()
    message_id = f"<act-{next(_NUMBERS)}@home.example>"
    return a_mail(text, subject=subject, message_id=message_id, files=files)


async def with_respondent(desk: Desk) -> str:
    """Nothing is missing: the firm has been asked."""
    number = await desk.open_case(complaint(evidence=True))
    await quiet(desk, number)
    return number


async def approval_pending(desk: Desk) -> str:
    """The firm was silent: a referral waits for its approval."""
    number = await with_respondent(desk)
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    return number


async def with_body(desk: Desk) -> str:
    """The referral was approved and has left."""
    number = await approval_pending(desk)
    await desk.rule_on(number)
    await quiet(desk, number)
    return number


async def guided(desk: Desk) -> str:
    """The ombudsman was silent too: the complainant has the guide to the tribunal."""
    number = await with_body(desk)
    await until_stage(desk, number, Stage.APPROVAL_PENDING)
    await desk.rule_on(number)
    await quiet(desk, number)
    return number


async def answered(desk: Desk) -> str:
    """The firm has answered, and the complainant was asked whether it is enough."""
    number = await with_respondent(desk)
    await desk.says(number, "We have looked at it. You are off our list.", party=Party.RESPONDENT)
    await quiet(desk, number)
    return number


async def handed_over(desk: Desk) -> str:
    """The complainant asked for a person while the firm had the complaint."""
    number = await with_respondent(desk)
    await desk.says(number, "I want to speak to a person.")
    return number


async def closed(desk: Desk) -> str:
    """The complainant said that it is settled, and the run is over."""
    number = await answered(desk)
    await desk.says(number, "Thank you, this is resolved.")
    await ended(desk, number)
    return number


async def reopened(desk: Desk, number: str) -> None:
    """The complainant of a closed case writes again: a person has it, in the same case time."""
    await desk.says(number, "They call me again!")
    await desk.until(number, lambda case: case.stage == Stage.HANDED_OVER)


# ---- how time passes -------------------------------------------------------------------


async def now(desk: Desk, number: str) -> datetime:
    """What time it is for a case."""
    return wall() + timedelta(seconds=(await desk.row(number)).ahead)


async def wind_to(desk: Desk, number: str, moment: datetime) -> None:
    """It becomes that time for a case; nothing happens where it is later already."""
    left = moment - await now(desk, number)
    if left > timedelta():
        await desk.wind(number, days=left / timedelta(days=1))


async def quiet(desk: Desk, number: str) -> None:
    """Every letter that may leave has left; at night the morning comes first."""
    for look in range(1, _LOOKS):
        letters = await desk.letters_of(number)
        free = [one for one in letters if not one.approval or one.released_at]
        leaving = [one.leaves_at for one in free if one.state in {"pending", "sending"}]
        if not leaving:
            return await in_step(desk, number)
        at = await now(desk, number)
        if max(leaving) > at:
            await wind_to(desk, number, max(leaving) + _A_LETTER)
        elif look % _PUT_OFF == 0:  # its next try comes a minute later at the most
            await wind_to(desk, number, at + timedelta(seconds=61))
        await asyncio.sleep(_PAUSE_SECONDS)
    raise AssertionError([(one.key, one.state, one.answer) for one in letters])


async def in_step(desk: Desk, number: str) -> None:
    """The workflow stands where its row says; a closed case may have ended."""
    for _ in range(_LOOKS):
        case = await desk.row(number)
        if case.stage == Stage.CLOSED:
            return
        stands = await desk.handle(number).query("case")
        if (stands["stage"], stands["next_step"]) == (case.stage, case.next_step):
            return
        await asyncio.sleep(_PAUSE_SECONDS)
    raise AssertionError((stands, case))


async def next_step(desk: Desk, number: str) -> NextStep:
    """The next dated step comes and is done. Returns which one it was."""
    await in_step(desk, number)
    before = await desk.row(number)
    due_at, step = before.due_at, NextStep(before.next_step)
    assert due_at is not None
    await wind_to(desk, number, due_at + _A_MINUTE_OF_JITTER)

    def has_come(case: CaseRow) -> bool:
        return (case.due_at, case.next_step) != (due_at, step)

    if not await desk.comes(number, has_come, _SERVERS_SECONDS):  # a server may lose a timer
        await wind_to(desk, number, due_at + _WATCHDOGS_GRACE)
        await desk.watch()
    await desk.until(number, has_come)
    return step


async def until_stage(desk: Desk, number: str, stage: Stage) -> list[NextStep]:
    """One dated step after the other comes, until the case is there. Returns them."""
    steps: list[NextStep] = []
    while (await desk.row(number)).stage != stage:
        assert len(steps) < 12, steps
        steps.append(await next_step(desk, number))
    await quiet(desk, number)
    return steps


async def ended(desk: Desk, number: str) -> str:
    """The closed case's last letters leave and its run is over. Returns the outcome."""
    await desk.until(number, lambda case: case.stage == Stage.CLOSED)
    await quiet(desk, number)
    return await desk.handle(number).result()


async def rebuilt(desk: Desk) -> None:
    """The watchdog finds that a case has no workflow, and starts one."""
    for _ in range(_LOOKS):  # the list that it looks at lags behind
        if (await desk.watch()).rebuilt:
            break
        await asyncio.sleep(_PAUSE_SECONDS)


async def later(desk: Desk, number: str, days: int) -> None:
    """Days pass for a case that no workflow carries any more."""
    ahead = (await desk.row(number)).ahead
    await desk.relay.wound(number, timedelta(days=days, seconds=ahead))


# ---- what is to be seen ----------------------------------------------------------------


async def written(desk: Desk, number: str, *states: str) -> list[str]:
    """The kinds of a case's letters as they were written; of all states, or of some."""
    letters = await desk.letters_of(number)
    return [one.kind for one in letters if not states or one.state in states]


async def sent(desk: Desk, number: str) -> list[str]:
    """The kinds of the letters that have left, as they were written."""
    return await written(desk, number, "sent", "unknown")


def words_of(raw: bytes) -> str:
    """What a letter says, as its reader sees it."""
    body = message_from_bytes(raw, policy=default).get_body(("plain",))
    return str(body.get_content()) if body else ""


async def noted(desk: Desk, number: str) -> None:
    """Wait until the workflow has noted every message that is on the case."""
    for _ in range(_LOOKS):
        if all(one.noted_at for one in (await desk.view(number)).messages):
            return await in_step(desk, number)
        await asyncio.sleep(_PAUSE_SECONDS)
    raise AssertionError(await desk.events(number))


async def happened(desk: Desk, number: str, kind: str) -> None:
    """Wait until an event is on the case."""

    async def there() -> bool:
        return kind in await desk.events(number)

    assert await comes(there), await desk.events(number)


async def cost(desk: Desk, number: str) -> int:
    """How many history events the latest run has, without those of winding."""
    history = await desk.handle(number).fetch_history()
    return sum(one.event_type not in OF_WINDING for one in history.events)


async def comes_in(desk: Desk, number: str, text: str, party: Party = Party.COMPLAINANT) -> str:
    """A party's mail is in the record; no workflow has heard of it. Returns its disposition."""
    person = next(one for one in (await desk.view(number)).people if one.party == party)
    raw = a_mail(
        text,
        sender=person.address,
        to=DESK.replace("@", f"+{person.token}@"),
        message_id=f"<act-{next(_NUMBERS)}@home.example>",
    )
    return await desk.take_in(raw)


@asynccontextmanager
async def paused(desk: Desk) -> AsyncIterator[None]:
    """No letter leaves meanwhile."""
    await set_paused(desk.rows, paused=True, by="manager", at=wall())
    yield
    await set_paused(desk.rows, paused=False, by="manager", at=wall())


# ---- other rules, other hours ----------------------------------------------------------


def pack(*, hour: int | None = None, **changes: object) -> Policy:
    """The pack of the demo with changes; with an hour, in a zone where it is that hour now."""
    if hour is not None:
        east = (hour - wall().hour + 12) % 24 - 12
        changes["zone"] = ZoneInfo(f"Etc/GMT{-east:+d}")  # POSIX: the sign is the other way round
    return replace(a_policy(), **changes)  # type: ignore[arg-type]  # whatever a test changes


async def until_hour(desk: Desk, number: str, hour: int) -> None:
    """It becomes this hour, in the zone of the desk's pack."""
    here = (await now(desk, number)).astimezone(desk.receiver.pack.zone)
    there = here.replace(hour=hour, minute=0, second=0)
    await wind_to(desk, number, there if there > here else there + timedelta(days=1))
