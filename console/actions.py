"""What the web console and the command line both do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.storage.decisions import Decisions, RefusedError, Who
from adapters.storage.desk import set_paused
from adapters.storage.intake import Intake
from mailroom.release import NotReleasedError, Release

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.case import Outcome
    from console.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What became of one held message: its case, or why it has none."""

    message_id: int
    case_number: str | None
    trouble: str = ""


async def close_case(desk: Desk, number: str, outcome: Outcome, *, by: str, why: str) -> str:
    """Decide that a case is closed; its workflow hears of it next. Raises RefusedError."""
    who = Who(account=by, why=_reason(why), at=desk.wall())
    return await Decisions(desk.rows).close(number, outcome, who)


async def release(desk: Desk, message_ids: Iterable[int], *, by: str, why: str) -> list[Released]:
    """Open a case from each held message; one that cannot does not stop the others."""
    settings = desk.settings
    secret = settings.secret.get_secret_value().encode()
    intake = Intake(desk.rows, desk.packs, secret, settings.desk_address.lower(), desk.wall)
    pack = desk.packs[settings.pack]
    work = Release(intake, desk.store, pack, settings.parse_limit_bytes)
    return [await _release_one(work, one, by, why) for one in message_ids]


async def _release_one(work: Release, message_id: int, by: str, why: str) -> Released:
    try:
        number = await work.release(message_id, by, why)
    except NotReleasedError as error:
        return Released(message_id=message_id, case_number=None, trouble=str(error))
    return Released(message_id=message_id, case_number=number)


async def set_aside(desk: Desk, message_id: int, *, by: str, why: str) -> None:
    """Held mail that is no complaint becomes recorded. Raises RefusedError."""
    who = Who(account=by, why=_reason(why), at=desk.wall())
    await Decisions(desk.rows).set_aside(message_id, who)


async def cancel_letter(desk: Desk, key: str, *, by: str, why: str) -> None:
    """A letter that has not left is not sent any more. Raises RefusedError."""
    who = Who(account=by, why=_reason(why), at=desk.wall())
    await Decisions(desk.rows).cancel_letter(key, who)


async def pause(desk: Desk, *, paused: bool, by: str) -> None:
    """Stop or restart all outgoing letters."""
    await set_paused(desk.rows, paused=paused, by=by, at=desk.wall())


def _reason(why: str) -> str:
    """A reason is part of every decision. Raises RefusedError without one."""
    if not why.strip():
        raise RefusedError("a reason is needed: it stays with the decision")
    return why.strip()
