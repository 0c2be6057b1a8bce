"""Where a message goes: one table, the first rule that fits, and its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.authenticity import Authenticity
from casework.budgets import Spent
from casework.case import Party
from casework.intake import DISPOSITION, Circumstances, Disposition, Handling, Route, route
from casework.matching import Match
from casework.messages import InboundMessage, MessageKind
from tests.examples import MONDAY, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

CASE, EARLIER, BEGUN = "C-2026-000001", "C-2026-000002", "C-2026-000003"


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A message, and what is known about it."""

    message: Mapping[str, object] = field(default_factory=dict)
    known: Mapping[str, object] = field(default_factory=dict)
    about: Mapping[str, object] = field(default_factory=dict)

    def but(self, other: Situation) -> Situation:
        """This situation, with what the other one says instead."""
        return Situation(
            message={**self.message, **other.message},
            known={**self.known, **other.known},
            about={**self.about, **other.about},
        )

    def route(self) -> Route:
        """Where its message goes."""
        message = {"sha256": "0" * 64, "received_at": MONDAY, "text": "They call me every day."}
        return route(
            InboundMessage(**{**message, **self.message}),  # type: ignore[arg-type]  # a table
            Match(**self.known),  # type: ignore[arg-type]  # a table
            Circumstances(**self.about),  # type: ignore[arg-type]  # a table
        )


FROM_ANA = Situation(known={"case_number": CASE, "is_correspondent": True})
FROM_A_STRANGER = Situation(known={"case_number": CASE, "is_correspondent": False})
A_REPORT = Situation(message={"kind": MessageKind.DELIVERY_REPORT})
AUTOMATIC = Situation(message={"kind": MessageKind.AUTOMATIC})
BULK = Situation(message={"bulk_rule": "List-Id"})
CLOSED = Situation(known={"is_closed": True})
REOPENING = Situation(known={"is_closed": True, "may_reopen": True, "party": Party.COMPLAINANT})
STAFF = Situation(about={"from_staff": True})
UNPROVEN = Situation(about={"authenticity": Authenticity.NONE})
FORGED = Situation(about={"authenticity": Authenticity.FAIL})
FULL_CASE = Situation(about={"spent": Spent(messages_by_sender_in_case=30)})
MANY_CASES = Situation(about={"spent": Spent(cases_by_sender=20)})
BUSY_DESK = Situation(about={"spent": Spent(cases_of_desk=300)})

HOLD, ADD, RECORD, OPEN = Handling.HOLD, Handling.ADD, Handling.RECORD, Handling.OPEN
RULES = (  # in the order in which they are asked
    (Situation(about={"from_ourselves": True}), Route(RECORD, "our own mail come back")),
    (FROM_ANA.but(A_REPORT), Route(RECORD, "delivery report", CASE)),
    (FROM_ANA.but(AUTOMATIC), Route(RECORD, "automatic mail", CASE)),
    (FROM_ANA.but(BULK), Route(RECORD, "mailing list or bulk mail", CASE)),
    (Situation(message={"text": None}), Route(HOLD, "cannot be read")),
    (Situation(about={"older_than_the_desk": True}), Route(HOLD, "older than the desk")),
    (Situation(about={"has_one_sender": False}), Route(HOLD, "no single sender")),
    (FROM_ANA.but(FORGED), Route(HOLD, "the sender's own domain denies it", suggested=CASE)),
    (FROM_ANA.but(STAFF), Route(RECORD, "staff use the console", CASE)),
    (
        Situation(known={"same_message": True, "same_message_case": EARLIER}),
        Route(RECORD, "same message", EARLIER),
    ),
    (
        FROM_ANA.but(Situation(known={"named": 2})),
        Route(HOLD, "names more than one case", suggested=CASE),
    ),
    (FROM_A_STRANGER, Route(HOLD, "a stranger holds a case's address", suggested=CASE)),
    (FROM_ANA.but(UNPROVEN), Route(HOLD, "the sender is not proven", suggested=CASE)),
    (FROM_ANA.but(FULL_CASE), Route(HOLD, "over the budget of its case", suggested=CASE)),
    (
        FROM_ANA.but(Situation(message={"doubt_rule": "Auto-Submitted", "doubt_weighs": True})),
        Route(HOLD, "likelier a machine's", suggested=CASE),
    ),
    (FROM_ANA.but(REOPENING), Route(ADD, "reopens its case", CASE)),
    (FROM_ANA.but(CLOSED), Route(HOLD, "its case is closed", CASE)),
    (
        FROM_ANA.but(Situation(known={"in_own_thread": False})),
        Route(ADD, "answers in another's thread", CASE),
    ),
    (FROM_ANA, Route(ADD, "a case's correspondent writes to it", CASE)),
    (
        Situation(message={"doubt_rule": "X-Auto-Response-Suppress"}),
        Route(HOLD, "perhaps automatic"),
    ),
    (Situation(known={"same_complaint": BEGUN}), Route(ADD, "the same complaint again", BEGUN)),
    (Situation(message={"text": ""}), Route(HOLD, "says nothing")),
    (
        Situation(known={"hint": EARLIER, "hint_is_theirs": True}),
        Route(HOLD, "names a case by its number only", suggested=EARLIER),
    ),
    (MANY_CASES, Route(HOLD, "over the budget of its sender")),
    (BUSY_DESK, Route(HOLD, "over the budget of the desk")),
    (Situation(), Route(OPEN, "nothing known about it")),
)
NAMES = {way.rule for _, way in RULES}


