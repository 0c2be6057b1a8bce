"""The directory of respondents: who is in it, and how somebody gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import RespondentRow
from tests.console.test_hostile_mail import SCRIPT, assert_inert
from tests.examples import DESK

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk

ACME = {
    "name": "Acme  Calls Ltd",
    "kind": "company",
    "address": " Calls@Firm.example ",
    "language": "en",
    "aliases": "Acme\nACME Telemarketing\N{FULLWIDTH COMMA}艾克美",
    "numbers": "0571-0000-6612, 95000",
    "facts": "respondent_is_operator",
}


async def test_an_empty_directory_says_what_it_means(ling: FrontDesk) -> None:
    """No bare table."""
    assert (
        "a person is asked whom each complaint is about" in (await ling.get("/respondents")).words
    )


async def test_a_respondent_is_added_and_listed(ling: FrontDesk) -> None:
    """With what chooses it, where its letters go, and who put it there."""
    page = await ling.post("/respondents", **ACME)

    (row,) = await ling.all_of(RespondentRow)
    assert (row.id, row.name, row.kind) == ("acme-calls-ltd", "Acme Calls Ltd", "company")
    assert row.address == "calls@firm.example"
    assert row.aliases == ["acme calls ltd", "acme", "acme telemarketing", "艾克美"]
    assert row.numbers == ["057100006612", "95000"]
    assert (row.facts, row.is_default) == (["respondent_is_operator"], False)
    assert (row.added_by, row.added_at) == ("ling", ling.clock.now)
    assert "Acme Calls Ltd is in the directory." in page.words
    assert "a licensed telecom business operator" in page.words


async def test_a_chinese_name_gets_an_id_of_its_own(ling: FrontDesk) -> None:
    """No letter of it is a Latin one."""
    for name in ("艾克美外呼", "另一家"):
        await ling.post("/respondents", **{**ACME, "name": name, "numbers": ""})

    ids = {row.id for row in await ling.all_of(RespondentRow)}
    assert len(ids) == 2
    assert all(one.isascii() for one in ids)


async def test_there_is_one_default(ling: FrontDesk) -> None:
    """A second one is refused, in words: it would silently take the place of the first."""
    default = {**ACME, "numbers": "", "is_default": "true"}
    for name in ("Our sales", "Our service"):
        page = await ling.post("/respondents", **{**default, "name": name})

    assert "'our-sales' is the default" in page.words

    rows = {row.name: row.is_default for row in await ling.all_of(RespondentRow)}
    assert rows == {"Our sales": True}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "  "}, "a respondent needs a name"),
        ({"address": "nobody"}, "is not an address that letters can go to"),
        ({"address": "a@b.example, c@d.example"}, "is not an address"),
        ({"address": "a@b.example\r\nBcc: c@d.example"}, "is not an address"),
        *(
            ({"address": one}, "is our own address: what goes there comes back to us")
            for one in (DESK, DESK.upper(), DESK.replace("@", "+token@"))
        ),
        ({"kind": "enemy"}, "choose what is decided"),
        ({"language": "klingon"}, "choose a language"),
        ({"facts": "settled_before"}, ""),
    ],
)
async def test_an_entry_that_is_not_right_is_refused(
    ling: FrontDesk, changes: dict[str, str], said: str
) -> None:
    """In words; a fact that is about a case is none about a company."""
    page = await ling.post("/respondents", **{**ACME, **changes})

    rows = await ling.all_of(RespondentRow)
    assert said in page.words
    assert [row.facts for row in rows] == ([] if said else [[]])


async def test_the_same_name_twice_is_refused(ling: FrontDesk) -> None:
    """Two entries of one name would never be told apart."""
    await ling.post("/respondents", **ACME)

    page = await ling.post("/respondents", **ACME)

    assert page.status == 409
    assert "there is a respondent 'acme-calls-ltd' already" in page.words


async def test_a_hostile_entry_is_words(ling: FrontDesk) -> None:
    """Staff write it, and all the same."""
    page = await ling.post("/respondents", **{**ACME, "name": SCRIPT, "aliases": SCRIPT})

    assert_inert(page)
    assert SCRIPT in page.words
