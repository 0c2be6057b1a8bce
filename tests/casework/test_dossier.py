"""The dossier: what it tells, what staff chose, what is masked, and what it never says."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.case import Language, Party, Stage
from casework.casefile import EvidenceKept
from casework.dossier import chosen, dossier
from casework.dossier_choice import Choice, DossierKept, words_of_staff
from casework.dossier_parts import Why
from casework.dossier_summary import SCHEMA, as_json, fingerprint, summary
from casework.escalation import ladder
from casework.ladder_letters import referral
from casework.letters import LetterKind, LetterState
from casework.messages import Attachment
from casework.policy import Intent
from tests.casework.situations import (
    CALL_LOG,
    FIRST,
    OMBUDSMAN,
    REFERRAL,
    a_letter,
    a_message,
    moment,
    stands,
)
from tests.examples import ANA, MONDAY

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.dossier_parts import Dossier

MOBILE = "My number is 13812348000, write to bob@mail.example."
TALK = a_message(text="One more thing.", sha256="d" * 64)
REPLY = a_message(Party.RESPONDENT, f" We stop. {MOBILE} ", intent=Intent.ANSWER)


def told(
    file: CaseFile, choice: Choice | None = None, reader: Party = Party.BODY, rung: int = 0
) -> Dossier:
    """The dossier for a body of the ladder, the first unless said otherwise."""
    here = moment(file)
    one = ladder(file, here)[rung]
    return dossier(here, file.case, one, Language.ENGLISH, choice, reader=reader)


def a_scan(sha256: str, size: int = 9, name: str = "scan.pdf") -> Attachment:
    """A file that came with a mail."""
    return Attachment(name=name, media_type="application/pdf", size=size, sha256=sha256)


def test_it_speaks_of_the_complainant_and_not_to_them() -> None:
    """An item whose name in letters says "your" has another one in papers; else it has one."""
    file = stands(Stage.ANSWERED, category="refund_refused")
    scan = EvidenceKept(item="contract", message=FIRST.sha256, sha256="a" * 64)
    first = replace(FIRST, attachments=(a_scan("a" * 64),))
    it = told(replace(file, messages=(first,), evidence=(scan,)))

    assert it.exhibits[0].shows == ("the contract, the order or another proof of purchase",)
    assert it.missing == ("proof of payment (an invoice, a bank statement or a screenshot)",)


def test_it_tells_what_is_on_the_case_and_nothing_else() -> None:
    """The words, the days, the evidence, the answers."""
    file = replace(
        stands(Stage.ANSWERED, category="refund_refused"),
        messages=(FIRST, REPLY),
        evidence=(replace(CALL_LOG, item="contract", sha256=None),),
    )
    it = told(file)

    assert [one.text for one in it.said] == [
        FIRST.text,
        "We stop. My number is ***8000, write to ***@mail.example.",
    ]
    assert it.in_words == ("the contract, the order or another proof of purchase",)
    assert [f"{on} {what}" for on, what in it.story] == [
        "2026-03-02 acknowledgement complainant",
        "2026-03-02 answer complainant",
        "2026-03-02 came complainant",
        "2026-03-02 complaint-notice respondent",
        "2026-03-03 came respondent",
        "2026-03-14 last day",
    ]
    facts = dict(it.facts)
    assert (facts["complainant_address"], facts["answered"]) == (ANA, True)
    assert [one.role for one in it.routes] == ["this one", "closed by it"][: len(it.routes)]


@pytest.mark.parametrize(
    "letter",
    [
        REFERRAL,
        a_letter(LetterKind.COMPLAINT_REMINDER, Party.RESPONDENT, state=LetterState.CANCELLED),
        a_letter(LetterKind.COMPLAINT_REMINDER, Party.RESPONDENT, state=LetterState.FAILED),
        a_letter(LetterKind.APPROVAL_REQUEST, Party.STAFF),
    ],
    ids=["waits-for-approval", "cancelled", "failed", "to-staff"],
)
def test_no_body_is_told_of_a_letter_that_never_left(letter: object) -> None:
    """Above all not that another body has the case."""
    file = stands(Stage.WITH_RESPONDENT)

    assert told(replace(file, letters=(*file.letters, letter))) == told(file)  # type: ignore[arg-type]  # a letter


def test_a_dossier_of_little_is_a_dossier() -> None:
    """No category, no respondent, no message: a complaint that came by phone."""
    file = replace(stands(Stage.ACKNOWLEDGED, category=None, respondent=None), messages=())
    facts = dict(told(file).facts)

    assert (facts["category"], facts["respondent"], facts["was_asked"]) == ("", "", False)
    assert told(file).said == ()


def test_a_contact_is_proved_by_what_gives_nothing_away() -> None:
    """The digest, the mail server's word; of our Message-ID not the half that is keyed."""
    sent = replace(
        a_letter(LetterKind.COMPLAINT_NOTICE, Party.RESPONDENT),
        message_id="<abc.secret@desk.example>",
        sha256="5" * 64,
        sent_at=MONDAY + timedelta(hours=3),
        answer="250 2.1.5 <bob@mail.example> Ok\r\nqueued",
    )
    file = replace(stands(Stage.WITH_RESPONDENT), letters=(sent,), messages=())
    (contact,) = told(file).contacts

    assert contact.at == MONDAY + timedelta(hours=3)
    assert (contact.sha256, contact.message_id) == ("5" * 64, "<abc.…@desk.example>")
    assert contact.answer == "250 2.1.5 <***@mail.example> Ok queued"


