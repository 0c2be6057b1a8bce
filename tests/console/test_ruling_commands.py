"""``ombud case decide``, ``answer``, ``reopen``, ``open`` and ``respondent``: what staff say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.storage.models import CaseRow, DecisionRow, DispositionRow, MessageRow
from casework.case import Stage
from casework.decisions import DecisionKind
from casework.letters import LetterKind
from tests.console.procedure import Procedure
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from pathlib import Path

    from tests.console.command_line import Said, Shell
    from tests.console.front_desk import FrontDesk

BY = ("--as", "ling", "--reason", "it seems right")
ACME = (
    *("respondent", "add", "acme", "--name", "Acme Calls", "--kind", "company"),
    *("--address", "Calls@firm.example", "--as", "ling"),
)
SAID = ("--sender", "Ana Lima <ana@home.example>", "--subject", "Calls", "--text")


async def begun(front: FrontDesk) -> Procedure:
    """A complaint about Acme, which is in the directory, that waits for nothing but evidence."""
    case = await Procedure.begin(front, a_mail("Acme Calls: unwanted calls."))
    await case.order(LetterKind.EVIDENCE_REQUEST)
    return case


async def test_what_is_left_on_a_closed_case_is_dealt_with(ombud: Shell, front: FrontDesk) -> None:
    """Once; an open case is decided about, not dealt with."""
    case = await Procedure.with_respondent(front)
    dealt = ("case", "dealt-with", case.number, *BY)
    early = await ombud(*dealt)
    await front.change(case.number, stage=Stage.CLOSED, due_at=None, needs_staff=True)

    said, again = await ombud(*dealt), await ombud(*dealt)

    assert (early.status, said.status, again.status) == (1, 0, 1)
    assert not (await front.case(case.number)).needs_staff


async def test_a_reply_is_taken_as_the_answer(ombud: Shell, front: FrontDesk) -> None:
    """The latest of the respondent, or the one whose number is given."""
    case = await Procedure.with_respondent(front)
    await case.says("Refunded; we are looking into the rest.", party="respondent")

    said = await ombud("case", "decide", case.number, "take-as-answer", *BY)
    await case.carry_out()

    assert (said.status, (await front.case(case.number)).stage) == (0, "answered")
    assert "it is passed on to the complainant" in said.words


async def test_a_reply_that_its_case_has_not_heard_of_is_not_taken(
    ombud: Shell, front: FrontDesk
) -> None:
    """Its own way would pass it on as well: the person waits for that."""
    case = await Procedure.with_respondent(front)
    await case.says("Refunded; we are looking into the rest.", party="respondent")
    async with front.desk.rows.begin() as session:
        message = (await session.scalars(select(MessageRow).order_by(MessageRow.id.desc()))).first()
        assert message is not None
        message.noted_at = None

    said = await ombud("case", "decide", case.number, "take-as-answer", *BY)

    assert (said.status, await front.all_of(DecisionRow)) == (1, [])
    assert "is on its way to the case" in said.words


# ---- respondents ------------------------------------------------------------------------


async def test_a_respondent_is_added_and_listed(ombud: Shell, front: FrontDesk) -> None:
    """With all that chooses it and all that is known of it; complaints find it from then on."""
    said = await ombud(
        *ACME,
        *("--language", "en", "--alias", "ACME Robots", "--alias", "the Acme people"),
        *("--number", "0571-0000 6612", "--fact", "respondent_is_operator", "--default"),
    )
    (listed,) = (await ombud("respondent", "list", "--json")).json
    number = await front.open_case(a_mail("Acme Robots calls me, unwanted calls."))

    assert said.status == 0
    assert "assign-respondent --value acme" in said.words
    assert listed == {
        "id": "acme",
        "name": "Acme Calls",
        "kind": "company",
        "address": "calls@firm.example",
        "language": "en",
        "aliases": ["acme calls", "acme robots", "the acme people"],
        "numbers": ["057100006612"],
        "facts": ["respondent_is_operator"],
        "is_default": True,
    }
    assert "acme calls, acme robots" in (await ombud("respondent", "list")).words
    assert (await front.case(number)).respondent == "acme"


async def test_a_respondent_is_written_to_in_the_language_of_the_pack(ombud: Shell) -> None:
    """Unless somebody says otherwise."""
    await ombud(*ACME)

    assert (await ombud("respondent", "list", "--json")).json[0]["language"] == "zh-Hans"


async def test_a_respondent_is_added_once_and_by_somebody(ombud: Shell) -> None:
    """In words, exit 1."""
    first, second = await ombud(*ACME), await ombud(*ACME)
    nobody = await ombud(*ACME[:-1], "nobody")

    assert (first.status, second.status, nobody.status) == (0, 1, 1)
    assert second.words == "there is a respondent 'acme' already"
    assert "there is no account 'nobody'" in nobody.words


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--address", "calls"),
        ("--address", "Acme <calls@firm.example>"),
        ("--name", " "),
        ("--kind", "bank"),
        ("--number", "unknown"),
        ("--fact", "is_rich"),
        ("--language", "zh"),
    ],
)
async def test_what_no_respondent_can_have_is_wrong_use(
    ombud: Shell, option: str, value: str
) -> None:
    """The last word of an option counts, and nothing is added."""
    said = await ombud(*ACME, option, value)

    assert said.status == 2
    assert (await ombud("respondent", "list", "--json")).json == []


# ---- decisions --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deed", "kind", "value", "follows"),
    [
        ("go-on", "go on", "", "it goes on from where it stood"),
        ("put-to-respondent", "put to the respondent", "", "it is put to the respondent"),
        ("refer", "refer", "", "the next body that fits"),
        ("refer", "refer", "example-tribunal", "the letter for example-tribunal is written"),
        ("ask-closing", "ask whether the answer is enough", "", "silence closes it"),
        ("hand-over", "hand over", "", "it is ling's"),
        ("hand-over", "hand over", "ling", "it is ling's"),
        ("assign-respondent", "assign a respondent", "acme", "it is about acme"),
    ],
)
async def test_a_decision_is_a_row_and_says_what_follows(  # noqa: PLR0917  a row of the table
    ombud: Shell, front: FrontDesk, deed: str, kind: str, value: str, follows: str
) -> None:
    """Its case's workflow hears of it next, and does it."""
    case = await begun(front)
    number = case.number

    said = await ombud("case", "decide", number, deed, *(("--value", value) if value else ()), *BY)
    await case.carry_out()

    assert said.status == 0
    assert f"{number}: as soon as its workflow has heard of it, " in said.words
    assert follows in said.words
    (row,) = await front.all_of(DecisionRow)
    assert (row.kind, row.value, row.by, row.why) == (kind, value, "ling", "it seems right")
    assert row.noted_at is not None


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("fly",), 2, "go-on"),
        (("go-on", "--value", "acme"), 2, "go-on takes no --value"),
        (("assign-respondent",), 1, "'' is not a respondent: acme"),
        (("assign-respondent", "--value", "other"), 1, "'other' is not a respondent: acme"),
        (("refer", "--value", "court"), 1, "'court' is not a body of the ladder: example-omb"),
        (("hand-over", "--value", "nobody"), 1, "there is no account 'nobody'"),
    ],
)
async def test_what_cannot_be_decided_is_refused_in_words(
    ombud: Shell, front: FrontDesk, words: tuple[str, ...], status: int, said: str
) -> None:
    """With what there is; nothing is written."""
    number = (await begun(front)).number

    refused = await ombud("case", "decide", number, *words, *BY)

    assert refused.status == status
    assert said in refused.words
    assert await front.all_of(DecisionRow) == []


