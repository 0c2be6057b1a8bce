"""Other versions of packs at the command line and in the console; what only people know."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import DecisionRow
from adapters.storage.packs import keep
from console import packs as rules
from tests.adapters.packs import POLICIES, SOONER, raised, the_example
from tests.console.procedure import Procedure
from tests.examples import MONDAY, a_mail

if TYPE_CHECKING:
    from pathlib import Path

    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk

BY = ("--as", "ling", "--reason", "the new rules")
EXAMPLE = the_example()["version"]
SHORTER = "the respondent's time runs out: 2026-03-17 → 2026-03-15 (13 calendar days)"


async def a_running_case(front: FrontDesk) -> Procedure:
    """It began under the shipped example, which is kept."""
    await keep(front.desk.rows, front.desk.packs, MONDAY)
    return await Procedure.with_respondent(front)


def load(front: FrontDesk, ombud: Shell | None, folder: Path) -> None:
    """The desk's folder is another one from now on."""
    vars(front.desk)["packs"] = raised(folder, SOONER)
    if ombud is not None:
        ombud.monkeypatch.setenv("OMBUD_PACKS_FOLDER", str(folder))


async def test_a_case_follows_the_version_of_the_day_on_which_its_mail_came(
    ling: FrontDesk, tmp_path: Path
) -> None:
    """However late it is looked at: a mail of yesterday is under the rules of yesterday."""
    await keep(ling.desk.rows, ling.desk.packs, MONDAY)
    since = ("{from: 2026-01-01,", "{from: 2026-03-03,")
    vars(ling.desk)["packs"] = raised(tmp_path / "new", since)

    before = await ling.take_in(a_mail("Unwanted calls, again."), received_at=MONDAY)
    after = await ling.take_in(
        a_mail("Unwanted calls, again and again."), received_at=MONDAY + timedelta(days=1)
    )

    versions = [(await ling.case(one.case_number or "")).pack_version for one in (before, after)]
    assert versions == [EXAMPLE, "2027.1"]


async def test_what_a_new_pack_would_change_is_told_and_nothing_is_written(
    ombud: Shell, front: FrontDesk, tmp_path: Path
) -> None:
    """For each open case, in words and for a machine; of a file and of a folder."""
    case = await a_running_case(front)
    folder = tmp_path / "new"
    raised(folder, SOONER)
    before = await front.record()

    told = await ombud("policy", "simulate", "--pack", str(folder / "example.yaml"))
    (row,) = (await ombud("policy", "simulate", "--pack", str(folder), "--json")).json

    assert told.status == 0
    assert f"{case.number} (with respondent): {EXAMPLE} → 2027.1" in told.out
    assert f"  {SHORTER}" in told.out
    assert "1 open case could adopt it: 1 would change, 0 would be refused" in told.out
    assert row["number"] == case.number
    assert row["dates"][-1]["after"] == "2026-03-15"
    assert await front.record() == before


async def test_a_version_that_was_not_raised_is_told(
    ombud: Shell, front: FrontDesk, tmp_path: Path
) -> None:
    """It would be refused at the next start; the pack as it is changes nothing."""
    await a_running_case(front)
    folder = tmp_path / "new"
    raised(folder, SOONER, version=EXAMPLE)

    said = await ombud("policy", "simulate", "--pack", str(folder))
    same = await ombud("policy", "simulate", "--pack", str(POLICIES / "example.yaml"))

    assert said.status == 1
    assert "differs in clocks.answer: raise its version" in said.words
    assert same.words == "0 open cases could adopt it: 0 would change, 0 would be refused"


