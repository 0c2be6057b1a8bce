"""``ombud staff``, ``case``, ``mail`` and ``letter``: what they say, what they do, how they end."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from temporalio.testing import ActivityEnvironment

from activities.letters import Letters
from adapters.storage.models import DecisionRow, DispositionRow, StaffRow
from adapters.storage.outbox import Outbox
from casework.case import Stage
from casework.intake import Disposition
from casework.letters import Answer, Reply
from tests.console.procedure import Procedure
from tests.examples import PNG, a_mail
from tests.postbag import Postbag

if TYPE_CHECKING:
    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk

BY = ("--as", "ling", "--reason", "the firm paid")


# ---- staff ------------------------------------------------------------------------------


async def test_a_new_account_gets_a_password_that_is_printed_once(
    ombud: Shell, front: FrontDesk
) -> None:
    """It opens the console, and nothing else ever shows it again."""
    said = await ombud("staff", "add", "boris", "--role", "approver", "--name", "Boris")

    assert said.status == 0
    assert said.out.startswith("boris is a approver; password: ")
    password = said.out.split("password: ")[1].strip()
    assert len(password) >= 10
    assert "Boris (approver)" in (await front.log_in("boris", password)).words
    assert password not in (await ombud("staff", "list", "--json")).out


async def test_a_password_that_is_given_is_not_printed(ombud: Shell, front: FrontDesk) -> None:
    """It is known already; from the environment too, where a shell keeps no history of it."""
    ombud.monkeypatch.setenv("OMBUD_NEW_PASSWORD", "ten signs and more")

    said = await ombud("staff", "add", "boris", "--role", "handler")

    assert (said.status, said.words) == (0, "boris is a handler")
    assert "boris (handler)" in (await front.log_in("boris", "ten signs and more")).words


async def test_a_short_password_is_refused(ombud: Shell, front: FrontDesk) -> None:
    """Wrong use, said in words, and no account is made."""
    said = await ombud("staff", "add", "boris", "--role", "handler", "--password", "123456789")

    assert said.status == 2
    assert "a password has at least 10 signs" in said.words
    assert "123456789" not in said.words
    assert [one.account for one in await front.all_of(StaffRow)] == ["ling"]


async def test_an_account_that_exists_is_not_made_again(ombud: Shell, front: FrontDesk) -> None:
    """Its password stays as it was, and no new one is shown."""
    said = await ombud("staff", "add", "ling", "--role", "approver")

    assert (said.status, said.words) == (1, "there is an account 'ling' already")
    assert "Ling Zhao (handler)" in (await front.log_in()).words


async def test_staff_are_listed(ombud: Shell) -> None:
    """For a person and for a machine; never a hash."""
    table = await ombud("staff", "list")
    listed = await ombud("staff", "list", "--json")

    assert "ling Ling Zhao handler" in table.words
    assert listed.json == [{"account": "ling", "name": "Ling Zhao", "role": "handler"}]


async def test_a_role_that_there_is_not_is_wrong_use(ombud: Shell) -> None:
    """The message names the roles there are."""
    said = await ombud("staff", "add", "boris", "--role", "king")

    assert said.status == 2
    assert "handler" in said.words


# ---- cases ------------------------------------------------------------------------------


async def test_cases_are_listed(ombud: Shell, front: FrontDesk) -> None:
    """As a table, and as JSON with the same facts; a stage can be asked for."""
    number = await front.open_case()
    other = await front.open_case(a_mail("I want a refund, my money back."))
    await front.change(other, stage=Stage.AWAITING_EVIDENCE)

    table = await ombud("case", "list")
    listed = await ombud("case", "list", "--stage", "received", "--json")

    assert f"{number} received harassment_call en acknowledge the complaint" in table.words
    assert other in table.words
    assert [one["number"] for one in listed.json] == [number]
    assert listed.json[0]["due_at"] == "2026-03-02T09:30:00+00:00"
    assert listed.json[0]["needs_staff"] is False


async def test_an_empty_list_says_none(ombud: Shell) -> None:
    """And for a machine it is an empty list."""
    assert (await ombud("case", "list")).words == "none"
    assert (await ombud("case", "list", "--json")).json == []


async def test_a_stage_that_there_is_not_is_wrong_use(ombud: Shell) -> None:
    """'none' would read as if no case stood there."""
    assert (await ombud("case", "list", "--stage", "recieved")).status == 2


async def test_a_case_is_shown_whole(ombud: Shell, front: FrontDesk) -> None:
    """Messages, letters, evidence, events; the same for a machine."""
    number = await front.open_case(
        a_mail("Unwanted calls.", files=(("calls.png", "image/png", PNG),))
    )
    await front.acknowledge(number)

    shown = await ombud("case", "show", number)
    (whole,) = (await ombud("case", "show", number, "--json")).json

    for word in ("messages", "letters", "evidence", "events", "ana@home.example", "acknowledged"):
        assert word in shown.words
    assert whole["number"] == number
    assert whole["messages"][0]["rule"] == "nothing known about it"
    assert whole["letters"][0]["kind"] == "acknowledgement"
    assert whole["letters"][0]["state"] == "pending"
    events = [one["event"] for one in whole["events"]]
    assert events == ["opened", "legal hold", "evidence added", "acknowledged"]
    assert [one["item"] for one in whole["evidence"]] == ["call_log"]


async def test_a_case_that_is_not_there_is_said_in_words(ombud: Shell) -> None:
    """It says no: 1."""
    said = await ombud("case", "show", "C-1999-000001")

    assert (said.status, said.words) == (1, "there is no case C-1999-000001")


async def test_a_case_is_closed_from_the_shell(ombud: Shell, front: FrontDesk) -> None:
    """In the name of an account, with a reason, as a row for the workflow."""
    number = await front.open_case()

    said = await ombud("case", "close", number, "--outcome", "resolved", *BY)

    assert said.status == 0
    assert f"{number} will be closed as resolved" in said.words
    (decision,) = await front.all_of(DecisionRow)
    assert (decision.by, decision.why, decision.value) == ("ling", "the firm paid", "resolved")


@pytest.mark.parametrize(
    ("by", "why", "said"),
    [
        ("nobody", "paid", "there is no account 'nobody'; `./ombud staff list` shows all"),
        ("ling", " ", "a reason is needed: it stays with the decision"),
    ],
)
async def test_a_decision_needs_an_account_and_a_reason(
    ombud: Shell, front: FrontDesk, by: str, why: str, said: str
) -> None:
    """Refused in words, whatever is decided; nothing changes."""
    number, message_id = await front.open_case(), await front.hold()
    key = await front.acknowledge(number)
    before = await front.record()

    for deed in (
        ("case", "close", number, "--outcome", "resolved"),
        ("mail", "set-aside", str(message_id)),
        ("letter", "cancel", key),
        ("letter", "retry", key),
        ("case", "decide", number, "go-on"),
        ("case", "answer", number, "category", "refund_refused"),
        ("case", "reopen", number),
        ("case", "open", "--sender", "bo@other.example", "--text", "Unwanted calls."),
    ):
        refused = await ombud(*deed, "--as", by, "--reason", why)
        assert (refused.status, refused.words) == (1, said), deed
    assert await front.record() == before


async def test_a_closed_case_is_not_closed_again(ombud: Shell, front: FrontDesk) -> None:
    """It says no, in words."""
    number = await front.open_case()
    await front.change(number, stage=Stage.CLOSED)

    said = await ombud("case", "close", number, "--outcome", "resolved", *BY)

    assert (said.status, said.words) == (1, f"{number} is closed already")


# ---- mail -------------------------------------------------------------------------------


async def test_held_mail_is_listed(ombud: Shell, front: FrontDesk) -> None:
    """With the number that release wants; another disposition if it is asked for."""
    message_id = await front.hold()
    number = await front.open_case()

    table = await ombud("mail", "list")
    held = await ombud("mail", "list", "--json")
    opened = await ombud("mail", "list", "--disposition", "opened", "--json")

    assert "older than the desk" in table.words
    assert [(one["id"], one["case"]) for one in held.json] == [(message_id, None)]
    assert [one["case"] for one in opened.json] == [number]


async def test_a_message_is_shown_as_it_reads(ombud: Shell, front: FrontDesk) -> None:
    """Its facts and its words."""
    message_id = await front.hold(a_mail("Stop these calls.\nPlease!"))

    shown = await ombud("mail", "show", str(message_id))
    (facts,) = (await ombud("mail", "show", str(message_id), "--json")).json

    assert "from ana@home.example" in shown.words
    assert "Stop these calls.\nPlease!" in shown.out
    assert facts["text"] == "Stop these calls.\nPlease!\n"
    assert facts["disposition"] == "held"
    missing = await ombud("mail", "show", "99")
    assert (missing.status, missing.words) == (1, "there is no message 99")


async def test_mails_are_released_from_the_shell(ombud: Shell, front: FrontDesk) -> None:
    """Each is told of; the exit status says whether all became cases."""
    first, second = await front.hold(), await front.hold()

    one = await ombud("mail", "release", str(first), *BY)
    two = await ombud("mail", "release", str(first), str(second), *BY)

    assert (one.status, two.status) == (0, 1)
    assert one.words == f"{first}: {(await front.message(first)).case_number}"
    assert f"{first}: message {first} is not held" in two.words
    assert f"{second}: {(await front.message(second)).case_number}" in two.words
    ledger = [row for row in await front.all_of(DispositionRow) if row.by == "ling"]
    assert {row.why for row in ledger} == {"the firm paid"}


async def test_nothing_is_released_without_a_reason(ombud: Shell, front: FrontDesk) -> None:
    """Blanks are none."""
    message_id = await front.hold()

    said = await ombud("mail", "release", str(message_id), "--as", "ling", "--reason", " ")

    assert said.status == 1
    assert (await front.message(message_id)).disposition == Disposition.HELD


async def test_mail_is_set_aside_from_the_shell(ombud: Shell, front: FrontDesk) -> None:
    """Once; the second time it says no."""
    message_id = await front.hold()

    first = await ombud("mail", "set-aside", str(message_id), *BY)
    second = await ombud("mail", "set-aside", str(message_id), *BY)

    assert (first.status, first.words) == (0, f"message {message_id} is recorded")
    assert (second.status, second.words) == (1, f"message {message_id} is not held")
    assert (await front.message(message_id)).disposition == Disposition.RECORDED


async def test_several_mails_are_set_aside_from_the_shell(ombud: Shell, front: FrontDesk) -> None:
    """Each is told of; the exit status says whether all were."""
    first, second = await front.hold(), await front.hold()

    said = await ombud("mail", "set-aside", str(first), "99", str(second), *BY)

    assert said.status == 1
    assert said.out.splitlines() == [
        f"message {first} is recorded",
        "message 99 is not held",
        f"message {second} is recorded",
    ]


@pytest.mark.parametrize("form", [(), ("--json",)])
async def test_the_words_of_a_mail_cannot_take_over_the_terminal(
    ombud: Shell, front: FrontDesk, form: tuple[str, ...]
) -> None:
    """Escape codes, also those of one sign, and what turns the direction of words; JSON too."""
    number = await front.hold(a_mail("one\x1b[2J \x9b2J \u202etwo\ttab\nthree"))

    told = (await ombud("mail", "show", str(number), *form)).out

    assert not set(told) & set("\x1b\x9b\u202e")
    assert "three" in told
    assert form or "two\ttab\nthree" in told


async def test_a_subject_cannot_take_over_the_terminal(ombud: Shell, front: FrontDesk) -> None:
    """A mail that holds escape codes and line ends is one harmless line of the list."""
    raw = a_mail().replace(
        b"Subject: Unwanted calls", b"Subject: =?utf-8?q?one=1B]0;owned=07=0Atwo=1B[2J?="
    )
    number = await front.hold(raw)

    table = await ombud("mail", "list")
    shown = await ombud("mail", "show", str(number))

    for told in (table.out, shown.out):
        assert "owned" in told
        assert not [sign for sign in told if ord(sign) < 32 and sign != "\n"]
    assert len(table.out.splitlines()) == 2


# ---- letters ----------------------------------------------------------------------------


async def test_letters_are_listed_and_shown(ombud: Shell, front: FrontDesk) -> None:
    """The table has the key; what show prints are the very bytes that leave."""
    key = await front.acknowledge(await front.open_case())

    listed = await ombud("letter", "list", "--state", "pending", "--json")
    sent = await ombud("letter", "list", "--state", "sent", "--json")
    shown = await ombud("letter", "show", key)
    (exported,) = (await ombud("outbox", "export")).lines

    assert [(one["key"], one["to"]) for one in listed.json] == [(key, "ana@home.example")]
    assert sent.json == []
    assert sha256(shown.raw).hexdigest() == exported["sha256"]
    assert (await ombud("letter", "show", "nothing")).words == "there is no letter 'nothing'"


async def test_a_pending_letter_is_cancelled_once(ombud: Shell, front: FrontDesk) -> None:
    """With who and why; then it is pending no more."""
    key = await front.acknowledge(await front.open_case())

    first = await ombud("letter", "cancel", key, *BY)
    second = await ombud("letter", "cancel", key, *BY)
    (letter,) = (await ombud("letter", "list", "--json")).json

    assert (first.status, first.words) == (0, f"{key} is cancelled")
    assert (second.status, second.words) == (1, f"there is no pending letter '{key}'")
    assert (letter["state"], letter["answer"]) == (
        "cancelled",
        "cancelled by ling: the firm paid",
    )


async def test_a_letter_that_was_refused_is_sent_once_more(ombud: Shell, front: FrontDesk) -> None:
    """Where the mail server said no, and somebody has mended the reason; no other letter."""
    number = await front.open_case()
    key = await front.acknowledge(number)
    early = await ombud("letter", "retry", key, *BY)
    await send(front, key, Answer(Reply.REFUSED, "550 no such mailbox"))

    said = await ombud("letter", "retry", key, *BY)
    await Procedure(front=front, number=number).carry_out()
    await send(front, key, Answer(Reply.TAKEN, "250 ok"))

    assert (early.status, early.words) == (1, f"there is no failed or unknown letter '{key}'")
    assert said.status == 0
    assert said.words == f"{key} goes out once more as soon as its workflow has heard of it"
    (letter,) = (await ombud("letter", "list", "--json")).json
    assert (letter["state"], letter["answer"]) == ("sent", "250 ok")


async def send(front: FrontDesk, key: str, answer: Answer) -> None:
    """The worker hands a letter to a mail server that says so."""
    outbox = Outbox(front.desk.rows, front.clock)
    letters = Letters(clerk=front.clerk(), outbox=outbox, postman=Postbag(answers=[answer]))
    await ActivityEnvironment().run(letters.send, [key])
