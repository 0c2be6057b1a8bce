"""Every letter in every language to everybody: written down to be read, and without a hole."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from jinja2 import UndefinedError

from adapters.mailbox.compose import Bindery
from adapters.mailbox.parse import parse
from adapters.press import Press, long_date
from casework.case import Language, Party
from casework.enclosing import told_files
from casework.letters import TO_APPROVE, Letter, LetterKind
from casework.matching import originals_code
from casework.originals import Originals
from tests.adapters.letters import NUMBER, every_letter
from tests.examples import DESK, MONDAY, ROOT, SECRET

if TYPE_CHECKING:
    from pathlib import Path

PRESS = Press(
    ROOT / "templates",
    DESK,
    "The Desk of Example",
    SECRET,
    "https://console.example",
    "https://desk.example",
)
PARTIES = {  # who can be written to with which letter
    LetterKind.PRESERVATION_NOTICE: {Party.RESPONDENT},
    LetterKind.COMPLAINT_NOTICE: {Party.RESPONDENT},
    LetterKind.COMPLAINT_REMINDER: {Party.RESPONDENT},
    LetterKind.CLOSURE: {Party.COMPLAINANT, Party.RESPONDENT},
    LetterKind.REFERRAL: {Party.BODY},
    LetterKind.LETTER: {Party.COMPLAINANT, Party.RESPONDENT, Party.BODY},
    LetterKind.APPROVAL_REQUEST: {Party.STAFF},
    LetterKind.USE_THE_CONSOLE: {Party.STAFF},
}
HOLES = ("None", "Undefined", "{%", "()", "[]", "[,", ", ,", " ,", "  .", "::")
HAN = re.compile(r"[\u4e00-\u9fff]")
DAYS = {
    Language.ENGLISH: re.compile(r"\w+day, \d{1,2} \w+ 20\d\d"),
    Language.SIMPLIFIED: re.compile("20\\d\\d年\\d{1,2}月\\d{1,2}日\uff08星期.\uff09"),
    Language.TRADITIONAL: re.compile("20\\d\\d年\\d{1,2}月\\d{1,2}日\uff08星期.\uff09"),
}
LETTERS = [(language, name, one) for language in Language for name, one in every_letter(language)]
IDS = [f"{language} {name}" for language, name, _ in LETTERS]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where they are written down: pytest's own folder, ``letters`` in it."""
    return tmp_path_factory.mktemp("letters")


@pytest.mark.parametrize("language", list(Language))
def test_every_kind_to_every_party_is_among_them(language: Language) -> None:
    """No letter is left out here that the desk could write."""
    written = {(one.kind, one.to.party) for _, one in every_letter(language)}
    expected = {
        (kind, party) for kind in LetterKind for party in PARTIES.get(kind, {Party.COMPLAINANT})
    }

    assert written == expected


@pytest.mark.parametrize(("language", "name", "letter"), LETTERS, ids=IDS)
def test_a_letter_is_whole(shelf: Path, language: Language, name: str, letter: Letter) -> None:
    """Its number in the subject, its words in its language, its days as people write them."""
    message = PRESS.compose(letter, ("<1@home.example>",))
    folder = shelf / language
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.txt".replace("/", "_")).write_text(f"{message.subject}\n\n{message.text}")

    assert letter.language is language
    assert message.subject.startswith(f"[{NUMBER}] ")
    assert "\n" not in message.subject
    assert "The Desk of Example" in message.text
    assert NUMBER in message.text
    ours = _ours(message.text)
    assert not [hole for hole in HOLES if hole in ours + message.subject]
    assert "{{" not in ours
    assert "\n\n\n" not in message.text, "no paragraph is empty"
    assert (HAN.search(ours) is not None) is (language is not Language.ENGLISH)
    due_on = letter.facts.get("due_on")
    if letter.facts.get("has_due", True) and due_on and _says_when(letter):
        assert DAYS[language].search(message.text)
        assert long_date(due_on, language) in message.text  # type: ignore[arg-type]  # a date


