"""What was read in a mail, as rows: its message, and the case that it opens."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

from adapters.storage.models import CaseRow, MessageRow
from casework.case import ComplainantType, NextStep, Stage
from casework.findings import Urgency
from casework.intake import DISPOSITION, Handling

if TYPE_CHECKING:
    from datetime import datetime

    from casework.assessment import Finding
    from casework.intake import Route
    from casework.messages import InboundMessage
    from casework.opening import Opening
    from casework.policy import Policy

READ = (
    *("received_at", "message_id", "sender", "sender_name", "subject", "text", "kind"),
    *("content_digest", "attachments", "refers_to", "defects", "report"),
)
"""What a mail says itself: new each time that it is read again."""


def message_row(
    message: InboundMessage, mailbox: str, way: Route, size: int, now: datetime
) -> MessageRow:
    """A message as it came, and where it goes."""
    opened = way.handling is Handling.OPEN  # the case's row is made of it: nothing left to note
    return MessageRow(
        mailbox=mailbox,
        sha256=message.sha256,
        size=size,
        taken_at=now,
        received_at=message.received_at,
        message_id=message.message_id,
        sender=message.sender,
        sender_name=message.sender_name,
        subject=message.subject,
        text=message.text,
        kind=message.kind,
        content_digest=message.content_digest,
        attachments=[
            f"{one.sha256} {one.size} {one.media_type} {one.name}" for one in message.attachments
        ],
        refers_to=list(message.refers_to),
        defects=list(message.defects),
        disposition=DISPOSITION[way.handling],
        rule=way.rule,
        case_number=way.case_number,
        noted_at=message.received_at if opened else None,
        suggested_case=way.suggested,
        report=asdict(message.report) if message.report else None,
    )


def case_row(
    number: str, message: InboundMessage, pack: Policy, found: Opening, about: Finding
) -> CaseRow:
    """A new case, by the first look at its mail; at once due to be acknowledged."""
    at = message.received_at
    return CaseRow(
        number=number,
        first_digest=message.sha256,
        pack=pack.id,
        pack_version=pack.version,
        stage=Stage.RECEIVED,
        next_step=NextStep.ACKNOWLEDGE,
        due_at=at,
        opened_at=at,
        language=found.language.value or pack.default_language,
        language_rule=found.language.rule,
        category=found.category.value,
        category_rule=found.category.rule,
        respondent=about.value,
        respondent_rule=about.rule,
        prior_on=_day(found.prior_on.value),
        prior_rule=found.prior_on.rule,
        complainant=found.complainant.value or ComplainantType.UNKNOWN,
        urgency=found.urgency.value or Urgency.NORMAL,
        facts=dict(found.facts),
        needs_staff=bool(found.for_a_person),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
