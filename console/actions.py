"""What the web console and the command line both do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.storage.decisions import Decisions, RefusedError, Who
from adapters.storage.desk import set_paused
from adapters.storage.intake import Intake
from casework.decisions import DecisionKind
from mailroom.release import NotReleasedError, Release

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.case import Outcome
    from console.desk import Desk


_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of one held message: its case if it has one now, or why nothing was done."""

    message_id: int
    case_number: str | None = None
    trouble: str = ""


async def close_case(desk: Desk, number: str, outcome: Outcome, *, by: str, why: str) -> str:
    """Decide that a case is closed; its workflow hears of it next. Raises RefusedError."""
    who = Who(account=by, why=_reason(why), at=desk.wall())
    return await Decisions(desk.rows).decide(number, DecisionKind.CLOSE, who, value=outcome)


async def release(desk: Desk, message_ids: Iterable[int], *, by: str, why: str) -> list[Done]:
    """Open a case from each held message; one that cannot does not stop the others.

    Raises RefusedError without a reason.
    """
    settings, why = desk.settings, _reason(why)
    secret = settings.secret.get_secret_value().encode()
    intake = Intake(desk.rows, desk.packs, secret, settings.desk_address.lower(), desk.wall)
    work = Release(intake, desk.store, desk.pack, settings.parse_limit_bytes)
    return [await _release_one(work, one, by, why) for one in message_ids]


async def _release_one(work: Release, message_id: int, by: str, why: str) -> Done:
    try:
        number = await work.release(message_id, by, why)
    except NotReleasedError as error:
        return Done(message_id=message_id, trouble=str(error))
    return Done(message_id=message_id, case_number=number)


async def set_aside(desk: Desk, message_ids: Iterable[int], *, by: str, why: str) -> list[Done]:
    """Held mail that is no complaint becomes recorded; one that cannot does not stop the others.

    Raises RefusedError without a reason.
    """
    who = Who(account=by, why=_reason(why), at=desk.wall())
    return [await _set_aside_one(Decisions(desk.rows), one, who) for one in message_ids]


async def _set_aside_one(decisions: Decisions, message_id: int, who: Who) -> Done:
    try:
        await decisions.set_aside(message_id, who)
    except RefusedError as error:
        return Done(message_id=message_id, trouble=str(error))
    return Done(message_id=message_id)


async def cancel_letter(desk: Desk, key: str, *, by: str, why: str) -> None:
    """A letter that has not left is not sent any more. Raises RefusedError."""
    who = Who(account=by, why=_reason(why), at=desk.wall())
    await Decisions(desk.rows).cancel_letter(key, who)


async def pause(desk: Desk, *, paused: bool, by: str) -> None:
    """Stop or restart all outgoing letters."""
    await set_paused(desk.rows, paused=paused, by=by, at=desk.wall())


def _reason(why: str) -> str:
    """A reason is part of every decision. Raises RefusedError without one."""
    reason = _UNWRITABLE.sub("", why).strip()
    if not reason:
        raise RefusedError("a reason is needed: it stays with the decision")
    return reason