async def test_cases_adopt_a_version_one_by_one_or_all(
    ombud: Shell, front: FrontDesk, tmp_path: Path
) -> None:
    """By a person with a reason; the row is on its way, and the case follows once it is carried."""
    first, second = await a_running_case(front), await Procedure.with_respondent(front)
    load(front, ombud, tmp_path / "new")

    one = await ombud("policy", "adopt", "2027.1", "--case", first.number, *BY)
    twice = await ombud("policy", "adopt", "2027.1", "--case", first.number, *BY)
    await first.carry_out()
    rest = await ombud("policy", "adopt", "2027.1", "--all", *BY)
    await second.carry_out()
    done = await ombud("policy", "adopt", "2027.1", "--all", *BY)
    again = await ombud("policy", "adopt", "2027.1", "--case", first.number, *BY)

    assert (one.status, rest.status, done.status) == (0, 0, 0)
    assert "is on its way: wait for that" in twice.words
    assert first.number not in rest.words
    assert done.words == "every open case follows 2027.1 already"
    assert (again.status, "2027.1 already" in again.words) == (1, True)
    assert {(await front.case(case.number)).pack_version for case in (first, second)} == {"2027.1"}
    rows = await front.all_of(DecisionRow)
    assert {(row.kind, row.by, row.why) for row in rows} == {
        ("adopt a pack version", "ling", "the new rules")
    }
    view = await front.desk.views.case(first.number)
    assert view is not None
    assert f"example {EXAMPLE} → 2027.1, by ling: the new rules; " in view.events[-1].why
    assert SHORTER in view.events[-1].why


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("2031", "--case", "{number}"), "there is no version '2031' of example: there are 20"),
        (("2031", "--case", "C-2026-999999"), "there is no case C-2026-999999"),
        (("2031", "--all"), "no pack of an open case has a version '2031'"),
        (("2031",), "name cases with --case, or all of them with --all"),
    ],
)
async def test_what_cannot_be_adopted_is_refused_in_words(
    ombud: Shell, front: FrontDesk, words: tuple[str, ...], why: str
) -> None:
    """Nothing is written."""
    case = await a_running_case(front)

    said = await ombud("policy", "adopt", *(one.format(number=case.number) for one in words), *BY)

    assert said.status in {1, 2}
    assert why in said.words
    assert await front.all_of(DecisionRow) == []


async def test_a_case_without_its_category_is_not_taken_over(
    ombud: Shell, front: FrontDesk, tmp_path: Path
) -> None:
    """The simulation says so beforehand; the adoption is refused with the same words."""
    case = await a_running_case(front)
    load(front, ombud, tmp_path / "new")
    await front.change(case.number, category="gone")

    told = await ombud("policy", "simulate", "--pack", str(tmp_path / "new"))
    said = await ombud("policy", "adopt", "2027.1", "--case", case.number, *BY)

    why = "it is about gone, which example 2027.1 does not know."
    assert f"REFUSED: {why}" in told.words
    assert said.status == 1
    assert why in said.words


async def test_a_pack_whose_review_is_overdue_is_told(front: FrontDesk, ombud: Shell) -> None:
    """By the doctor; a case whose rules are nowhere too."""
    case = await a_running_case(front)
    await front.change(case.number, pack_version="2020.1")

    said = (await ombud("doctor", "--json")).json
    (pack,) = [one for one in said if one["part"] == "pack"]

    assert not pack["well"]
    assert "1 open case follows example 2020.1, which is neither" in pack["found"]
    assert "policy simulate and adopt" in pack["advice"]


# ---- the console ---------------------------------------------------------------------------


