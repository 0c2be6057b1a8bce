"""The link to a complainant's own page: a letter at once, and a code that nobody guesses."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

from casework.case import Language, Party, Stage
from casework.decisions import DecisionKind
from casework.dossier import dossier
from casework.escalation import ladder
from casework.events import Event, EventKind
from casework.letters import AT_ONCE, TO_APPROVE, WITH_LINK, LetterKind
from casework.matching import (
    code_digest,
    letter_message_id,
    reply_token,
    status_code,
    without_codes,
)
from tests.casework.situations import NIGHT, a_letter, decides, moment, stands
from tests.examples import SECRET

KEY = "C-2026-000001/status-link/1"


def test_a_link_is_sent_at_once_and_nothing_else_changes() -> None:
    """In the middle of the night too: somebody waits for it. The case stays where it stands."""
    for stage in (one for one in Stage if one is not Stage.CLOSED):
        file = stands(stage)
        plan = decides(file, DecisionKind.SEND_LINK, now=NIGHT)

        (letter,) = plan.letters
        assert (letter.kind, letter.to.party) == (LetterKind.STATUS_LINK, Party.COMPLAINANT)
        assert (letter.leaves_at, letter.facts) == (NIGHT, {})
        assert (plan.case, plan.cancels, plan.releases) == (file.case, (), ())
        assert plan.events == (Event(EventKind.LINK_SENT, "by boris: I looked"),)


def test_a_closed_case_sends_none() -> None:
    """What was asked for a moment too late is kept as an event."""
    plan = decides(stands(Stage.CLOSED), DecisionKind.SEND_LINK)

    assert plan.letters == ()
    assert [one.kind for one in plan.events] == [EventKind.TOO_LATE]


def test_only_letters_to_the_complainant_tell_a_link_and_nobody_approves_them() -> None:
    """What a link opens is told to one person, and what is approved goes to others as well."""
    assert {LetterKind.ACKNOWLEDGEMENT, LetterKind.STATUS_LINK} == WITH_LINK
    assert not WITH_LINK & TO_APPROVE
    assert WITH_LINK <= AT_ONCE


def test_a_code_is_of_one_letter_and_of_nothing_else() -> None:
    """Other than the reply address and the Message-ID that are made with the same secret."""
    made = {
        status_code(SECRET, KEY),
        status_code(SECRET, KEY + "1"),
        status_code(SECRET + b"1", KEY),
        reply_token(SECRET, "C-2026-000001", "status-link/1"),
        letter_message_id(SECRET, KEY, "desk.example")[28:54],
    }

    assert len(made) == 5
    assert all(re.fullmatch("[a-z2-7]{26}", one) for one in made), "128 bits"
    assert status_code(SECRET, KEY) == status_code(SECRET, KEY)


def test_a_digest_tells_nothing_of_its_code_and_bears_any_signs() -> None:
    """Whatever somebody types is looked up like a code."""
    digests = {code_digest(one) for one in ("", "a", "\udcff", "ключ", "a" * 10_000)}

    assert len(digests) == 5
    assert not [one for one, other in combinations(digests, 2) if one in other]


def test_a_letter_can_be_read_without_its_code() -> None:
    """By everybody but the one it was written to."""
    code = status_code(SECRET, KEY)
    letter = f"Here:\n\nhttps://desk.example/status#{code}\n\nthe # sign, /status and {code[:-1]}\n"

    shown = without_codes(letter)

    assert code not in shown
    assert shown == letter.replace(code, "\N{HORIZONTAL ELLIPSIS}")


def test_a_dossier_does_not_tell_that_somebody_was_sent_a_link() -> None:
    """It is no step of the complaint."""
    file = stands(Stage.WITH_RESPONDENT)
    sent = replace(file, letters=(*file.letters, a_letter(LetterKind.STATUS_LINK)))
    rung = ladder(file)[0]

    facts = [dossier(moment(one), one.case, rung, Language.ENGLISH) for one in (file, sent)]

    assert facts[0] == facts[1]
