"""``ombud policy due`` and ``policy explain CASE``: when something is due, and why then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from casework.case import Stage
from casework.policy import Counting, Owner
from console.clocks import clocks
from console.names import in_english
from tests.casework.periods import period, working
from tests.casework.situations import CHINA, OMBUDSMAN, POLICY, TUESDAY, a_pack, stands
from tests.console.command_line import Shell
from tests.console.procedure import Procedure
from tests.examples import MONDAY, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from casework.casefile import CaseFile
    from console.clocks import ClockLine
    from tests.console.front_desk import FrontDesk

REVIEW = ("policy", "due", "--pack", "example", "--clock", "review", "--from")


async def test_a_due_date_explains_itself_line_by_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three working days from a Friday before the Spring Festival."""
    said = await Shell(monkeypatch, {})(*REVIEW, "2026-02-13T09:00+08:00")

    assert said.status == 0
    assert said.out.splitlines()[:4] == [
        "3 working days: the desk's own rule",
        "from Friday 2026-02-13 09:00, a day that is not counted",
        "Saturday 2026-02-14: a make-up working day, for 2026-02-20",
        "Sunday 2026-02-15: weekend",
    ]
    assert said.out.splitlines()[-1] == "due Wednesday 2026-02-25, to the end of the day"


async def test_a_machine_gets_the_date_and_steps_that_add_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The end of the due date in the pack's zone; moments without a zone are the pack's."""
    told = (await Shell(monkeypatch, {})(*REVIEW, "2026-02-13T09:00", "--json")).json

    assert (told["due_on"], told["due_at"]) == ("2026-02-25", "2026-02-26T00:00:00+08:00")
    assert (told["from"], told["provisional"]) == ("2026-02-13T09:00:00+08:00", False)
    assert (told["owner"], told["kind"], told["basis"]) == ("ours", "policy", "policy")
    whole = timedelta(seconds=sum(one["moves_seconds"] for one in told["steps"]))
    began = datetime.fromisoformat(told["from"]).date()
    assert f"{began + whole}" == told["due_on"]
    assert sum(one["counted"] for one in told["steps"]) == 3


async def test_a_date_that_may_still_move_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice of holidays for 2027 is not out."""
    ombud = Shell(monkeypatch, {})

    told = (await ombud(*REVIEW, "2026-12-25", "--json")).json
    said = await ombud(*REVIEW, "2026-12-25")

    assert (told["due_on"], told["provisional"]) == ("2026-12-30", True)
    assert "provisional: nobody has confirmed the calendar for 2026-12-29" in said.words