def _says_when(letter: Letter) -> bool:
    """A receipt that lacks nothing names no day; nor does a reminder that asks for nothing."""
    asks = ("missing", "asks_consent", "asks_authorisation")
    kinds = {
        LetterKind.EVIDENCE_RECEIPT: asks[:1],
        LetterKind.EVIDENCE_REMINDER: asks[:2],
        LetterKind.EVIDENCE_REQUEST: asks,
    }
    return any(letter.facts.get(one) for one in kinds.get(letter.kind, ())) or (
        letter.kind not in kinds
    )


def _ours(text: str) -> str:
    """A letter without the words of others, which stand behind ">" signs."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(">"))


@pytest.mark.parametrize(("language", "name", "letter"), LETTERS, ids=IDS)
def test_a_letter_survives_the_journey(language: Language, name: str, letter: Letter) -> None:
    """The words that a mail program shows are those that were written."""
    message = PRESS.compose(letter, ())

    read = parse(Bindery("The Desk").bind(message), MONDAY)

    assert (read.text, read.subject, read.defects) == (message.text, message.subject, ()), name
    assert read.sender == message.reply_to
    assert message.language == language


LINKED = Originals(
    name=f"{NUMBER}-originals.zip",
    size=11_000_000,
    sha256="a" * 64,
    last_day=date(2026, 10, 30),
    until=MONDAY,
)


@pytest.mark.parametrize("kind", sorted(TO_APPROVE))
@pytest.mark.parametrize("language", list(Language))
def test_a_letter_says_where_its_originals_are(language: Language, kind: LetterKind) -> None:
    """Below whatever words it has: the address, the last day, the size, and the digest."""
    letter = next(one for of, _, one in LETTERS if of is language and one.kind is kind)
    facts = {**letter.facts, **told_files(NUMBER, linked=True)}
    letter = replace(letter, facts=facts, originals=LINKED, key=f"{NUMBER}/{kind}/1")

    texts = [
        PRESS.compose(replace(letter, words=words), ()).text for words in ("", "Words of a person")
    ]

    for text in texts:
        foot = text.partition("* * *")[2]
        assert f"https://desk.example/originals#{originals_code(SECRET, letter.key)}\n" in foot
        assert DAYS[language].search(foot)
        assert "11,000,000" in foot
        assert f"\n{LINKED.sha256}\n" in foot
        assert not [one for one in HOLES if one in foot]
    assert texts[0].count(LINKED.name) == 2
    with pytest.raises(LookupError, match="OMBUD_PUBLIC_ADDRESS"):
        replace(PRESS, public="").compose(letter, ())


ONE_EACH = {letter.kind: letter for _, _, letter in LETTERS if letter.language == "en"}
NOT_SAID = {  # what a letter is given because others of its family say it
    (LetterKind.EVIDENCE_RECEIPT, "asks_consent"),
    (LetterKind.EVIDENCE_RECEIPT, "respondent"),
    (LetterKind.PROGRESS, "waits_for"),
}
LISTED = [
    (kind, fact)
    for kind, letter in ONE_EACH.items()
    for fact in letter.facts
    if (kind, fact) not in NOT_SAID
]


@pytest.mark.parametrize(("kind", "fact"), LISTED)
def test_a_letter_that_lacks_a_fact_is_not_written(kind: LetterKind, fact: str) -> None:
    """StrictUndefined in every template: each fact that is used in some shape stops it there."""
    shapes = [one for _, _, one in LETTERS if one.kind is kind and fact in one.facts]
    stopped = 0
    for letter in shapes:
        facts = {name: value for name, value in letter.facts.items() if name != fact}
        try:
            PRESS.compose(replace(letter, facts=facts), ())
        except UndefinedError:
            stopped += 1

    assert stopped, f"{kind} never says {fact!r}"