@pytest.mark.parametrize(("situation", "way"), RULES, ids=[way.rule for _, way in RULES])
def test_each_rule_has_its_message(situation: Situation, way: Route) -> None:
    """Handling, rule and case: what staff read beside a message."""
    assert situation.route() == way


@pytest.mark.parametrize(
    ("first", "later"),
    list(combinations(RULES, 2)),
    ids=[f"{one[1].rule}, before {two[1].rule}" for one, two in combinations(RULES, 2)],
)
def test_the_earlier_rule_decides(
    first: tuple[Situation, Route], later: tuple[Situation, Route]
) -> None:
    """Where two rules fit a message, the order of the table is the order of importance."""
    situation, way = first

    assert later[0].but(situation).route().rule == way.rule


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_rule_is_explained_to_people(name: str) -> None:
    """Staff read the names beside each mail; docs/intake.md says what they mean."""
    assert f"| {name} |" in (ROOT / "docs" / "intake.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("what", "rule"), [(A_REPORT, "delivery report"), (AUTOMATIC, "automatic mail")]
)
def test_mail_that_nobody_wrote_opens_no_case(what: Situation, rule: str) -> None:
    """Out-of-office notes of strangers are recorded, without a case."""
    assert what.route() == Route(Handling.RECORD, rule)


def test_a_colleague_who_writes_to_no_case_opens_none() -> None:
    """Staff work in the console; their mail is kept and nothing follows."""
    assert STAFF.route() == Route(Handling.RECORD, "staff use the console")


def test_the_same_message_without_a_case_is_recorded_without_one() -> None:
    """The first copy may have been held."""
    again = Situation(known={"same_message": True})

    assert again.route() == Route(Handling.RECORD, "same message")


def test_a_stranger_at_a_closed_case_is_still_a_stranger() -> None:
    """Its address alone does not tell them that it is closed."""
    stranger = Situation(known={"case_number": CASE}).but(CLOSED)

    assert stranger.route().rule == "a stranger holds a case's address"


def test_only_a_case_that_a_message_belongs_to_can_be_closed_to_it() -> None:
    """Without a case there is nothing to be closed: it is a new complaint."""
    assert CLOSED.route() == Route(Handling.OPEN, "nothing known about it")


# ---- for every message there is ---------------------------------------------------------

case_numbers = st.none() | st.just(CASE)
messages = st.builds(
    InboundMessage,
    sha256=st.just("0" * 64),
    received_at=st.just(MONDAY),
    text=st.none() | st.text(max_size=10),
    kind=st.sampled_from(MessageKind),
)
matches = st.builds(
    Match,
    case_number=case_numbers,
    is_correspondent=st.booleans(),
    is_closed=st.booleans(),
    same_message=st.booleans(),
    same_message_case=st.none() | st.just(EARLIER),
    same_complaint=st.none() | st.just(BEGUN),
)
circumstances = st.builds(
    Circumstances,
    from_ourselves=st.booleans(),
    from_staff=st.booleans(),
    older_than_the_desk=st.booleans(),
    has_one_sender=st.booleans(),
)


@given(messages, matches, circumstances)
def test_every_message_gets_one_answer_with_the_name_of_a_rule(
    message: InboundMessage, known: Match, about: Circumstances
) -> None:
    """Nothing falls through, nothing is decided namelessly, and asking twice changes nothing."""
    way = route(message, known, about)

    assert way.rule in NAMES
    assert way == route(message, known, about)


