"""The story of a case, of all or of one party alone; and its way as a picture."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import CorrespondentRow, EventRow, LetterRow, MessageRow
from casework.case import Stage
from casework.letters import LetterKind
from console.ladder_picture import State, Step, folded, picture
from console.story import AT_A_TIME
from tests.console.procedure import Procedure
from tests.examples import MONDAY

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk, Page

HERS = "She lives alone and is afraid of these calls"
THEIRS = "Which of her numbers do you mean?"
BODYS = "The ombudsman has opened a file on your matter"


async def with_everybody(ling: FrontDesk) -> Procedure:
    """A case on which complainant, respondent and a body have written; with a note of staff."""
    case = await Procedure.with_respondent(ling)
    ling.clock.now += timedelta(hours=1)
    await case.says(THEIRS, party="respondent")
    await case.says(HERS)
    async with ling.desk.rows.begin() as session:
        address = "intake@ombudsman.example"
        person = CorrespondentRow(
            case_number=case.number, party="body", address=address, name="O", token="t" * 26
        )
        session.add(person)
    await case.says(BODYS, party="body")
    await ling.post(f"/case/{case.number}/note", text="She rang at noon")
    return case


@pytest.mark.parametrize(
    ("party", "there", "not_there"),
    [
        ("complainant", HERS, (THEIRS, BODYS)),
        ("respondent", THEIRS, (HERS, BODYS)),
        ("body:example-ombudsman", BODYS, (HERS, THEIRS)),
    ],
)
async def test_a_thread_holds_the_words_of_its_party_alone(
    ling: FrontDesk, party: str, there: str, not_there: tuple[str, ...]
) -> None:
    """On the page of the story, and beside the letter that is written to them."""
    case = await with_everybody(ling)

    story = (await ling.get(f"/case/{case.number}?party={party}")).html.partition('id="story"')[2]
    writing = (await ling.get(f"/case/{case.number}/write?to={party}")).html

    for shown in (story.partition("<aside>")[0], writing):
        assert there in shown
        assert not [one for one in (*not_there, "She rang at noon") if one in shown]


async def test_who_writes_for_a_body_from_elsewhere_has_a_thread_of_their_own(
    ling: FrontDesk,
) -> None:
    """Nobody knows which body it is: the words stand with no other one's."""
    case = await Procedure.with_respondent(ling)
    async with ling.desk.rows.begin() as session:
        (first,) = [one for one in await ling.all_of(MessageRow) if one.case_number == case.number]
        row = await session.get_one(MessageRow, first.id)
        row.party, row.sender = "body", "somebody@elsewhere.example"

    page = await ling.get(f"/case/{case.number}?party=body")
    other = await ling.get(f"/case/{case.number}?party=body:example-ombudsman")

    assert "somebody@elsewhere.example" in page.html.partition('id="story"')[2]
    assert "from the body" not in other.words.partition("only:")[2]
    refused = await ling.get(f"/case/{case.number}/write?to=body")
    assert refused.status == 404


async def test_an_earlier_respondent_has_a_thread_of_its_own(ling: FrontDesk) -> None:
    """The one of now sees nothing of it, and nobody writes to the other any more."""
    case = await Procedure.with_respondent(ling)
    await ling.post(
        f"/case/{case.number}/decide", kind="assign a respondent", value="house", why="it is ours"
    )
    await case.carry_out()

    page = await ling.get(f"/case/{case.number}/write?to=respondent")
    earlier = await ling.get(f"/case/{case.number}?party=respondent:calls@firm.example")

    assert "calls@firm.example" not in page.words
    assert "department@desk.example" in page.words
    assert "to the respondent calls@firm.example" in earlier.words
    address = f"/case/{case.number}/write?to=respondent:calls@firm.example"
    assert (await ling.get(address)).status == 404


@pytest.mark.parametrize(
    ("kind", "there", "not_there"),
    [
        ("note", "She rang at noon", HERS),
        ("message", HERS, "She rang at noon"),
        ("letter", "We have your complaint", HERS),
        ("event", "message added", HERS),
        ("decision", "hand over: ling", HERS),
        ("task", "look again", HERS),
    ],
)
async def test_the_story_can_be_cut_down_to_one_kind(
    ling: FrontDesk, kind: str, there: str, not_there: str
) -> None:
    """By a link, that is, by what stands in the address."""
    case = await with_everybody(ling)
    number = case.number
    await ling.post(f"/case/{number}/put-off", until="2026-03-09", why="look again")
    await ling.post(f"/case/{number}/decide", kind="hand over", value="ling", why="mine")

    page = await ling.get(f"/case/{number}?kind={kind}")
    story = page.html.partition('id="story"')[2].partition("<aside>")[0]

    assert there in story
    assert not_there not in story