async def test_nothing_is_decided_about_a_closed_case(ombud: Shell, front: FrontDesk) -> None:
    """It is reopened first, which tells whoever complained; an open one is open."""
    case = await begun(front)
    number = case.number
    open_already = await ombud("case", "reopen", number, *BY)
    await ombud("case", "close", number, "--outcome", "resolved", *BY)
    await case.carry_out()

    closed = await ombud("case", "decide", number, "go-on", *BY)
    reopened = await ombud("case", "reopen", number, *BY)

    assert (open_already.status, open_already.words) == (1, f"{number} is open")
    assert (closed.status, closed.words) == (1, f"{number} is closed already")
    assert reopened.status == 0
    assert f"{number} is open again" in reopened.words
    row = await front.case(number)
    assert (row.stage, row.outcome) == (Stage.REOPENED, None)
    kinds = [one.kind for one in await front.all_of(DecisionRow)]
    assert kinds == [DecisionKind.CLOSE, DecisionKind.REOPEN]


@pytest.mark.parametrize(
    ("question", "value", "status", "said"),
    [
        ("category", "refund_refused", 0, "category is refund_refused"),
        ("prior_on", "2026-02-02", 0, "prior_on is 2026-02-02"),
        ("consent", "no", 0, "consent is no"),
        ("complainant_is_consumer", "yes", 0, "complainant_is_consumer is yes"),
        ("category", "weather", 1, "'weather' is not a category of the pack: harassment_call"),
        ("prior_on", "monday", 1, "'monday' is not a day such as 2026-11-03"),
        ("consent", "perhaps", 1, "'perhaps' is not an answer: yes, no"),
        ("colour", "red", 1, "'colour' is not a question"),
    ],
)
async def test_a_question_is_answered(  # noqa: PLR0917  a row of the table
    ombud: Shell, front: FrontDesk, question: str, value: str, status: int, said: str
) -> None:
    """What no rule could tell, a person says; what is no answer is refused with what would be."""
    case = await begun(front)
    number = case.number

    answered = await ombud("case", "answer", number, question, value, *BY)
    await case.carry_out()

    assert answered.status == status
    assert said in answered.words
    rows = [(one.about, one.value) for one in await front.all_of(DecisionRow)]
    assert rows == ([(question, value)] if status == 0 else [])


