"""From the first mail on: we have it, this is missing, the respondent is asked, or a person is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from casework.case import Consent, Language, Stage
from casework.events import Event, EventKind
from casework.letters import LetterKind
from casework.policy import Asks, Notice, Submits
from tests.casework.situations import (
    CALL_LOG,
    FIFTH_MORNING,
    NIGHT,
    OMBUDSMAN,
    POLICY,
    THURSDAY_NIGHT,
    a_pack,
    assert_a_person_is_next,
    at,
    changed,
    events,
    letters,
    stands,
    the_letter,
    write,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from collections.abc import Mapping

FRAUD = replace(
    POLICY.categories[0],
    id="suspected_fraud",
    put_to_respondent=False,
    advice=dict.fromkeys(Language, ("Call the police.",)),
)
REQUEST = LetterKind.EVIDENCE_REQUEST


# ---- the acknowledgement ---------------------------------------------------------------------


def test_an_acknowledgement_says_by_when_a_person_reads_the_case() -> None:
    """At once, whatever the hour; the evidence is looked at next."""
    plan = write(LetterKind.ACKNOWLEDGEMENT, stands(Stage.RECEIVED), NIGHT, MONDAY)
    letter = the_letter(plan, LetterKind.ACKNOWLEDGEMENT)

    assert letter.facts == {"due_on": date(2026, 3, 5), "one_route": False}
    assert letter.leaves_at == NIGHT
    assert (plan.case.stage, plan.case.next_step) == (
        Stage.ACKNOWLEDGED,
        "see what evidence is missing",
    )
    assert plan.case.due_at == NIGHT
    assert plan.events == (Event(EventKind.ACKNOWLEDGED),)


def test_mail_that_waited_for_a_desk_that_stood_still_is_told_a_day_to_come() -> None:
    """Nobody reads: by last month, a person will have read your complaint."""
    now = MONDAY + timedelta(days=40)
    plan = write(LetterKind.ACKNOWLEDGEMENT, stands(Stage.RECEIVED), now, MONDAY)

    assert the_letter(plan, LetterKind.ACKNOWLEDGEMENT).facts["due_on"] == date(2026, 4, 15)


def test_a_letter_dates_the_complaint_where_the_pack_lives() -> None:
    """Late on Monday in London is Tuesday in Shanghai."""
    file = stands(Stage.RECEIVED, opened_at=at("2026-03-02T23:00+00:00"))

    (letter,) = write(LetterKind.ACKNOWLEDGEMENT, file).letters
    assert letter.opened_on == date(2026, 3, 3)


# ---- evidence --------------------------------------------------------------------------------


def test_one_letter_asks_for_all_that_is_missing_and_the_recording_is_preserved() -> None:
    """Ten days, a reminder on the fifth morning; the respondent holds a recording for thirty."""
    plan = write(REQUEST, stands(Stage.ACKNOWLEDGED), MONDAY)
    request, notice = plan.letters

    assert letters(plan) == [
        "evidence-request to complainant",
        "preservation-notice to respondent",
    ]
    assert request.facts["due_on"] == date(2026, 3, 12)
    assert request.facts["missing"] == (POLICY.evidence["call_log"].names[Language.ENGLISH],)
    assert (notice.facts["days"], notice.facts["items"]) == (30, ("a recording of the call",))
    assert (plan.case.stage, plan.case.due_at) == (Stage.AWAITING_EVIDENCE, FIFTH_MORNING)
    assert events(plan) == [EventKind.EVIDENCE_REQUESTED, EventKind.PRESERVATION_ASKED]


@pytest.mark.parametrize("language", Language)
def test_a_letter_is_in_the_language_of_the_complaint(language: Language) -> None:
    """Its list too; the respondent is written to in its own."""
    plan = write(REQUEST, stands(Stage.ACKNOWLEDGED, language=language), MONDAY)
    request, notice = plan.letters

    assert request.language is language
    assert request.facts["missing"] == (POLICY.evidence["call_log"].names[language],)
    assert notice.language is Language.ENGLISH


def test_where_everything_is_there_the_respondent_is_asked_at_once() -> None:
    """It has fifteen days from when the notice leaves."""
    file = replace(stands(Stage.ACKNOWLEDGED), evidence=(CALL_LOG,))
    plan = write(REQUEST, file, MONDAY)

    assert letters(plan) == ["complaint-notice to respondent"]
    assert the_letter(plan, LetterKind.COMPLAINT_NOTICE).facts["due_on"] == date(2026, 3, 17)
    assert (plan.case.stage, plan.case.asked_at) == (Stage.WITH_RESPONDENT, MONDAY)
    assert plan.events == (
        Event(EventKind.NOTHING_MISSING),
        Event(EventKind.RESPONDENT_ASKED, "to answer by 2026-03-17: 15 calendar days, policy"),
    )


def test_a_department_is_asked_at_once_and_its_clock_runs_from_receipt() -> None:
    """Evidence is waited for beside it."""
    file = stands(Stage.ACKNOWLEDGED, respondent="house")
    plan = write(REQUEST, file, MONDAY + timedelta(days=2))

    assert letters(plan) == ["evidence-request to complainant", "complaint-notice to respondent"]
    assert plan.case.asked_at == MONDAY
    assert plan.letters[1].facts["due_on"] == date(2026, 3, 17)
    assert plan.letters[1].facts["is_department"]


def test_a_desk_that_stood_still_gives_the_whole_time_all_the_same() -> None:
    """Ordered on Monday, written three weeks later: ten days from then, not a day gone by."""
    now = at("2026-03-23T10:00+08:00")
    plan = write(REQUEST, stands(Stage.ACKNOWLEDGED), now, MONDAY)

    assert the_letter(plan, REQUEST).facts["due_on"] == date(2026, 4, 2)


def test_nobody_is_asked_twice_for_the_same() -> None:
    """A case that a person gives back goes on waiting, or goes on without."""
    file = changed(stands(Stage.AWAITING_EVIDENCE), stage=Stage.ACKNOWLEDGED)

    assert letters(write(REQUEST, file)) == ["preservation-notice to respondent"]
    assert events(write(REQUEST, file, FIFTH_MORNING + timedelta(days=9)))[0] == (
        EventKind.RESPONDENT_ASKED
    )


@pytest.mark.parametrize(("may_write", "told"), [(False, True), (True, False)])
def test_nobody_is_asked_who_was_not_told_that_we_have_their_complaint(
    *, may_write: bool, told: bool
) -> None:
    """Over the cap, or without an acknowledgement: a person takes over."""
    file = replace(stands(Stage.ACKNOWLEDGED), may_write=may_write)
    file = file if told else replace(file, letters=())
    plan = write(REQUEST, file, MONDAY)

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert events(plan) == [EventKind.NOT_WRITTEN, EventKind.HANDED_OVER]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"category": None}, "what it is about is not known"),
        ({"respondent": None}, "whom it is about is not known"),
        ({"respondent": "no such entry"}, "whom it is about is not known"),
    ],
)
def test_what_nobody_knows_a_person_is_asked(changes: dict[str, object], why: str) -> None:
    """Nothing is guessed."""
    plan = write(REQUEST, stands(Stage.ACKNOWLEDGED, **changes), MONDAY)

    assert_a_person_is_next(plan, by=THURSDAY_NIGHT)
    assert plan.events[-1] == Event(EventKind.HANDED_OVER, why)


# ---- consent, authorisation, advice ----------------------------------------------------------


@pytest.mark.parametrize("notice", Notice)
@pytest.mark.parametrize("respondent", ["acme", "house"])
def test_where_the_pack_asks_nothing_is_passed_on_before_a_yes(
    notice: Notice, respondent: str
) -> None:
    """Not the complaint, and not that there is one."""
    pack = a_pack(consent=Asks.ASK, notice=notice)
    file = replace(stands(Stage.ACKNOWLEDGED, respondent=respondent), policy=pack)
    plan = write(REQUEST, replace(file, evidence=(CALL_LOG,)), MONDAY)

    assert letters(plan) == ["evidence-request to complainant"]
    assert plan.letters[0].facts["asks_consent"]
    assert (plan.case.stage, plan.case.consent) == (Stage.AWAITING_EVIDENCE, Consent.ASKED)
    assert plan.events[0] == Event(EventKind.EVIDENCE_REQUESTED, "consent or authorisation")


def test_who_does_not_say_yes_in_time_is_a_persons() -> None:
    """Silence is no consent."""
    file = replace(
        stands(Stage.AWAITING_EVIDENCE, consent=Consent.ASKED), policy=a_pack(consent=Asks.ASK)
    )
    plan = write(LetterKind.COMPLAINT_NOTICE, file, at("2026-03-13T00:00+08:00"))

    assert plan.case.stage is Stage.HANDED_OVER
    assert events(plan) == [
        EventKind.WENT_ON_WITHOUT,
        EventKind.CONSENT_ASKED,
        EventKind.HANDED_OVER,
    ]


def test_an_authorisation_is_asked_for_where_a_body_ahead_takes_one() -> None:
    """Beside the respondent, who is asked at once; the day it is wanted by lies ahead."""
    ladder = (replace(POLICY.ladder[0], submits=Submits.DESK_IF_AUTHORISED),)
    pack = a_pack(ladder=ladder, authorisation="contract")
    file = replace(stands(Stage.ACKNOWLEDGED), policy=pack, evidence=(CALL_LOG,))
    plan = write(REQUEST, file, at("2026-04-20T10:00+08:00"))

    assert letters(plan) == ["evidence-request to complainant", "complaint-notice to respondent"]
    facts = plan.letters[0].facts
    assert (facts["asks_authorisation"], facts["body"]) == (True, "The Example Ombudsman")
    assert facts["due_on"] == date(2026, 4, 30)
    assert plan.case.stage is Stage.WITH_RESPONDENT


def test_a_suspected_fraudster_hears_nothing_and_the_complainant_is_advised() -> None:
    """Advice at once, and the letter for the body whose matter it is."""
    file = stands(Stage.ACKNOWLEDGED, category="suspected_fraud")
    file = replace(file, policy=a_pack(categories=(FRAUD,)))
    plan = write(REQUEST, file, NIGHT)

    assert letters(plan)[:3] == [
        *("urgent-advice to complainant", "referral-notice to complainant", "referral to body")
    ]
    assert plan.letters[0].leaves_at == NIGHT
    assert plan.letters[0].facts["advice"] == ("Call the police.",)
    assert (plan.case.stage, plan.case.rung) == (Stage.APPROVAL_PENDING, OMBUDSMAN)
    assert events(plan)[0] is EventKind.ADVISED


@pytest.mark.parametrize("advice", [None, FRAUD.advice])
def test_nobody_is_advised_twice_or_without_advice(
    advice: Mapping[Language, tuple[str, ...]] | None,
) -> None:
    """A case that a person gives back, or a pack that has none."""
    category = replace(FRAUD, advice=advice)
    file = stands(Stage.ACKNOWLEDGED, category="suspected_fraud")
    file = replace(file, policy=a_pack(categories=(category,)))
    again = write(REQUEST, file)
    written = tuple(
        replace(file.letters[0], kind=one.kind)
        for one in again.letters
        if one.kind == "urgent-advice"
    )
    once_more = write(REQUEST, replace(file, letters=(*file.letters, *written)))

    assert bool(written) is (advice is not None)
    assert "urgent-advice to complainant" not in letters(once_more)


def test_even_where_evidence_was_waited_for_a_fraudster_is_not_asked() -> None:
    """A person said later what it is about."""
    file = stands(Stage.AWAITING_EVIDENCE, category="suspected_fraud")
    file = replace(file, policy=a_pack(categories=(FRAUD,)))
    plan = write(LetterKind.COMPLAINT_NOTICE, file, at("2026-03-13T00:00+08:00"))

    assert plan.letters == ()
    assert plan.events[-1] == Event(EventKind.HANDED_OVER, "the respondent is not to hear of it")