async def test_an_internal_note_says_so_and_goes_nowhere(ling: FrontDesk) -> None:
    """It stands in the story, marked; in no letter and in no dossier."""
    case = await with_everybody(ling)
    ling.clock.now += timedelta(days=17)
    await case.order(LetterKind.BREACH_NOTICE)

    page = await ling.get(f"/case/{case.number}")

    assert "internal note ling" in page.words
    letters = await ling.all_of(LetterRow)
    assert any(one.kind == "referral" for one in letters)
    assert not any(b"She rang at noon" in one.raw for one in letters)


async def test_a_long_story_comes_page_by_page(ling: FrontDesk) -> None:
    """The newest first, or the oldest; a page too far is the last one, nonsense the first."""
    case = await Procedure.with_respondent(ling)
    async with ling.desk.rows.begin() as session:
        session.add_all(
            EventRow(
                case_number=case.number,
                at=MONDAY + timedelta(minutes=n),
                kind="reminded",
                why=f"number {n:03}",
                cause=f"test/{n}",
            )
            for n in range(2 * AT_A_TIME)
        )

    first, second = [await shown(ling, case, f"&page={page}") for page in (1, 2)]
    oldest = await shown(ling, case, "&order=oldest")

    assert [*first, *second] == list(reversed(range(2 * AT_A_TIME)))
    assert len(first) == AT_A_TIME
    assert await shown(ling, case, "&page=99") == []
    assert oldest[:2] == [0, 1]
    assert "page 1 of 3" in (await ling.get(f"/case/{case.number}?kind=event")).words
    for odd in ("?kind=nonsense&party=nobody&order=x", "?page=0", "?page=x"):
        page = await ling.get(f"/case/{case.number}{odd}")
        assert page.status in {200, 404}
        assert page.status == 200 or page.is_in_words


async def shown(ling: FrontDesk, case: Procedure, query: str) -> list[int]:
    """The numbers of the reminders on a page, in their order."""
    page = await ling.get(f"/case/{case.number}?kind=event{query}")
    return [int(one) for one in re.findall(r"number (\d{3})", page.words)]


async def test_what_followed_stands_with_what_it_followed_from(ling: FrontDesk) -> None:
    """The events of a decision, without saying its reason twice."""
    case = await Procedure.with_respondent(ling)
    await ling.post(f"/case/{case.number}/decide", kind="hand over", value="ling", why="it is mine")
    await case.carry_out()

    page = await ling.get(f"/case/{case.number}?kind=decision")
    story = page.html.partition('id="story"')[2]

    assert "hand over: ling by ling" in page.words
    assert "it is mine handed to a person" in page.words
    assert story.count("it is mine") == 1


# ---- the picture -----------------------------------------------------------------------------


def drawn(page: Page) -> list[tuple[str, str]]:
    """The steps of the picture: what has become of each, and its title."""
    found = re.findall(r'<g class="step (\w+)">(.*?)</g>', page.html, re.DOTALL)
    titles = [re.findall(r'<text class="title"[^>]*>([^<]*)<', body) for _, body in found]
    return [(state, " ".join(title)) for (state, _), title in zip(found, titles, strict=True)]


@pytest.mark.parametrize(
    ("stage", "here"),
    [
        (Stage.RECEIVED, "The complaint"),
        (Stage.AWAITING_EVIDENCE, "Evidence"),
        (Stage.WITH_RESPONDENT, "Acme Calls"),
        (Stage.APPROVAL_PENDING, "The Example Ombudsman"),
        (Stage.WITH_BODY, "The Example Ombudsman"),
        (Stage.ANSWERED, "Is the answer enough?"),
        (Stage.HANDED_OVER, "A person"),
        (Stage.CLOSED, "The end"),
    ],
)
async def test_the_picture_shows_where_the_case_stands(
    ling: FrontDesk, stage: Stage, here: str
) -> None:
    """One step is where it is now, whatever has been before."""
    case = await Procedure.with_respondent(ling)
    closed = {"closed_at": MONDAY, "outcome": "resolved"} if stage is Stage.CLOSED else {}
    rung = {"rung": "example-ombudsman", "referred_at": MONDAY, "answered_at": MONDAY}
    await ling.change(case.number, stage=stage, **rung, **closed)

    steps = drawn(await ling.get(f"/case/{case.number}"))

    assert [title for state, title in steps if state == "here"] == [here]
    assert steps[0][1] == "The complaint"
    assert steps[-1][1] == "The end"