# ---- a complaint by phone or on paper ---------------------------------------------------


async def test_a_complaint_by_phone_becomes_a_case(ombud: Shell, front: FrontDesk) -> None:
    """Read, assessed and kept as a mail is; in the ledger stands who took it down, and why."""
    said = await ombud("case", "open", *SAID, "Acme Calls: unwanted calls every day.", *BY)
    (case,) = await front.all_of(CaseRow)
    (message,) = await front.all_of(MessageRow)
    (exported,) = (await ombud("intake", "export")).lines
    await front.acknowledge(case.number)

    assert said.status == 0
    assert said.words.startswith(f"{case.number} is open: the acknowledgement goes out")
    assert (case.category, case.language) == ("harassment_call", "en")
    assert (message.sender, message.sender_name) == ("ana@home.example", "Ana Lima")
    assert (message.mailbox, message.subject) == ("phone", "Calls")
    assert message.text == "Acme Calls: unwanted calls every day.\n"
    ledger = [(one.disposition, one.by, one.why) for one in await front.all_of(DispositionRow)]
    assert ledger == [("opened", "ling", "it seems right")]
    assert (exported["case"], exported["sha256"]) == (case.number, message.sha256)
    assert front.desk.store.open(message.sha256)
    letters = (await ombud("letter", "list", "--json")).json
    assert "ana@home.example" in {one["to"] for one in letters}


async def test_a_complaint_in_a_file_becomes_a_case(ombud: Shell, tmp_path: Path) -> None:
    """With what is attached to it; the file itself is left as it is."""
    file = tmp_path / "scan.eml"
    raw = a_mail("Unwanted calls.", files=(("calls.png", "image/png", PNG),))
    file.write_bytes(raw)

    said = await ombud("case", "open", "--from", str(file), *BY)
    (whole,) = (await ombud("case", "show", said.words.split()[0], "--json")).json

    assert said.status == 0
    assert [one["item"] for one in whole["evidence"]] == ["call_log"]
    assert file.read_bytes() == raw


