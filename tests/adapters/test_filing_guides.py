"""The filing guides of mainland China, with their papers: written down to be read, all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.dossiers_pages import pages, words_of
from adapters.policy_packs import load_packs
from adapters.press import Press
from casework import ladder_letters
from casework.case import Language, Stage
from casework.escalation import ladder
from casework.letters import LetterKind
from tests.adapters.letters import a_moment
from tests.adapters.packs import POLICIES
from tests.adapters.test_every_letter import HAN, HOLES
from tests.examples import DESK, ROOT, SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from casework.letters import Letter

CHINA = load_packs(POLICIES)["cn-telecom"]
PRESS = Press(ROOT / "templates", DESK, "The Desk of Example", SECRET)
BODIES = [rung.body for rung in CHINA.ladder]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where they are written down: pytest's own folder, ``guides`` in it."""
    return tmp_path_factory.mktemp("guides")


def guide(language: Language, body: str) -> Letter:
    """The guide to a body, for a case of a kind that it takes."""
    (category, *_) = CHINA.rung(body).categories  # type: ignore[union-attr]  # it is one of them
    here = a_moment(language, Stage.APPROVAL_PENDING, category=category, rung=body)
    here = replace(here, file=replace(here.file, policy=CHINA))
    (rung,) = (one for one in ladder(here.file) if one.body.id == body)
    return ladder_letters.filing_guide(here, here.file.case, rung)


def told(letter: Letter) -> str:
    """What its dossier is given to say."""
    assert letter.dossier is not None
    folder = ROOT / "templates" / "dossier"
    words = words_of(folder, letter.dossier.language)
    facts = pages(letter.dossier, (), letter.dossier.left_out, words, "The Desk of Example")
    return "\n".join(_texts({**facts, "words": {}}))


def _texts(told: object) -> Iterator[str]:
    match told:
        case str():
            yield told
        case dict():
            for one in told.values():
                yield from _texts(one)
        case list():
            for one in told:
                yield from _texts(one)
        case _:
            pass


def test_there_are_fourteen() -> None:
    """Each body of the ladder has a guide: no source says that one takes mail from a desk."""
    assert len(set(BODIES)) == len(BODIES) == 14


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("language", list(Language))
def test_a_guide_leads_all_the_way(shelf: Path, language: Language, body: str) -> None:
    """Its steps as the body's file has them, what nobody has confirmed, and the papers."""
    letter, there = guide(language, body), CHINA.bodies[body]
    message, papers = PRESS.compose(letter, ()), told(letter)
    (shelf / f"{language} {body}.txt").write_text(
        f"{message.subject}\n\n{message.text}\n\n{papers}"
    )

    assert letter.kind is LetterKind.FILING_GUIDE
    assert there.names[language] in message.text
    assert [one for one in there.guide[language] if one not in message.text] == []
    assert letter.facts["verify"] is True
    for text in (message.text, papers):
        assert not [hole for hole in HOLES if hole in text]
    assert (HAN.search(message.subject) is not None) is (language is not Language.ENGLISH)
    assert "您" not in papers, "papers for others do not speak to the complainant"