async def test_of_many_cases_the_page_of_the_rules_works_out_the_first(
    ling: FrontDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says how many more there are, and where they are worked out."""
    monkeypatch.setattr(rules, "AT_ONCE", 1)
    first, second = await a_running_case(ling), await Procedure.with_respondent(ling)
    load(ling, None, tmp_path / "new")

    words = (await ling.get("/packs")).words

    assert (first.number in words) != (second.number in words)
    assert "1 more cases are not on this page: `./ombud policy simulate` works them out" in words


async def test_the_page_of_the_rules_shows_and_adopts(ling: FrontDesk, tmp_path: Path) -> None:
    """What would change, a button a case, and one for all of them."""
    first, second = await a_running_case(ling), await Procedure.with_respondent(ling)
    load(ling, None, tmp_path / "new")

    page = await ling.get("/packs")
    one = await ling.post(
        "/packs/adopt", page, version="2027.1", number=first.number, why="the new rules"
    )
    none = await ling.post("/packs/adopt", page, version="2031", number=second.number, why="x")
    rest = await ling.post(
        "/packs/adopt", page, version="2027.1", number=[first.number, second.number], why="all"
    )

    assert page.status == 200
    assert SHORTER in page.words
    assert f"2 follow {EXAMPLE} (an earlier version, kept)" in page.words
    assert "All of them (2)" in page.words
    assert f"{first.number} will follow 2027.1 as soon as the workflow has heard." in one.words
    assert "on its way" in one.words
    assert "there is no version '2031' of example" in none.words
    assert f"{second.number} will follow 2027.1" in rest.words
    assert "is on its way: wait for that" in rest.words
    assert len(await ling.all_of(DecisionRow)) == 2


async def test_the_page_of_the_rules_says_what_is_nowhere(ling: FrontDesk) -> None:
    """And a pack that nobody has read again; so does the list of cases."""
    case = await a_running_case(ling)
    await ling.change(case.number, pack="last-year", pack_version="3")
    example = ling.desk.packs["example"]
    due = replace(example.in_force, review_due=date(2026, 3, 1))
    old = replace(example, in_force=due)
    vars(ling.desk)["packs"] = {**ling.desk.packs, "example": old}

    page, cases = await ling.get("/packs"), await ling.get("/")
    health = (await ling.get("/health")).response.json()

    assert "last-year 3: this pack is not loaded any more. Open cases: 1" in page.words
    assert "was to be reviewed by 2026-03-01" in page.words
    assert "was to be reviewed by 2026-03-01" in cases.words
    assert any("follows last-year 3, which is neither" in one for one in health["troubles"])


# ---- what only people know -----------------------------------------------------------------

HALTS = (
    "consent: inform",
    """more_clocks:
  xx.report: {days: 5, counting: calendar days, basis: policy, owner: respondent,
              start: breach_found, stop: [reported]}
consent: inform""",
)


async def test_what_happened_is_recorded_and_starts_its_clock(
    ombud: Shell, ling: FrontDesk, tmp_path: Path
) -> None:
    """At the command line and with the form; the clock is explained from that day on."""
    vars(ling.desk)["packs"] = raised(tmp_path / "own", HALTS)
    ombud.monkeypatch.setenv("OMBUD_PACKS_FOLDER", str(tmp_path / "own"))
    case = await Procedure.with_respondent(ling)
    page = await ling.get(f"/case/{case.number}")

    said = await ombud("case", "happened", case.number, "breach_found", "2026-03-01", *BY)
    await case.carry_out()
    explained = await ombud("policy", "explain", case.number)
    ended = await ling.post(
        f"/case/{case.number}/happened", page, about="reported", value="2026-03-02", why="letter"
    )
    await case.carry_out()
    over = await ombud("policy", "explain", case.number)

    assert "breach found (starts xx.report)" in page.words
    assert "its clocks are counted anew" in said.words
    assert "report (the respondent's): until 2026-03-06, runs" in explained.words
    assert "it is recorded; the clocks are counted anew" in ended.words
    assert "breach found: 2026-03-01 (ling: the new rules)" in ended.words
    assert "report (the respondent's): until 2026-03-06, ended" in over.words


@pytest.mark.parametrize(
    ("event", "when", "why"),
    [
        ("earthquake", "2026-03-01", "'earthquake' is no event that people record for example"),
        ("breach_found", "yesterday", "'yesterday' is not a day such as 2026-03-05"),
        ("breach_found", "2026-03-09", "2026-03-09 has not come yet"),
    ],
)
async def test_what_cannot_have_happened_is_refused(  # noqa: PLR0917  a table's columns
    ombud: Shell, front: FrontDesk, tmp_path: Path, event: str, when: str, why: str
) -> None:
    """In words; nothing is written. What never happened after all is taken back."""
    vars(front.desk)["packs"] = raised(tmp_path / "own", HALTS)
    ombud.monkeypatch.setenv("OMBUD_PACKS_FOLDER", str(tmp_path / "own"))
    number = await front.open_case()

    said = await ombud("case", "happened", number, event, when, *BY)
    back = await ombud("case", "happened", number, "breach_found", "never", *BY)
    nowhere = await ombud("case", "happened", "C-2026-999999", event, when, *BY)
    await front.change(number, pack_version="2020.1")
    lost = await ombud("case", "happened", number, "breach_found", "never", *BY)

    assert said.status == 1
    assert why in said.words
    assert back.status == 0
    assert "there is no case" in nowhere.words
    assert "its rules, example 2020.1, are neither" in lost.words
    assert [row.value for row in await front.all_of(DecisionRow)] == ["never"]


async def test_a_desk_does_not_start_on_a_version_that_was_used_before(
    ombud: Shell, front: FrontDesk, tmp_path: Path
) -> None:
    """The console says what differs, and what would be right."""
    await keep(front.desk.rows, front.desk.packs, MONDAY)
    raised(tmp_path / "own", SOONER, version=EXAMPLE)
    ombud.monkeypatch.setenv("OMBUD_PACKS_FOLDER", str(tmp_path / "own"))

    said = await ombud("console")

    assert said.status == 1
    assert "It differs in: clocks.answer. Raise its version" in said.words