@given(messages, matches, circumstances)
def test_only_what_is_added_is_sure_to_have_a_case_and_only_what_opens_is_sure_to_have_none(
    message: InboundMessage, known: Match, about: Circumstances
) -> None:
    """A message is never added to nothing, and a new case never gets an old number."""
    way = route(message, known, about)

    assert way.handling is not Handling.ADD or way.case_number in {CASE, BEGUN}
    assert way.handling is not Handling.OPEN or way.case_number is None


@given(messages, matches)
def test_our_own_mail_wins_over_everything(message: InboundMessage, known: Match) -> None:
    """No loop: what we wrote never opens a case, whatever else it looks like."""
    way = route(message, known, Circumstances(from_ourselves=True))

    assert way == Route(Handling.RECORD, "our own mail come back")


@given(messages, matches.filter(lambda known: known.is_strangers), circumstances)
def test_a_message_that_fits_a_case_half_is_never_added(
    message: InboundMessage, known: Match, about: Circumstances
) -> None:
    """A forwarded reply address does not let a stranger into a case, nor open another."""
    assert route(message, known, about).handling in {Handling.HOLD, Handling.RECORD}


@given(messages, matches.filter(lambda known: known.fits and known.is_closed), circumstances)
def test_nothing_is_added_to_a_closed_case(
    message: InboundMessage, known: Match, about: Circumstances
) -> None:
    """Taking a case up again is a person's decision."""
    assert route(message, known, about).handling in {Handling.HOLD, Handling.RECORD}


@given(messages, matches, circumstances)
def test_only_what_a_person_wrote_and_we_can_read_reaches_a_case(
    message: InboundMessage, known: Match, about: Circumstances
) -> None:
    """Automatic mail is never answered, and an unreadable one never lost: a person sees it."""
    way = route(message, known, about)

    if way.handling in {Handling.OPEN, Handling.ADD}:
        assert message.kind is MessageKind.PERSON
        assert message.text is not None


# ---- the same as a fact ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("handling", "disposition"),
    [
        (Handling.OPEN, Disposition.OPENED),
        (Handling.ADD, Disposition.ADDED),
        (Handling.RECORD, Disposition.RECORDED),
        (Handling.HOLD, Disposition.HELD),
    ],
)
def test_every_handling_is_a_fact_afterwards(handling: Handling, disposition: Disposition) -> None:
    """The ledger says in the past tense what intake decided."""
    assert DISPOSITION[handling] is disposition
    assert len(DISPOSITION) == len(Handling)


def test_a_number_that_a_stranger_quotes_is_a_hint_and_no_more() -> None:
    """Their complaint is a case like any other; staff see which one they may mean."""
    quoted = Situation(known={"hint": EARLIER})

    assert quoted.route() == Route(OPEN, "nothing known about it", suggested=EARLIER)


def test_a_list_s_copy_is_recorded_where_the_mail_itself_is() -> None:
    """The list added a footer; sender and Message-ID are those of the first copy."""
    copy = BULK.but(Situation(known={"same_message": True, "same_message_case": EARLIER}))

    assert copy.route() == Route(RECORD, "mailing list or bulk mail", EARLIER)


def test_a_group_that_is_the_desks_own_makes_nothing_bulk() -> None:
    """Google Groups or Microsoft 365 mark every complaint as a list's: it is the desk's inbox."""
    ours = BULK.but(Situation(about={"through_our_list": True}))

    assert ours.route() == Route(OPEN, "nothing known about it")


def test_a_mark_that_people_have_too_does_not_keep_a_correspondent_out() -> None:
    """A company's mail server sets X-Auto-Response-Suppress on everything."""
    marked = FROM_ANA.but(Situation(message={"doubt_rule": "X-Auto-Response-Suppress"}))

    assert marked.route() == Route(ADD, "a case's correspondent writes to it", CASE)


@given(messages, matches, st.sampled_from([Authenticity.NONE, Authenticity.FAIL]))
def test_where_senders_are_checked_nobody_unproven_reaches_a_case_of_another(
    message: InboundMessage, known: Match, found: Authenticity
) -> None:
    """Whatever else is known: a reply address that leaked lets nobody in."""
    way = route(message, known, Circumstances(authenticity=found))

    assert way.handling is not Handling.ADD or way.rule == "the same complaint again"