async def test_the_same_complaint_is_one_case(
    ombud: Shell, front: FrontDesk, tmp_path: Path
) -> None:
    """However often it is typed, and where it came by mail before."""
    file = tmp_path / "again.eml"
    file.write_bytes(a_mail())
    number = await front.open_case(a_mail())
    text = "Acme Calls: unwanted calls every day."
    first = await ombud("case", "open", *SAID, text, *BY)

    by_mail = await ombud("case", "open", "--from", str(file), *BY)
    same = await ombud("case", "open", *SAID, text, *BY)
    similar = await ombud("case", "open", *SAID, f"{text} ", *BY)

    assert first.status == 0
    assert (by_mail.status, by_mail.words) == (1, f"this is on a case already: {number}")
    assert (same.status, same.words) == (1, "exactly this was entered before")
    assert (similar.status, similar.words) == (
        1,
        f"this is on a case already: {first.words.split()[0]}",
    )
    assert len(await front.all_of(CaseRow)) == 2


async def no_case(said: Said, front: FrontDesk) -> str:
    """What is said where nothing was opened and nothing is kept."""
    assert await front.all_of(CaseRow) == []
    assert await front.all_of(MessageRow) == []
    return f"{said.status}: {said.words}"


async def test_a_mail_without_words_or_sender_is_not_kept(
    ombud: Shell, front: FrontDesk, tmp_path: Path
) -> None:
    """Nobody could be answered, nothing could be looked into."""
    file = tmp_path / "nobody.eml"
    file.write_bytes(a_mail(sender="ana@home.example, bo@other.example"))

    said = await no_case(await ombud("case", "open", "--from", str(file), *BY), front)

    assert said == "1: this cannot become a case: it has no single sender to answer"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "2: "),
        (("--sender", "ana@home.example"), "2: "),
        (("--text", "Unwanted calls."), "2: "),
        (("--from", "nothing.eml"), "2: "),
        ((*SAID[:2], "--text", " "), "2: "),
        (("--sender", "Ana", "--text", "Calls.", "--channel", "mail"), "2: "),
        (("--sender", "Ana", "--text", "Calls.", "--received", "yesterday"), "2: "),
        (("--sender", "Ana", "--text", "Calls.", "--received", "2026-03-02T09:30"), "2: "),
        (
            ("--sender", "Ana", "--text", "Calls.", "--received", "2199-03-02T09:30+00:00"),
            "1: it cannot have been received in the future",
        ),
        (("--sender", "a@b.example, c@d.example", "--text", "Calls."), "2: "),
        (
            ("--sender", "ana@b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.example", "--text", "C"),
            "2: ",
        ),
        (
            ("--sender", "complaints@desk.example", "--text", "Calls."),
            "1: complaints@desk.example is the desk itself: who complains?",
        ),
    ],
)
async def test_what_cannot_become_a_case_is_not_kept(
    ombud: Shell, front: FrontDesk, words: tuple[str, ...], said: str
) -> None:
    """Wrong use is 2, a complaint without somebody to answer is 1."""
    assert (await no_case(await ombud("case", "open", *words, *BY), front)).startswith(said)


async def test_what_is_typed_cannot_forge_a_header(ombud: Shell, front: FrontDesk) -> None:
    """Line ends in a name or a subject are blanks; other signs stay what they are."""
    said = await ombud(
        *("case", "open", "--sender", "Lima, Ana\r\nBcc: all@firm.example <ana@home.example>"),
        *("--subject", "打电话\r\nX-Forged: yes", "--text", "Unwanted calls. \udcff 不停打", *BY),
    )
    (message,) = await front.all_of(MessageRow)

    assert said.status == 0, said.words
    assert message.subject == "打电话 X-Forged: yes"
    assert message.sender == "ana@home.example"
    assert message.sender_name == "Lima, Ana Bcc: all@firm.example"
    assert "不停打" in (message.text or "")