# ---- what is chosen ------------------------------------------------------------------------


def test_by_rule_the_complaint_and_the_answers_go_in() -> None:
    """What else was written is named, and not told."""
    file = replace(stands(Stage.ANSWERED), messages=(FIRST, TALK, REPLY))
    it = told(file)

    assert [one.number for one in it.said] == [1, 3]
    assert [(one.kind, one.name, one.why) for one in it.left_out] == [
        ("message", "2", Why.NOT_CHOSEN)
    ]


def test_staff_choose_each_message_each_file_and_each_fact() -> None:
    """And say in their words what is asked for."""
    file = replace(
        stands(Stage.ANSWERED),
        messages=(replace(FIRST, attachments=(a_scan("a" * 64), a_scan("b" * 64))), TALK),
        evidence=(EvidenceKept(item="call_log", message=FIRST.sha256, sha256="a" * 64),),
    )
    choice = Choice(
        messages={FIRST.sha256: False, TALK.sha256: True},
        files={"a" * 64: False, "b" * 64: True},
        facts={"complainant_address": False},
        demand=" That the calls\u202e stop. ",
    )
    it = told(file, choice)

    assert [one.sha256 for one in it.said] == [TALK.sha256]
    assert [(one.enclosed.sha256, one.stored_as) for one in it.exhibits] == [
        ("b" * 64, "01-scan.pdf")
    ]
    assert "complainant_address" not in dict(it.facts)
    assert it.demand == "That the calls stop."


def test_what_a_person_unmasked_shows_and_so_do_the_respondents_numbers() -> None:
    """The number that called is what the complaint is about."""
    text = f"0571-0000-6612 called. {MOBILE} I am {ANA}."
    file = replace(stands(Stage.ANSWERED), messages=(replace(FIRST, text=text),))

    by_rule = told(file).said[0].text
    unmasked = told(file, Choice(shown=("13812348000",))).said[0].text
    without = told(file, Choice(facts={"complainant_address": False})).said[0].text

    assert by_rule == (
        f"0571-0000-6612 called. My number is ***8000, write to ***@mail.example. I am {ANA}."
    )
    assert "13812348000" in unmasked
    assert ANA not in without


def test_the_complainant_reads_what_they_wrote_unmasked() -> None:
    """What others wrote is masked for them, too."""
    file = replace(stands(Stage.ANSWERED), messages=(replace(FIRST, text=MOBILE), REPLY))
    it = told(file, reader=Party.COMPLAINANT)

    assert it.said[0].text == MOBILE
    assert "***8000" in it.said[1].text
    assert (it.for_complainant, it.masks) == (True, False)


def test_a_choice_is_for_one_body() -> None:
    """Another one is prepared for anew."""
    kept = a_version(Choice(demand="Stop."))
    file = replace(stands(Stage.ANSWERED), dossier=kept)

    assert chosen(file, OMBUDSMAN).demand == told(file).demand == "Stop."
    assert told(file, rung=1).demand == ""


def test_what_is_asked_for_is_what_was_found_until_a_person_says_it() -> None:
    """Their words stand for it; that there are none of them is a choice as well."""
    file = replace(stands(Stage.ANSWERED), demands=("refund", "apology"))

    assert (told(file).demand, told(file).demands) == ("", ("refund", "apology"))
    assert told(file, Choice(demand="Stop.")).demands == ()
    assert told(file, Choice(demand="")).demands == ()


def test_a_name_that_was_not_chosen_is_not_in_the_letter_either() -> None:
    """What the dossier does not tell, its letter does not tell."""
    named = replace(stands(Stage.ANSWERED).correspondents[0], name="Ana Lima")
    file = replace(stands(Stage.ANSWERED), correspondents=(named,))
    without = replace(file, dossier=a_version(Choice(facts={"complainant": False})))

    def letter(of: CaseFile) -> object:
        here = moment(of)
        return referral(here, of.case, ladder(of, here)[0]).facts["complainant"]

    assert (letter(file), letter(without)) == ("Ana Lima", "")


