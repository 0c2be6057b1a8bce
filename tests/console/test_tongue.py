"""Whoever reads Chinese reads the console in Chinese: nothing of it is left untranslated."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from adapters.storage.case_lists import Sort
from adapters.storage.mail_views import Order
from casework import reasons
from casework.case import ComplainantType, Consent, Language, NextStep, Outcome, Party, Stage
from casework.channels import Channel
from casework.decisions import DecisionKind, Verdict
from casework.duties import DutyKind, Whose
from casework.events import EventKind
from casework.findings import Field, Urgency
from casework.intake import Disposition
from casework.letters import LetterKind, LetterState
from casework.respondents import RespondentKind
from casework.roles import Role
from console import duty_words, mail, mail_words, reason_words, refusals, respondents
from console.access import LOOKED
from console.assessment import NAMED
from console.names import LANGUAGES
from console.tongue import TONGUES
from tests.examples import ROOT

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk

_CONSOLE = ROOT / "console"
_METHODS = [("**.py", "python"), ("pages/**.html", "jinja2")]
_KEYWORDS = {**DEFAULT_KEYWORDS, "_several": (1, 2)}
_HOLE = re.compile(r"%\(\w+\)s|\{\w*\}")


def _said(folder: str) -> dict[str, str]:
    files = sorted((_CONSOLE / "translations" / folder).glob("*.po"))
    catalogs = [read_po(BytesIO(one.read_bytes())) for one in files]
    return {_first(entry.id): _first(entry.string) for one in catalogs for entry in one if entry.id}


def _first(text: object) -> str:
    return str(text[0] if isinstance(text, list | tuple) else text)


def _in_the_code() -> set[str]:
    found = extract_from_dir(_CONSOLE, _METHODS, keywords=_KEYWORDS)
    return {_first(one[2]) for one in found}


def test_everything_is_translated() -> None:
    """Each text of a page and of the code stands in every language's files, and none is empty."""
    for language in TONGUES:
        if language != "en":
            said = _said(language)
            assert sorted(one for one in _in_the_code() if not said.get(one)) == []


def test_a_translation_has_the_holes_of_its_text() -> None:
    """A name or a number that the English says is said in the other language as well."""
    for language in TONGUES:
        for text, other in _said(language).items():
            assert set(_HOLE.findall(other)) == set(_HOLE.findall(text)), text


async def test_a_reader_chooses_and_keeps_the_language(ling: FrontDesk) -> None:
    """The button in the head turns every page, until it is pressed again."""
    page = await ling.get("/")
    await ling.post("/tongue", page, tongue="zh-Hans", next="/")
    page = await ling.get("/")
    assert 'lang="zh-Hans"' in page.html
    assert "案件" in page.words


ENUMERATIONS = (
    *(Stage, NextStep, Outcome, Party, Consent, Language, Disposition, LetterState, Role, Verdict),
    *(DecisionKind, EventKind, DutyKind, Whose, Order, Sort, RespondentKind),
    *(Channel, ComplainantType, Urgency),
)
TABLES = (  # what is said by a word of ours that is looked up
    *(mail_words.HELD, mail_words.OTHERS, mail_words.PROOF, mail_words.ACTIONS, mail.WENT),
    *(
        refusals.FIELDS,
        refusals.TITLES,
        reason_words.REASONS,
        duty_words.CLOCKS,
        duty_words.RUNNING_OUT,
        respondents.FACTS,
    ),
)


def test_every_word_of_a_list_is_translated() -> None:
    """Stages, steps, letters, roles, rules: whatever the record says in one word of ours."""
    words = {str(one) for kind in ENUMERATIONS for one in kind}
    words |= {one.replace("-", " ") for one in LetterKind}
    words |= {text for table in TABLES for text in table.values()}
    words |= {*mail_words.HELD, *mail_words.OTHERS}  # the rules themselves
    words |= {*NAMED.values(), *LANGUAGES.values()}  # what there is to find out
    assert set(NAMED) == set(Field)
    assert set(reason_words.REASONS) == set(reasons.REASONS)

    for language in TONGUES:
        if language != "en":
            said = _said(language)
            assert sorted(one for one in words if not said.get(one)) == []


async def test_days_and_hours_are_counted_in_the_readers_language(ling: FrontDesk) -> None:
    """A language without plurals has one form for every number."""
    await ling.hold()
    ling.clock.now += timedelta(hours=5)
    await ling.post("/tongue", await ling.get("/"), tongue="zh-Hans", next="/")

    assert "已等待 5 小时" in (await ling.get("/")).words
    assert "已等待 5 小时" in (await ling.get("/mail")).words


def test_a_sentence_is_said_in_one_way() -> None:
    """One text, one translation: of two in different files, one would never be read."""
    for language in TONGUES:
        files = sorted((_CONSOLE / "translations" / language).glob("*.po"))
        said = [_first(one.id) for file in files for one in read_po(BytesIO(file.read_bytes()))]
        assert sorted(one for one, times in Counter(filter(None, said)).items() if times > 1) == []


def test_what_was_looked_at_has_a_name(ling: FrontDesk) -> None:
    """Each kind of page that the access log can name is named as people do, in each language."""
    looked = {
        " ".join(re.findall(r"/([a-z-]+)(?=/|$)", path))
        for method, path in ling.templates()
        if method == "GET" and "{" in path
    }
    assert looked <= LOOKED.keys()
    assert sorted(one for one in LOOKED.values() if not _said("zh-Hans").get(one)) == []
