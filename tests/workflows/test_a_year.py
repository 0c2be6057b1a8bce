"""A year of a case with every pack, on the real server: each letter as a person would read it.

What people do in it stands in ``lives``; the letters are kept in ``tests/letters``.
"""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from adapters.calendars import Calendars
from adapters.press import long_date
from adapters.storage.engine import open_engine, sessions
from casework import clock
from casework.case import Language
from casework.counting import Course
from casework.events import EventKind
from tests.letters.kept import as_read, kept
from tests.workflows.lives import LIVES, a_year_of_all, all_packs

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime
    from pathlib import Path

    from temporalio.testing import WorkflowEnvironment

    from adapters.storage.views import CaseView
    from casework.policy import Policy

pytestmark = pytest.mark.again

PACK_OF = {one.name: all_packs()[one.pack] for one in LIVES}
of_each_life = pytest.mark.parametrize("life", list(PACK_OF))
REWRITE = "the letters differ from those that are kept: python -m tests.letters.rewrite, and read"
TO_ANSWER_BY = re.compile(r"to answer by (\d{4}-\d\d-\d\d): .*")
HAN = re.compile(r"[\u4e00-\u9fff]")
ONLY_SIMPLIFIED = re.compile("[这们请发应对时经过没还办处给让说诉]")
ONLY_TRADITIONAL = re.compile("[這們請發應對時經過沒還辦處給讓說訴]".replace("過", ""))


@pytest.fixture(scope="module")
async def years(
    temporal: WorkflowEnvironment, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[dict[str, CaseView]]:
    """The cases of one desk with all the packs, at the end of their year."""
    file = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("year") / "desk.db")
    engine = open_engine(f"sqlite:///{file}")
    try:
        yield await a_year_of_all(temporal, sessions(engine))
    finally:
        await engine.dispose()


@pytest.fixture(scope="module")
def read(years: dict[str, CaseView]) -> dict[str, dict[str, str]]:
    """Their letters as people read them."""
    return {life: as_read(view, PACK_OF[life]) for life, view in years.items()}


@of_each_life
async def test_each_letter_reads_as_it_is_kept(read: dict[str, dict[str, str]], life: str) -> None:
    """To whom, on which day, what it says, and what is attached: file by file."""
    written = read[life]

    assert list(written) == list(kept(life)), REWRITE
    for name, text in kept(life).items():
        assert written[name] == text, f"{life}/{name}: {REWRITE}"


@of_each_life
async def test_the_way_it_went(years: dict[str, CaseView], life: str) -> None:
    """Breach, approval by a person, two bodies, appeal, closed, reopened, closed; nothing undone.

    And nothing of it may be deleted from its first message on.
    """
    view = years[life]
    happened = [EventKind(one.kind) for one in view.events]
    way = iter(happened)

    for step in (
        *(EventKind.OPENED, EventKind.LEGAL_HOLD, EventKind.ACKNOWLEDGED),
        *(EventKind.BREACHED, EventKind.APPROVED, EventKind.REFERRED),
        EventKind.CLOSED,
        *(EventKind.REOPENED, EventKind.CLOSED),
    ):
        assert step in way, f"{step} is missing, or not in its place: {happened}"
    assert happened.count(EventKind.REFERRED) == len(set(view.case.tried)) >= 2
    over = happened.index(EventKind.CLOSED, happened.index(EventKind.REFERRED))
    assert EventKind.APPEALED in happened[:over]
    assert view.case.closed_at is not None
    assert view.case.closed_at - view.case.opened_at > timedelta(days=365)
    assert not [one.key for one in view.letters if one.state in {"pending", "failed", "unknown"}]


async def test_a_door_that_closes_is_told_in_time_and_then_left_alone(
    years: dict[str, CaseView],
) -> None:
    """Eight weeks before, by letter and by flag, and when the case is taken up again in time.

    Afterwards the desk turns to another body. The three years of that one, and of the courts,
    are nobody's worry within this year.
    """
    view, policy = years["cn-telecom-time-bar"], PACK_OF["cn-telecom-time-bar"]
    near = [one for one in view.events if one.kind == EventKind.TIME_BAR_NEAR]
    referred = [one for one in view.events if one.kind == EventKind.REFERRED]

    assert {one.why for one in near} == {"cn-mca: until 2031-08-03 at the latest"}
    assert [_day(one.at, policy) for one in near] == ["2031-06-08", "2031-07-23"]
    assert [one.why for one in referred] == ["cn-12315", "cn-12345"]
    assert _day(referred[0].at, policy) == "2031-08-08"


async def test_a_closed_case_says_how_long_it_is_kept(years: dict[str, CaseView]) -> None:
    """Each time that it is closed, where the pack ends the hold; taken up again it stands."""
    holds = {
        life: [one.why for one in view.events if one.kind == EventKind.LEGAL_HOLD]
        for life, view in years.items()
    }

    assert [one[-24:] for one in holds["cn-telecom"]][1:] == [
        "until 2034-05-06 is over",
        "until 2034-10-30 is over",
        "until 2035-03-18 is over",
    ]
    assert [len(holds[one]) for one in ("example", "tw-consumer", "uk-communications")] == [1, 1, 1]


@of_each_life
async def test_the_day_that_a_letter_names_is_the_one_that_is_explained(
    years: dict[str, CaseView], read: dict[str, dict[str, str]], life: str
) -> None:
    """The respondent reads the day to which the clock, line by line, adds up."""
    view, policy = years[life], PACK_OF[life]
    place = clock.place_of(policy, Calendars()[policy.calendar])
    notices = [one for one in view.letters if one.kind == "complaint-notice"]
    asked = [one for one in view.events if one.kind == EventKind.RESPONDENT_ASKED]

    for notice, event in zip(notices, asked, strict=True):
        explained = clock.explained(Course(started_at=event.at), policy.clocks.answer, place)
        named = TO_ANSWER_BY.fullmatch(event.why)
        assert named is not None
        assert date.fromisoformat(named[1]) == explained.due_on
        assert explained.adds_up(policy.zone)
        assert _says(notice.kind, read[life], explained.due_on)


def _day(at: datetime, policy: Policy) -> str:
    return f"{at.astimezone(policy.zone):%Y-%m-%d}"


def _says(kind: str, letters: dict[str, str], day: date) -> bool:
    """Whether a letter of this kind names this day."""
    texts = (text for name, text in letters.items() if f"-{kind}-" in name)
    return any(long_date(day, language) in text for text in texts for language in Language)


def test_nobody_gets_a_letter_in_two_scripts() -> None:
    """Who writes in Traditional Chinese reads no Simplified, nor the other way; nor English."""
    for path, wrong in (
        ("cn-telecom", ONLY_TRADITIONAL),
        ("cn-telecom-time-bar", ONLY_TRADITIONAL),
        ("tw-consumer", ONLY_SIMPLIFIED),
    ):
        for name, text in kept(path).items():
            if "staff" not in name:
                assert not wrong.search(text), f"{path}/{name}"
                assert HAN.search(text)
    for path in ("example", "uk-communications"):
        assert not [name for name, text in kept(path).items() if HAN.search(text)]


def test_no_letter_says_an_id_instead_of_a_name() -> None:
    """Bodies, categories, evidence and stages are called what people call them."""
    for life, policy in PACK_OF.items():
        categories = [one.id for one in policy.categories]
        ids = [*policy.bodies, *categories, *policy.evidence]
        machine = [one for one in ids if "_" in one or "-" in one]
        for name, text in kept(life).items():
            assert not [one for one in machine if one in text], f"{life}/{name}"
