"""How a case stands: whom it is about, its clocks, its ladder, what it waits for."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from casework import agenda
from casework.case import NextStep
from casework.escalation import ladder, who_submits
from casework.evidence import missing_evidence
from casework.policy import PackError, Submits
from casework.steps import UNSCHEDULED
from console.clocks import clocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from adapters.storage.findings import FindingRow
    from adapters.storage.models import CaseRow
    from casework.casefile import CaseFile
    from casework.clock import Calendar
    from casework.escalation import Checked
    from console.clocks import ClockLine
    from console.desk import Desk


_UNKNOWN: dict[str, Any] = {  # without a pack
    "respondent_name": None,
    "missing_evidence": [],
    "approvals_waiting": [],
    "clocks": [],
    "ladder": [],
}


async def standing(desk: Desk, case: CaseRow) -> dict[str, Any]:
    """What the row says, and what the rules make of the file where its pack can be read."""
    from adapters.calendars import Calendars  # noqa: PLC0415  it takes long to import

    file = await _file(desk, case.number)
    findings = _findings(await desk.findings.in_force(case.number))
    row = {**_of_the_row(case), "findings": findings}
    if file is None:
        return {**row, **_UNKNOWN, "waits_for": _next_step(case)}
    calendar = Calendars(desk.packs_folder)[file.policy.calendar]
    lines = clocks(file, calendar, desk.case_time(case), case.closed_at)
    return {
        **row,
        "respondent_name": file.respondent.name if file.respondent else None,
        "missing_evidence": [one.id for one in missing_evidence(file)],
        "approvals_waiting": [one.key for one in file.waiting],
        "clocks": [_clock(one) for one in lines],
        "waits_for": _waits_for(case, file, calendar, desk.case_time(case)),
        "ladder": [_rung(one, file) for one in ladder(file)],
    }


def _findings(kept: Mapping[str, Sequence[FindingRow]]) -> list[dict[str, Any]]:
    """The findings that stand, for a machine or a terminal."""
    return [
        {
            "field": field,
            "value": ", ".join(one.value or "" for one in rows) or None,
            "rule": "; ".join(dict.fromkeys(one.rule for one in rows)),
            "by": rows[-1].by,
            "why": rows[-1].why,
            "at": rows[-1].at.isoformat(),
        }
        for field, rows in kept.items()
    ]


def _clock(one: ClockLine) -> dict[str, Any]:
    """How its date came about is told by ``ombud policy explain``."""
    told = {key: value for key, value in asdict(one).items() if key != "steps"}
    return {**told, "since": one.since.isoformat()}


async def _file(desk: Desk, number: str) -> CaseFile | None:
    """The file; none where a pack is damaged: a case can be looked at all the same."""
    try:
        return await desk.views.file(number, desk.packs)
    except PackError:
        return None


def _of_the_row(case: CaseRow) -> dict[str, Any]:
    filed = Submits.COMPLAINANT if case.self_filed else Submits.DESK
    return {
        "owner": case.owner,
        "respondent": case.respondent,
        "respondent_rule": case.respondent_rule,
        "consent": case.consent,
        "asked_before_on": case.prior_on.isoformat() if case.prior_on else None,
        "rung": case.rung,
        "submits": filed.value if case.rung else None,
        "tried": case.tried,
        "appealed": case.appealed,
        "facts": case.facts,
        "complainant_type": case.complainant,
        "urgency": case.urgency,
    }


def _next_step(case: CaseRow) -> list[dict[str, Any]]:
    if case.next_step == NextStep.NOTHING:
        return []
    return [{"step": case.next_step, "at": case.due_at.isoformat() if case.due_at else None}]


def _waits_for(
    case: CaseRow, file: CaseFile, calendar: Calendar, now: datetime
) -> list[dict[str, Any]]:
    """All dated steps of the stage, the next one first."""
    if file.case.stage in UNSCHEDULED:
        return _next_step(case)
    steps = sorted(agenda.agenda(file, calendar, now), key=lambda one: one.at)
    return [{"step": one.step.value, "at": one.at.isoformat()} for one in steps]


def _rung(one: Checked, file: CaseFile) -> dict[str, Any]:
    return {
        "body": one.body.id,
        "submits": who_submits(one, file).value,
        "fits": one.fits,
        "why_not": one.why_not,
        "not_known": [condition.fact for condition in one.unknown],
    }
