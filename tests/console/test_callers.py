"""The numbers that called: a page that counts them, a page for each, and the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console import callers
from tests.examples import MONDAY, a_mail

if TYPE_CHECKING:
    import pytest

    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk

ROBOT = "+8657100006612"
HERE = "/callers/%2B8657100006612"


async def complained(front: FrontDesk, written: str, number: int) -> str:
    """Somebody complains of a number."""
    raw = a_mail(
        f"Unwanted calls from {written}.",
        sender=f"person{number}@home.example",
        message_id=f"<c{number}@home.example>",
    )
    return await front.open_case(raw)


async def test_numbers_are_listed_those_with_most_complaints_first(ling: FrontDesk) -> None:
    """However each was written; a search finds digits."""
    await complained(ling, "139 1111 2222", 1)
    await complained(ling, "0571-0000-6612", 2)
    await complained(ling, "+86 571 0000 6612", 3)

    words = (await ling.get("/callers")).words
    assert words.index(f"{ROBOT} 2") < words.index("+8613911112222 1")
    found = (await ling.get("/callers?search=0571-0000")).words
    assert ROBOT in found
    assert "+8613911112222" not in found
    assert "Nobody has complained of such a number" in (await ling.get("/callers?search=x")).words


async def test_of_many_numbers_the_first_are_shown_and_the_page_says_so(
    ling: FrontDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of numbers those with the most complaints, of complaints the latest."""
    monkeypatch.setattr(callers, "AT_ONCE", 1)
    await complained(ling, "139 1111 2222", 1)
    await complained(ling, "0571-0000-6612", 2)
    last = await complained(ling, "+86 571 0000 6612", 3)

    page, one = await ling.get("/callers"), await ling.get(HERE)

    assert ROBOT in page.words
    assert "+8613911112222" not in page.words
    assert "These are the first 1: search for a part of a number" in page.words
    assert "2 complaints since" in one.words
    assert "These are the latest 1 of 2." in one.words
    assert last in one.words


async def test_a_number_has_a_page_with_its_cases(ling: FrontDesk) -> None:
    """From the case to the number, and back."""
    one = await complained(ling, "0571-0000-6612", 1)
    two = await complained(ling, "+86 571 0000 6612", 2)
    assert f'href="{HERE}"' in (await ling.get(f"/case/{one}")).html
    assert f"{ROBOT}: 2 complaints since" in (await ling.get(f"/case/{two}")).words

    page = await ling.get(HERE)

    assert f'href="/case/{one}"' in page.html
    assert f'href="/case/{two}"' in page.html
    assert "+86 571 0000 6612" in page.words
    assert "2 complaints since 2026-03-02 17:30" in page.words


async def test_a_number_that_nobody_complained_of_has_no_page(ling: FrontDesk) -> None:
    """404, in words."""
    assert "Nobody has complained of a number yet" in (await ling.get("/callers")).words
    page = await ling.get(HERE)

    assert (page.status, page.is_in_words) == (404, True)


async def test_a_complaint_that_is_for_others_is_neither_shown_nor_counted(
    ling: FrontDesk,
) -> None:
    """Nobody learns of a case by its number's history."""
    one = await complained(ling, "0571-0000-6612", 1)
    two = await complained(ling, "0571-0000-6612", 2)
    await ling.desk.access.restrict(two, ["boris"], by="m", why="so", at=MONDAY)

    assert f"{ROBOT} 1" in (await ling.get("/callers")).words
    page = await ling.get(HERE)
    assert one in page.words
    assert two not in page.words
    assert f"{ROBOT}: 1 complaint since" in (await ling.get(f"/case/{one}")).words


async def test_a_case_names_others_that_complain_of_its_number(ling: FrontDesk) -> None:
    """The newest ten that one may see, with their stage, how many there are, and the way to all."""
    alone = await complained(ling, "139 1111 2222", 1)
    one, *others = [await complained(ling, "0571-0000-6612", number) for number in range(2, 15)]
    await ling.desk.access.restrict(others[-1], ["boris"], by="m", why="so", at=MONDAY)

    page = await ling.get(f"/case/{one}")
    beside = page.words.partition("They complain of the same calling number")[2]
    assert [number in beside for number in others] == [False] + 10 * [True] + [False]
    assert f"{others[-2]} received {ROBOT}" in beside
    assert "These are the latest 10 of 11." in beside
    assert f'All complaints of <a href="{HERE}"' in page.html
    assert "They complain of the same" not in (await ling.get(f"/case/{alone}")).words


async def test_numbers_on_the_command_line(ombud: Shell, front: FrontDesk) -> None:
    """The list, one of them, and none."""
    number = await complained(front, "0571-0000-6612", 1)

    (line,) = (await ombud("caller", "list", "--search", "6612", "--json")).json
    (complaint,) = (await ombud("caller", "show", ROBOT, "--json")).json
    said = await ombud("caller", "show", "114")

    assert (line["number"], line["complaints"], line["respondents"]) == (ROBOT, 1, [])
    assert (complaint["case"], complaint["written"]) == (number, "0571-0000-6612")
    assert (said.status, said.words) == (1, "nobody has complained of the number 114")
