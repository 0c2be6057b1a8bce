"""Originals that go by a link: until when, what a letter says, and what nobody else reads of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from casework.case import Language, Party, Stage
from casework.dossier import dossier
from casework.dossier_choice import Choice
from casework.dossier_summary import fingerprint
from casework.enclosing import told_files
from casework.escalation import ladder
from casework.matching import originals_code, status_code, without_codes
from casework.originals import MARK, fetched_until, with_foot, without_foot
from tests.casework.situations import moment, stands
from tests.examples import SECRET

if TYPE_CHECKING:
    from casework.casefile import CaseFile

KEY = "C-2026-000001/referral/1"
CODE = originals_code(SECRET, KEY)
FOOT = f"Fetch it here:\n\nhttps://desk.example/originals#{CODE}"


def test_a_link_is_good_to_the_end_of_a_day_where_the_case_is() -> None:
    """Not to the hour at which somebody happened to write the letter."""
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

    last, until = fetched_until(late, 60, ZoneInfo("Asia/Shanghai"))

    assert last == date(2026, 5, 2), "it is the 3rd of March there"
    assert until == datetime(2026, 5, 2, 16, 0, tzinfo=UTC)
    assert until - late > timedelta(days=60)


def test_a_code_is_of_one_letter_and_opens_no_status_page() -> None:
    """Another letter's is another one, and so is that of a page for complainants."""
    assert len({CODE, originals_code(SECRET, KEY + "1"), status_code(SECRET, KEY)}) == 3
    assert originals_code(SECRET, KEY) == CODE


def test_the_link_stands_below_whatever_words_a_letter_has() -> None:
    """A person edits the words without it: the next letter has a link of its own."""
    words = f"Dear Sir\n\n{MARK}\n\nYours"

    assert with_foot(words, "") == words
    assert without_foot(with_foot(words, FOOT)) == words
    assert without_foot(without_codes(with_foot(words, FOOT))) == words
    assert without_foot(words) == words, "a line of stars is theirs"
    assert CODE not in without_codes(with_foot(words, FOOT))


def test_a_letter_says_what_goes_along_and_what_does_not() -> None:
    """One file or two."""
    both = told_files("C-1", linked=False)
    assert both == {"files": ("C-1-dossier.pdf", "C-1-originals.zip"), "linked": ""}
    apart = told_files("C-1", linked=True)
    assert apart == {"files": ("C-1-dossier.pdf",), "linked": "C-1-originals.zip"}


def test_the_choice_is_part_of_what_a_dossier_tells() -> None:
    """So that a version with it is another version; one that was kept before has none."""
    file = stands_with_limit(7_000_000)
    rung = ladder(file)[0]
    enclosed, linked = (
        dossier(moment(file), file.case, rung, Language.ENGLISH, Choice(linked=one))
        for one in (False, True)
    )

    assert (enclosed.linked, linked.linked) == (False, True)
    assert fingerprint(enclosed) != fingerprint(linked)
    kept = Choice(linked=True).to_json()
    assert Choice.from_json(kept).linked
    kept.pop("linked")
    assert not Choice.from_json(kept).linked


def test_a_bodys_mailbox_is_the_bodys_and_not_the_complainants() -> None:
    """The limit that its file says counts for mails to it alone."""
    file = stands_with_limit(7_000_000)
    rung = ladder(file)[0]
    here = moment(file)

    told = [
        dossier(here, file.case, rung, Language.ENGLISH, reader=one).mail_limit
        for one in (Party.BODY, Party.COMPLAINANT)
    ]

    assert told == [7_000_000, 0]


def stands_with_limit(limit: int) -> CaseFile:
    """A case whose bodies say what their mailboxes take."""
    file = stands(Stage.WITH_RESPONDENT)
    bodies = {one: replace(body, mailbox_limit=limit) for one, body in file.policy.bodies.items()}
    return replace(file, policy=replace(file.policy, bodies=bodies))
