"""Which letters there are, and when they may leave."""

from __future__ import annotations

import pytest

from casework.case import Language
from casework.letters import AT_ONCE, GIVE_UP_AFTER, Answer, Claim, LetterKind, LetterState, Reply
from tests.examples import ROOT


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", LetterKind)
def test_every_letter_can_be_written_in_every_language(
    kind: LetterKind, language: Language
) -> None:
    """A kind's value is the name of its template, in each language's folder."""
    assert (ROOT / "templates" / language / f"{kind}.txt.j2").is_file()


def test_only_answers_leave_at_any_hour() -> None:
    """Who has just written is awake; who is reminded may not be."""
    assert set(AT_ONCE) == {
        LetterKind.ACKNOWLEDGEMENT,
        LetterKind.EVIDENCE_REQUEST,
        LetterKind.URGENT_ADVICE,
        LetterKind.STATUS_LINK,
    }


def test_a_letter_is_not_given_up_too_early() -> None:
    """RFC 5321, 4.5.4.1: a sender tries for at least four to five days."""
    assert GIVE_UP_AFTER.days >= 5


def test_a_new_claim_has_tried_nothing_and_doubts_nothing() -> None:
    """The first try of a letter: there is something to do, and at once."""
    claim = Claim(key="C-2026-000001/acknowledgement/1", state=LetterState.SENDING)

    assert (claim.over, claim.wait_seconds, claim.tries) == (False, 0, 0)
    assert claim.in_doubt_seconds is None


def test_an_answer_keeps_the_servers_own_words() -> None:
    """Staff read what the server said, not only what we made of it."""
    answer = Answer(Reply.REFUSED, "550 no such user")

    assert (answer.reply, answer.text) == (Reply.REFUSED, "550 no such user")