async def test_the_picture_is_said_in_words_too(ling: FrontDesk) -> None:
    """For whoever cannot see it: each step, what has become of it, what comes when."""
    case = await Procedure.with_respondent(ling)

    html = (await ling.get(f"/case/{case.number}")).html
    words = re.findall(r"<desc[^>]*>(.*?)</desc>", html)[0]

    assert "The complaint (done); came 2026-03-02, acknowledged 2026-03-02." in words
    assert "Acme Calls (here); asked 2026-03-02, to answer by 2026-03-17; remind the" in words
    assert 'role="img" aria-labelledby="way-picture-title way-picture-words"' in html


async def test_a_respondent_that_is_not_to_hear_of_it_is_shut(ling: FrontDesk) -> None:
    """The picture says so, and does not wait for its answer."""
    case = await Procedure.begin(ling)
    await ling.change(case.number, pack="cn-telecom", category="suspected_fraud")

    steps = drawn(await ling.get(f"/case/{case.number}"))

    assert ("shut", "Acme Calls") in steps


async def test_evidence_that_is_still_needed_stands_in_the_picture(ling: FrontDesk) -> None:
    """By its name; and what a body asks that nobody knows."""
    case = await Procedure.with_respondent(ling)
    await ling.change(case.number, category="refund_refused", evidence_since=MONDAY)
    wanting = (await ling.get(f"/case/{case.number}")).html.partition("</desc>")[0]
    await ling.change(case.number, pack="cn-telecom", category="harassment_call")
    unknown = (await ling.get(f"/case/{case.number}")).html.partition("</desc>")[0]

    assert "asked for 2026-03-02; still needed: the contract" in wanting
    assert "; The matter was not settled before" in unknown


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("one two three", ["one two", "three"]),
        ("\u6295\u8bc9\u6295\u8bc9\u6295\u8bc9", ["\u6295\u8bc9\u6295\u8bc9", "\u6295\u8bc9"]),
        ("abcdefghijkl", ["abcdefghijkl"]),
        ("a\u6295 b", ["a\u6295 b"]),
    ],
)
def test_words_are_folded_where_a_line_ends(text: str, lines: list[str]) -> None:
    """Between words, and between any two Han signs; a word that is too long stays whole."""
    assert folded(text, 8) == lines


def test_steps_stand_below_each_other() -> None:
    """Each as far down as the words above it need."""
    step = Step(title="A step", state=State.AHEAD, lines=("one line",))
    small = picture([step, step])
    tall = picture([replace(step, lines=("a long line of words " * 6,)), step])

    assert small.nodes[0].y < small.nodes[1].y < small.height
    assert tall.height > small.height
    assert small.in_words == "A step (ahead); one line. A step (ahead); one line."


async def test_the_head_says_why_a_person_is_needed(ling: FrontDesk) -> None:
    """With the rule behind it, and since when."""
    case = await Procedure.with_respondent(ling)
    await case.says("Is there anything else?", party="respondent")

    words = (await ling.get(f"/case/{case.number}")).words

    assert "Complainant Ana Lima consumer ana@home.example" in words
    assert "A reply waits to be read of the respondent: it asks something since 2026-03-02" in words


async def test_the_case_speaks_chinese(ling: FrontDesk) -> None:
    """Stages, steps, decisions, events, clocks: nothing of ours is left in English."""
    case = await with_everybody(ling)
    await ling.post(f"/case/{case.number}/decide", kind="hand over", value="ling", why="mine")
    await case.carry_out()
    page = await ling.get(f"/case/{case.number}")
    await ling.post("/tongue", page, tongue="zh-Hans", next="/")

    html = (await ling.get(f"/case/{case.number}")).html
    html = re.sub(r'<p class="words">.*?</p>', "", html, flags=re.DOTALL)
    ours = " ".join(re.sub(r"<[^>]*>", "", html).split())

    for english in (
        *("Decide", "Next step", "handed to a person", "message added", "hand over", "company"),
        *("the respondent's", "working days", "internal note", "with respondent"),
        *("from the", "to the", "a person reads the case", "may take", "Understood"),
    ):
        assert english not in ours, english
    assert "\u4eba\u5de5\u9605\u8bfb\u6848\u4ef6" in ours, "a person reads the case"
