"""The directory of respondents: each once, one default, words and numbers made comparable."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.language import read
from adapters.storage.respondents import RespondentError, Respondents
from casework.respondents import respondent_of
from tests.adapters.records import POLICY
from tests.examples import FIRM, HOUSE, MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions


async def test_an_entry_comes_back_as_it_was_made(rows: Sessions) -> None:
    """With its names, numbers and facts."""
    directory = Respondents(rows)
    for one in (HOUSE, FIRM):
        await directory.add(one, by="bo", at=MONDAY)

    assert await directory.all() == (FIRM, HOUSE)


async def test_words_that_choose_are_kept_comparable(rows: Sessions) -> None:
    """Traditional, full-width and capitals are folded, its own name chooses it, numbers are digits."""  # noqa: E501  one sentence
    given = replace(
        FIRM,
        name="某某科技（上海）",  # noqa: RUF001  Chinese punctuation
        aliases=("ＡＣＭＥ ", "騷擾公司", "acme", " "),  # noqa: RUF001  as people type
        numbers=("+86 571-0000 6612",),
        address="Calls@Firm.Example",
    )
    await Respondents(rows).add(given, by="bo", at=MONDAY)

    (one,) = await Respondents(rows).all()

    assert one.aliases == ("某某科技(上海)", "acme", "骚扰公司")
    assert (one.numbers, one.address, one.name) == (
        ("8657100006612",),
        "calls@firm.example",
        given.name,
    )
    for text in ("騷擾公司天天打電話", "Acme called me", "86 571 0000 6612 又打来"):
        assert respondent_of(read("", text), (one,), POLICY).value == "acme", text


async def test_the_same_id_again_is_refused(rows: Sessions) -> None:
    """The entry that is there stays as it is."""
    await Respondents(rows).add(FIRM, by="bo", at=MONDAY)

    with pytest.raises(RespondentError, match="there is a respondent 'acme' already"):
        await Respondents(rows).add(replace(FIRM, name="Another"), by="bo", at=MONDAY)
    assert await Respondents(rows).all() == (FIRM,)


@pytest.mark.parametrize("given", ["", "  ", "a\0b"])
async def test_what_cannot_be_an_id_is_refused(rows: Sessions, given: str) -> None:
    """A case that names it would name nobody."""
    with pytest.raises(RespondentError, match="cannot be an id"):
        await Respondents(rows).add(replace(FIRM, id=given), by="bo", at=MONDAY)


async def test_the_default_is_another_one_only_when_somebody_says_so(rows: Sessions) -> None:
    """A mail that says only "you" means one house."""
    directory = Respondents(rows)
    for one in (HOUSE, FIRM):
        await directory.add(one, by="bo", at=MONDAY)
    new = replace(HOUSE, id="new", name="New house", aliases=("new house",))
    with pytest.raises(RespondentError, match="'house' is the default"):
        await directory.add(new, by="bo", at=MONDAY)

    await directory.make_default("acme")

    assert [one.id for one in await directory.all() if one.is_default] == ["acme"]
    with pytest.raises(RespondentError, match="there is no respondent 'new'"):
        await directory.make_default("new")


async def test_a_number_calls_from_one_place(rows: Sessions) -> None:
    """A complaint that names it would be about two."""
    directory = Respondents(rows)
    await directory.add(FIRM, by="bo", at=MONDAY)

    with pytest.raises(RespondentError, match="057100006612 is a number of 'acme' already"):
        await directory.add(replace(HOUSE, numbers=("0571-0000-6612",)), by="bo", at=MONDAY)
    assert await directory.all() == (FIRM,)


async def test_an_entry_that_is_refused_leaves_the_default(rows: Sessions) -> None:
    """All or nothing."""
    directory = Respondents(rows)
    for one in (HOUSE, FIRM):
        await directory.add(one, by="bo", at=MONDAY)

    with pytest.raises(RespondentError):
        await directory.add(replace(FIRM, is_default=True), by="bo", at=MONDAY)
    assert [one.id for one in await directory.all() if one.is_default] == ["house"]