def a_version(choice: Choice, after_message: int = 1) -> DossierKept:
    """A version that is kept for the ombudsman."""
    return DossierKept(
        version=1,
        body=OMBUDSMAN,
        choice=choice,
        facts="",
        pdf="",
        zip="",
        by="ling",
        after_message=after_message,
    )


def test_words_of_staff_hold_until_somebody_writes_again() -> None:
    """After a new message they may be true no more."""
    file = replace(stands(Stage.ANSWERED), dossier=a_version(Choice(words="Dear all")))

    assert words_of_staff(file, OMBUDSMAN) == "Dear all"
    assert words_of_staff(file, "another") == ""
    assert words_of_staff(replace(file, messages=(FIRST, TALK)), OMBUDSMAN) == ""
    assert words_of_staff(replace(file, dossier=None), OMBUDSMAN) == ""


def test_a_choice_is_kept_as_it_is() -> None:
    """JSON and back."""
    choice = Choice(messages={"a": True}, files={"b": False}, shown=("1",), demand="d", words="w")

    assert Choice.from_json(json.loads(json.dumps(choice.to_json()))) == choice


# ---- limits --------------------------------------------------------------------------------


def test_long_texts_are_cut_and_say_so() -> None:
    """The whole is among the originals; all together have a limit, too."""
    long = replace(FIRST, text="x" * 25_000)
    many = tuple(replace(long, sha256=f"{number:064d}") for number in range(12))
    chosen_all = Choice(messages={one.sha256: True for one in many})
    it = told(replace(stands(Stage.ANSWERED), messages=many), chosen_all)

    assert [len(one.text) for one in it.said] == [20_000] * 10 + [0, 0]
    assert {len(one.whole) for one in it.said} == {25_000}
    assert [one.why for one in it.left_out] == [Why.LONG] * 12


def test_a_file_is_there_once_and_more_than_two_hundred_are_counted_on() -> None:
    """A name may be anything: it is shown safely and stored safely."""
    files = tuple(a_scan(f"{number:064d}", name="../\u202eevil\n.pdf") for number in range(205))
    first = replace(FIRST, attachments=(*files, files[0]))
    evidence = tuple(
        EvidenceKept(item="call_log", message=FIRST.sha256, sha256=one.sha256) for one in files
    )
    it = told(replace(stands(Stage.ANSWERED), messages=(first,), evidence=evidence))

    assert len(it.exhibits) == 200
    assert (it.exhibits[0].name, it.exhibits[0].stored_as) == ("../evil .pdf", "01-evil.pdf")
    assert [one.why for one in it.left_out] == [Why.MANY] * 5


# ---- the summary ---------------------------------------------------------------------------


def test_the_summary_is_for_machines_and_names_its_form() -> None:
    """The same facts make the same text, and another fact another digest."""
    file = replace(stands(Stage.ANSWERED), messages=(FIRST, REPLY))
    it = told(file)
    facts = json.loads(as_json(summary(it, it.left_out, "The Desk")))

    assert facts["schema"] == SCHEMA
    assert facts["as_of"].startswith("2026-03-0")
    assert facts["facts"]["opened_on"] == "2026-03-02"
    assert [one["from"] for one in facts["messages"]] == ["complainant", "respondent"]
    assert fingerprint(it) == fingerprint(told(file))
    assert fingerprint(it) != fingerprint(told(file, Choice(demand="x")))
    with pytest.raises(TypeError, match="neither a day nor an instant"):
        as_json({"a": object()})


def test_bodies_that_had_the_case_are_named() -> None:
    """With what this body asks, and what it closes."""
    file = stands(Stage.WITH_BODY)
    it = told(file, rung=1)

    assert [one.role for one in it.routes][:2] == ["had it", "this one"]


def test_a_choice_of_one_route_is_said() -> None:
    """Whom this body closes, while it can still be turned to."""
    file = stands(Stage.ANSWERED)
    first, second = file.policy.ladder
    only = replace(file.policy, ladder=(replace(first, excludes=(second.body,)), second))

    assert [one.role for one in told(replace(file, policy=only)).routes] == [
        "this one",
        "closed by it",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "call of 13812348000.png",
        "call_13812348000_.png",
        "通话记录13812348000.png",
        "bob@mail.example.png",
        "110101199003078515.png",
    ],
)
def test_the_name_of_a_file_tells_nothing_personal(name: str) -> None:
    """Neither in the papers nor as it is stored, which every list of digests shows."""
    file = stands(Stage.ANSWERED)
    first = replace(FIRST, attachments=(a_scan("a" * 64, name=name),))
    choice = Choice(files={"a" * 64: True})
    (exhibit,) = told(replace(file, messages=(first,)), choice).exhibits

    for one in (exhibit.name, exhibit.stored_as):
        assert not [bad for bad in ("13812348000", "bob", "110101199003078515") if bad in one]
        assert one.endswith(".png")
