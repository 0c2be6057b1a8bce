"""What was found out about a case, on its page and on the command line; and how it is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from adapters.eyes import Eyes, words_of
from adapters.storage.findings import FindingRow
from adapters.storage.models import DecisionRow
from adapters.storage.respondents import Respondents
from casework.findings import FOLLOWS, Field
from console.assessment import NAMED
from console.choices import choices
from console.tongue import _known
from tests.casework.looks import a_message, packs
from tests.console.procedure import Procedure
from tests.examples import FIRM, MONDAY, ROOT, a_mail

if TYPE_CHECKING:
    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk

BY = ("--as", "ling", "--reason", "it signs as a firm")
CALLS = "Unwanted calls from 0571-0000-6612. I know where you live."
PACK = packs()["cn-telecom"]
FOLDER = ROOT / "policies"


async def a_case(front: FrontDesk) -> str:
    """A complaint of a number, with a threat in it."""
    return await front.open_case(a_mail(CALLS))


async def test_the_page_shows_each_finding_with_its_rule(ling: FrontDesk) -> None:
    """In words, with the number's history; what no rule could tell is for a person."""
    number = await a_case(ling)
    words = (await ling.get(f"/case/{number}")).words

    assert "What the mail is for new complaint it complains: 'unwanted calls'" in words
    assert "Who complains consumer nothing says that it is for a business" in words
    assert "Flags threat it says 'know where you live'" in words
    assert "+8657100006612: 1 complaint since 2026-03-02 17:30" in words
    unsure = await ling.open_case(a_mail("Guten Tag.", subject="Hallo"))
    assert "a person is asked" in (await ling.get(f"/case/{unsure}")).words


async def test_the_head_of_a_case_says_what_is_known_in_brief(ling: FrontDesk) -> None:
    """Who complains, what for, how urgent it is and why; in the reader's language."""
    number = await ling.open_case(a_mail(f"{CALLS} They know where I live."))
    head = (await ling.get(f"/case/{number}")).words.partition("More about this case")[0]

    assert "Who complains consumer nothing says that it is for a business" in head
    assert "What is asked for stop calls" in head
    assert "Urgency high somebody is threatened (" in head

    await ling.post("/tongue", await ling.get("/"), tongue="zh-Hans", next="/")
    head = (await ling.get(f"/case/{number}")).words.partition("More about this case")[0]
    assert "紧急程度 紧急 有人受到威胁 (" in head
    assert "未提到是为单位或他人投诉" in head


async def test_a_correction_is_kept_shown_and_carried_out(ling: FrontDesk) -> None:
    """Who, when and why stand beside it; the ladder sees another complainant."""
    case = await Procedure.begin(ling, a_mail(CALLS))
    path = f"/case/{case.number}/correct"

    page = await ling.post(path, field="complainant", value="business", why="it signs as a firm")
    assert "your correction is noted" in page.words
    assert "On its way: complainant: business (by ling)" in page.words
    assert (
        "Who complains business it signs as a firm corrected ling, 2026-03-02 17:30" in page.words
    )
    await case.carry_out()

    page = await ling.get(f"/case/{case.number}")
    assert (await ling.case(case.number)).complainant == "business"
    assert "finding corrected complainant: business" in page.words


async def test_several_values_are_ticked(ling: FrontDesk) -> None:
    """All that stand are said at once; none at all is an answer as well."""
    number = await a_case(ling)
    path = f"/case/{number}/correct"
    await ling.post(path, field="demands", value=["refund", "apology"], why="read")
    page = await ling.post(path, field="flags", why="it is a joke")

    assert "What is asked for refund, apology read corrected ling" in page.words
    assert "Flags none it is a joke corrected" in page.words
    assert "flags: none" in page.words
    kept = [one for one in await ling.all_of(FindingRow) if one.by == "ling"]
    assert [(one.field, one.value) for one in kept] == [
        ("demands", "refund"),
        ("demands", "apology"),
        ("flags", None),
    ]


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("colour", "red", "'colour' is no finding"),
        ("bodies", "x", "bodies follows from the category, the complainant and the place"),
        ("category", "gardening", "'gardening' is not one of: harassment_call"),
        ("urgency", "", "urgency must be something: critical"),
        ("deadline", "soon", "'soon' is not a day"),
        ("caller_numbers", "private", "'private' is not a number"),
        ("references", "x" * 301, "references is too long"),
        ("respondent", "nobody", "'nobody' is not a respondent"),
        ("consent", "perhaps", "'perhaps' is not an answer"),
    ],
)
async def test_what_a_finding_cannot_be_is_refused_in_words(
    ling: FrontDesk, field: str, value: str, refusal: str
) -> None:
    """And nothing is kept of it."""
    number = await a_case(ling)

    page = await ling.post(f"/case/{number}/correct", field=field, value=value, why="because")

    assert page.is_in_words
    assert refusal in page.words
    assert await ling.all_of(DecisionRow) == []


