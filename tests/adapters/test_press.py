"""Letters in their languages: every fact in its place, and nothing of the sender's."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from jinja2 import UndefinedError

from adapters.press import Press, as_html, letters_missing, long_date
from casework.case import Correspondent, Language, Party
from casework.letters import Letter, LetterKind
from casework.matching import is_our_message_id
from tests.examples import ANA, DESK, MONDAY, ROOT, SECRET

if TYPE_CHECKING:
    from pathlib import Path

    from casework.letters import Fact

TEMPLATES = ROOT / "templates"
PRESS = Press(TEMPLATES, DESK, "The Desk of Example", SECRET)
EVERY_LETTER = [(kind, language) for kind in LetterKind for language in Language]
FACTS: dict[str, Fact] = {
    "due_on": date(2026, 3, 12),
    "missing": ("the first thing", "第二样"),
    "asks_consent": False,
    "asks_authorisation": False,
    "one_route": False,
    "routes": (),
}


def a_letter(kind: LetterKind, language: Language) -> Letter:
    """A letter to Ana, with two things missing."""
    return Letter(
        kind=kind,
        to=Correspondent(party=Party.COMPLAINANT, address=ANA, token="t" * 26),
        language=language,
        case_number="C-2026-000042",
        opened_on=date(2026, 3, 2),
        leaves_at=MONDAY,
        key="key",
        facts=FACTS,
    )


@pytest.mark.parametrize("language", list(Language))
def test_an_acknowledgement_repeats_nothing_of_the_senders(language: Language) -> None:
    """Whoever is written to in somebody else's name gets only our own words."""
    message = PRESS.compose(a_letter(LetterKind.ACKNOWLEDGEMENT, language), ("<1@x>",))

    for words in (message.subject, message.text, message.html):
        assert "@" not in words
        assert "http" not in words
        assert "the first thing" not in words


@pytest.mark.parametrize("language", list(Language))
def test_a_letter_is_addressed_by_its_party(language: Language) -> None:
    """One recipient, a reply address with the party's token, a Message-ID that proves it ours."""
    message = PRESS.compose(a_letter(LetterKind.EVIDENCE_REQUEST, language), ())

    assert message.recipient == ANA
    assert message.reply_to == f"complaints+{'t' * 26}@desk.example"
    assert is_our_message_id(SECRET, message.message_id)
    assert (message.written_at, message.language) == (MONDAY, language)


def test_a_key_has_one_message_id() -> None:
    """Composed again after a crash, a letter is the same letter."""
    letter = a_letter(LetterKind.ACKNOWLEDGEMENT, Language.ENGLISH)

    assert PRESS.compose(letter, ()) == PRESS.compose(letter, ())
    other = PRESS.compose(replace(letter, key="other"), ())
    assert PRESS.compose(letter, ()).message_id != other.message_id


def test_a_letter_that_a_person_approved_is_not_automatic() -> None:
    """A machine did not send it off: an answer by a machine is welcome."""
    letter = a_letter(LetterKind.EVIDENCE_REQUEST, Language.ENGLISH)

    assert PRESS.compose(letter, ()).automatic
    assert not PRESS.compose(replace(letter, approval=("approver",)), ()).automatic


def test_staff_answer_in_the_console() -> None:
    """A letter to them has no reply address of a case; it names the page, where there is one."""
    staff = Correspondent(party=Party.STAFF, address="bo@desk.example", token="")
    facts = {"letter": "referral", "attempt": "first", "role": "approver"}
    waits: dict[str, Fact] = {
        "letter_key": "C-2026-000042/referral/1",
        "recipient": "b@body.example",
        "sha256": "a" * 64,
        "files": (),
    }
    letter = replace(
        a_letter(LetterKind.APPROVAL_REQUEST, Language.ENGLISH), to=staff, facts=facts | waits
    )
    at_home = replace(PRESS, console="https://desk.example")

    assert PRESS.compose(letter, ()).reply_to == DESK
    assert "http" not in PRESS.compose(letter, ()).text
    own = f"https://desk.example/approvals/{letter.facts['letter_key']}\n"
    assert own in at_home.compose(letter, ()).text
    assert "a" * 64 in at_home.compose(letter, ()).text


def test_a_letter_answers_the_newest_message_and_quotes_twenty() -> None:
    """The thread goes on; its references do not grow without end."""
    thread = tuple(f"<{number}@home.example>" for number in range(30))
    letter = a_letter(LetterKind.ACKNOWLEDGEMENT, Language.ENGLISH)

    message = PRESS.compose(letter, thread)

    assert message.in_reply_to == "<29@home.example>"
    assert message.references == thread[-20:]
    assert PRESS.compose(letter, ()).in_reply_to == ""


@pytest.mark.parametrize("hole", ["{{ amount }}", "{{ missing[0].price }}"])
def test_a_missing_fact_stops_the_letter(tmp_path: Path, hole: str) -> None:
    """A letter with a hole in it never goes out."""
    folder = tmp_path / "en"
    folder.mkdir()
    template = f"{{% block subject %}}s{{% endblock %}}{{% block text %}}{hole}{{% endblock %}}"
    (folder / "acknowledgement.txt.j2").write_text(template)
    press = replace(PRESS, folder=tmp_path)

    with pytest.raises(UndefinedError):
        press.compose(a_letter(LetterKind.ACKNOWLEDGEMENT, Language.ENGLISH), ())


def test_no_language_lacks_a_letter() -> None:
    """Every letter is there in every language."""
    assert letters_missing(TEMPLATES) == []


def test_letters_that_are_missing_are_named(tmp_path: Path) -> None:
    """All of them, as paths below the folder."""
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "acknowledgement.txt.j2").write_text("")

    missing = letters_missing(tmp_path)

    assert len(missing) == len(EVERY_LETTER) - 1
    assert "en/acknowledgement.txt.j2" not in missing
    assert "zh-Hant/evidence-reminder.txt.j2" in missing


def test_a_date_is_written_as_people_write_it() -> None:
    """With its weekday, in each language."""
    sunday = date(2026, 3, 1)

    assert long_date(sunday, Language.ENGLISH) == "Sunday, 1 March 2026"
    assert long_date(sunday, Language.TRADITIONAL) == "2026年3月1日\uff08星期日\uff09"


def test_html_shows_text_as_text() -> None:
    """Marks of HTML in the words are words; lines with dashes become a list."""
    html = as_html('a <b>bold</b> & "x"\n\n- one\n- <i>two</i>\n', "en")

    assert '<html lang="en">' in html
    assert "a &lt;b&gt;bold&lt;/b&gt; &amp; &quot;x&quot;</p>" in html
    assert "<li>one</li><li>&lt;i&gt;two&lt;/i&gt;</li>" in html


def test_html_fetches_nothing() -> None:
    """No picture, no style sheet, no script from anywhere: a letter is not a tracker."""
    html = PRESS.compose(a_letter(LetterKind.ACKNOWLEDGEMENT, Language.ENGLISH), ()).html

    assert not any(word in html for word in ("src=", "href=", "<script", "<link", "url("))