async def test_a_desk_s_own_calendar_file_makes_a_date_final(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Once the notice is out, and without a new version of anything."""
    (tmp_path / "calendars").mkdir()
    for file in ("example.yaml", "bodies"):
        (tmp_path / file).symlink_to(ROOT / "policies" / file)
    (tmp_path / "calendars" / "CN.yaml").write_text(
        "schema: ombud-calendar/1\nsource: the notice\nverified_through: 2027-12-26\n"
        "days: [{day: 2026-12-29, worked: false, why: a bridge, source: the notice}]\n"
    )
    ombud = Shell(monkeypatch, {"OMBUD_PACKS_FOLDER": str(tmp_path)})

    told = (await ombud(*REVIEW, "2026-12-25", "--json")).json

    assert (told["due_on"], told["provisional"]) == ("2026-12-31", False)


async def test_another_calendar_may_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The complainant's nation decides, where packs speak of several."""
    ombud = Shell(monkeypatch, {})

    scotland = (await ombud(*REVIEW, "2026-11-27", "--calendar", "GB-SCT", "--json")).json
    england = (await ombud(*REVIEW, "2026-11-27", "--calendar", "GB-ENG", "--json")).json
    nowhere = await ombud(*REVIEW, "2026-11-27", "--calendar", "moon")

    assert (scotland["due_on"], england["due_on"]) == ("2026-12-03", "2026-12-02")
    assert (nowhere.status, "there is no calendar 'moon'" in nowhere.words) == (1, True)


async def test_what_cannot_be_counted_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pack, no clock, no moment."""
    ombud = Shell(monkeypatch, {})

    pack = await ombud("policy", "due", "--pack", "x", "--clock", "review", "--from", "2026-02-13")
    clock = await ombud(
        "policy", "due", "--pack", "example", "--clock", "x", "--from", "2026-02-13"
    )
    moment = await ombud(*REVIEW, "soon")

    assert (pack.status, clock.status, moment.status) == (1, 1, 2)
    assert "there is no pack 'x'" in pack.words
    assert "example has no clock 'x': it has answer, closing" in clock.words
    assert "--from is 'soon'" in moment.words


# ---- the clocks of one case ---------------------------------------------------------------


async def test_the_clocks_of_a_case_are_explained(ombud: Shell, front: FrontDesk) -> None:
    """Those that run line by line; named as an argument or as an option."""
    case = await Procedure.approval_pending(front)

    said = await ombud("policy", "explain", case.number)
    same = await ombud("policy", "explain", "--case", case.number)
    rows = (await ombud("policy", "explain", case.number, "--json")).json

    assert said.out == same.out
    assert "answer of Acme Calls (the respondent's): until 2026-03-17" in said.out
    assert "  from Monday 2026-03-02 17:30, a day that is not counted" in said.out.splitlines()
    assert "  due Tuesday 2026-03-17, to the end of the day" in said.out.splitlines()
    assert {one["whose"] for one in rows if one["runs"]} == {"the respondent's", "ours"}
    assert rows[0]["steps"][-1] == "due Tuesday 2026-03-17, to the end of the day"


async def test_a_case_whose_clocks_nobody_can_explain_is_told(
    ombud: Shell, front: FrontDesk
) -> None:
    """One that there is not, one without a clock, one whose pack has gone."""
    case = await Procedure.begin(front)

    nothing = await ombud("policy", "explain", case.number)
    nowhere = await ombud("policy", "explain", "C-2026-999999")
    await front.change(case.number, pack="gone")
    gone = await ombud("policy", "explain", case.number)

    assert (nothing.status, nothing.words) == (0, "no clock has been started")
    assert (nowhere.status, nowhere.words) == (1, "there is no case C-2026-999999")
    assert (gone.status, "its rules, gone 2026" in gone.words) == (1, True)


async def test_explaining_needs_a_case_or_a_pack(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them."""
    ombud = Shell(monkeypatch, {})

    for words in ((), ("C-2026-000001", "--pack", "example")):
        said = await ombud("policy", "explain", *words)
        assert (said.status, "name a case, or a pack" in said.words) == (2, True)


async def test_a_running_clock_is_explained_on_the_page(ling: FrontDesk) -> None:
    """In the panel, folded away until somebody wants to know."""
    case = await Procedure.with_respondent(ling)

    words = (await ling.get(f"/case/{case.number}")).words

    assert "Why 2026-03-17" in words
    assert "15 calendar days, days of rest included: to Tuesday 2026-03-17" in words


# ---- further clocks -------------------------------------------------------------------------


def lines(file: CaseFile) -> dict[str, ClockLine]:
    """The clocks of a file as they are shown."""
    return {one.what: one for one in clocks(file, CHINA, TUESDAY, None)}


def test_a_pack_s_further_clocks_are_shown_with_whose_they_are() -> None:
    """Started by what happened to the case, each for itself; a body's has its name."""
    accept = working(5, owner=Owner.BODY, body=OMBUDSMAN, start="referred")
    request = period(1, Counting.MONTHS, start="complaint_received", stop=("answer_sent",))
    contact = period(20, Counting.HOURS, start="complaint_received", stop=("answer_sent",))
    never = working(5, start="breach_found")
    pack = a_pack(
        more_clocks={"x.accept": accept, "x.data": request, "x.hours": contact, "x.no": never}
    )
    shown = lines(replace(stands(Stage.WITH_BODY), policy=pack))

    theirs = shown[f"accept ({in_english(POLICY.bodies[OMBUDSMAN].names)})"]
    assert (theirs.whose, theirs.until, theirs.runs) == ("the body's", "2026-03-09", True)
    assert (shown["data"].whose, shown["data"].until) == ("ours", "2026-04-02")
    assert (shown["hours"].until, shown["hours"].late) == ("2026-03-03 13:30", True)
    assert "no" not in shown


def test_a_further_clock_that_was_stopped_or_whose_case_is_closed_runs_no_more() -> None:
    """Its explanation stays."""
    request = working(20, start="complaint_received", stop=("answer_sent",))
    pack = a_pack(more_clocks={"x.data": request})

    answered, closed = (
        lines(replace(stands(stage), policy=pack)) for stage in (Stage.ANSWERED, Stage.CLOSED)
    )

    assert not answered["data"].runs
    assert not closed["data"].runs
    assert closed["data"].since == MONDAY
    assert closed["data"].steps