async def test_there_is_no_such_case_to_correct(ombud: Shell, ling: FrontDesk) -> None:
    """On the page and on the command line."""
    page = await ling.post("/case/C-1/correct", field="urgency", value="low", why="because")
    said = await ombud("case", "correct", "C-1", "urgency", "low", *BY)

    assert "there is no case C-1" in page.words
    assert (said.status, said.words) == (1, "there is no case C-1, or no pack for it")


async def test_a_closed_case_shows_its_findings_and_no_form(ling: FrontDesk) -> None:
    """Nobody carries them out any more."""
    number = await a_case(ling)
    await ling.change(number, stage="closed", due_at=None)
    page = await ling.get(f"/case/{number}")
    refused = await ling.post(f"/case/{number}/correct", field="urgency", value="low", why="so")

    assert "What was found out" in page.words
    assert f"/case/{number}/correct" not in page.html
    assert f"{number} is closed already" in refused.words


async def test_a_case_from_before_says_so(ling: FrontDesk) -> None:
    """What is not kept is not made up; it can be said all the same."""
    number = await a_case(ling)
    async with ling.desk.rows.begin() as session:
        for row in await ling.all_of(FindingRow):
            await session.delete(row)

    page = await ling.get(f"/case/{number}")
    assert "Nothing is kept of how this case was assessed" in page.words
    assert "Nothing was found of these" in page.words


async def test_findings_are_read_and_corrected_on_the_command_line(
    ombud: Shell, front: FrontDesk
) -> None:
    """The category ticks off what had come; numbers are put right in their histories."""
    await Respondents(front.desk.rows).add(FIRM, by="bo", at=MONDAY)
    number = await front.open_case(a_mail(CALLS))
    said = [
        await ombud("case", "correct", number, field, value, *BY)
        for field, value in (
            ("category", "data_leak"),
            ("caller_numbers", "139 1111 2222"),
            ("respondent", "acme"),
            ("consent", "yes"),
            ("prior_on", ""),
        )
    ]

    assert [one.status for one in said] == [0] * 5
    assert "category is data_leak" in said[0].words
    assert "prior_on is none" in said[4].words
    (shown,) = (await ombud("case", "show", number, "--json")).json
    found = {one["field"]: one for one in shown["findings"]}
    assert (found["category"]["value"], found["category"]["by"]) == ("data_leak", "ling")
    assert (found["respondent"]["value"], found["consent"]["value"]) == ("acme", "yes")
    assert found["urgency"]["by"] == "assessment"
    assert (shown["urgency"], shown["complainant_type"]) == ("normal", "consumer")
    assert "findings" in (await ombud("case", "show", number)).out
    (line,) = (await ombud("caller", "list", "--json")).json
    assert (line["number"], line["complaints"]) == ("+8613911112222", 1)


# ---- in every language -----------------------------------------------------------------------


def test_every_field_and_value_is_said_in_chinese() -> None:
    """Whoever reads Chinese chooses among Chinese words."""
    known = _known("zh-Hans")
    words = {
        one.replace("_", " ")
        for field in (Field.INTENT, Field.COMPLAINANT, Field.URGENCY, Field.FLAGS, Field.DEMANDS)
        for one in choices(field, PACK, FOLDER)
    }

    assert set(NAMED) == set(Field)
    assert sorted(one for one in {*words, *NAMED.values()} if known.gettext(one) == one) == []


def test_what_a_first_look_finds_is_among_the_choices() -> None:
    """Nobody is shown a value that they could not have chosen."""
    eyes = Eyes(pack=PACK, packs=packs(), folder=FOLDER)
    assert words_of(FOLDER).flags
    for path in sorted((ROOT / "tests" / "complaints").glob("*.yaml"))[::4]:
        row = yaml.safe_load(path.read_text("utf-8"))
        opening = eyes.look(a_message(row["body"], row["subject"])).opening
        for one in opening.found:
            offered = choices(one.field, PACK, FOLDER)
            free = one.field in FOLLOWS or not offered or one.finding.value is None
            assert free or one.finding.value in offered, one
