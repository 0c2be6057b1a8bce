"""What machines send to a case: letters that come back, and colleagues who answer by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from casework.case import Party, Stage
from tests.examples import ANA, DESK, a_mail
from tests.workflows import acts
from tests.workflows.acts import complaint, happened

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.desk import Desk

REPORT = """From: Mail Delivery System <mailer-daemon@home.example>
To: {desk}
Subject: Undelivered Mail Returned to Sender
Message-ID: <report@home.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; home.example

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.1.1

--b
Content-Type: text/rfc822-headers

From: {desk}
Message-ID: {message_id}

--b--
"""


def report(message_id: str, to: str = ANA) -> bytes:
    """What a mail server sends when it gives a letter of ours up."""
    return REPORT.format(desk=DESK, to=to, message_id=message_id).replace("\n", "\r\n").encode()


def folded(raw: bytes) -> bytes:
    """The letter's headers as our letters have them: a long Message-ID on a line of its own."""
    return raw.replace(b"\r\nMessage-ID: <", b"\r\nMessage-ID:\r\n <")


@pytest.mark.parametrize("written", [bytes, folded], ids=["on one line", "folded"])
async def test_staff_hear_of_a_letter_that_came_back(
    desk: Desk, written: Callable[[bytes], bytes]
) -> None:
    """It is marked with its address, the case waits for a person; nothing answers the report."""
    number = await desk.open_case()
    await acts.quiet(desk, number)
    before = desk.letters
    acknowledgement = (await desk.view(number)).letters[0]

    assert await desk.take_in(written(report(acknowledgement.message_id))) == "recorded"
    await desk.hand_over()

    await happened(desk, number, "letter came back")
    view = await desk.view(number)
    assert (view.letters[0].bounce, view.case.needs_staff) == ("5.1.1", True)
    assert view.people[0].bounced_at is not None
    assert [one.rule for one in view.messages][-1] == "delivery report"
    assert desk.letters == before


async def test_a_report_of_somebody_elses_letter_changes_nothing(desk: Desk) -> None:
    """It is recorded, on no case."""
    number = await desk.open_case()
    await acts.quiet(desk, number)

    assert await desk.take_in(report("<theirs@home.example>")) == "recorded"
    assert await desk.hand_over()

    view = await desk.view(number)
    assert not any(one.bounced_at for one in view.letters)
    assert "letter came back" not in await desk.events(number)


async def test_a_colleague_who_answers_by_mail_is_told_where_to_decide(desk: Desk) -> None:
    """Whatever they write: the case stands where it stood."""
    number = await desk.open_case(complaint("Unwanted calls.", evidence=True))
    await acts.quiet(desk, number)
    letter = (await desk.view(number)).letters[0]
    stage = await desk.stage(number)
    raw = a_mail(
        "Approved!",
        sender="approver@desk.example",
        message_id="<b@desk.example>",
        headers=(("In-Reply-To", letter.message_id),),
    )

    assert await desk.take_in(raw) == "recorded"
    await desk.hand_over()

    await happened(desk, number, "staff told to use the console")
    told = (await desk.view(number)).letters[-1]
    assert (told.kind, told.recipient) == ("use-the-console", "approver@desk.example")
    assert await desk.stage(number) is stage
    assert stage is not Stage.CLOSED
    assert (await desk.view(number)).messages[-1].party == Party.STAFF
