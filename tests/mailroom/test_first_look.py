"""A new mail is looked at in the transaction that takes it in: what opens, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters import eyes
from adapters.storage.callers import Callers
from adapters.storage.findings import Findings
from adapters.storage.respondents import Respondents
from adapters.storage.views import Views
from casework.case import Party
from mailroom.release import Release
from tests.adapters.records import POLICY
from tests.examples import FIRM, MONDAY, READER, a_mail
from tests.mailroom.test_receive import NUMBER, Room

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.storage.engine import Sessions

NOTICE = "某某通信管理局转办单: 请贵司于5日内限期答复, 附举报件。"
OFFER = "我司提供低价群呼系统, 诚招代理, 欢迎来电咨询, 需要请联系。"


@pytest.fixture
async def room(rows: Sessions, tmp_path: Path) -> Room:
    """An empty desk."""
    await Respondents(rows).add(FIRM, by="bo", at=MONDAY)
    return Room(rows, tmp_path)


async def test_a_case_opens_with_all_that_was_found(room: Room) -> None:
    """Each finding with its rule, in the same transaction; the case's row says the same."""
    assert await room.take(a_mail("Acme Calls: unwanted calls from 0571-0000-6612.")) == "opened"

    case, found = (await room.view()).case, await Findings(room.rows).in_force(NUMBER)
    assert found["category"][0].value == case.category == "harassment_call"
    assert found["respondent"][0].value == case.respondent == "acme"
    assert found["complainant"][0].value == case.complainant == "consumer"
    assert found["urgency"][0].value == case.urgency == "normal"
    assert not case.needs_staff
    (line,) = await Callers(room.rows).lines()
    assert (line.number, line.cases, line.respondents) == ("+8657100006612", 1, ("Acme Calls",))


async def test_a_threat_is_for_a_person_and_takes_its_course(room: Room) -> None:
    """It is acknowledged like any complaint; somebody reads it in time."""
    await room.take(a_mail("Unwanted calls. I know where you live, watch your back."))

    view = await room.view()
    assert (view.case.needs_staff, view.case.flagged_at) == (True, MONDAY)
    assert [one.kind for one in view.events][:2] == ["opened", "flagged for a person"]
    assert "threat: it says" in view.events[1].why


@pytest.mark.parametrize(
    ("text", "rule"),
    [(NOTICE, "reads like an authority's notice"), (OFFER, "reads like no complaint")],
)
async def test_what_gets_no_machines_answer_is_held(room: Room, text: str, rule: str) -> None:
    """No case, no letter; asked anew, it still waits; a person opens a case, which is theirs."""
    assert await room.take(a_mail(text, subject="公函")) == "held"
    release = Release(
        intake=room.intake,
        store=room.store,
        pack=POLICY,
        reader=READER,
        receiver=room.receiver,
    )
    assert await Views(room.rows).cases() == []

    assert (await release.retry(1, "bo", "again")).rule == rule
    assert await release.release(1, "bo", "I answer it") == NUMBER

    view = await room.view()
    assert (view.case.needs_staff, view.case.category) == (True, None)
    assert view.messages[0].rule == "released by staff"
    assert (await Findings(room.rows).in_force(NUMBER))["intent"][0].message_id == 1


async def test_a_question_opens_a_case_that_a_person_answers(room: Room) -> None:
    """It is not put to anybody by itself."""
    assert await room.take(a_mail("请问怎么开通你们的服务?", subject="咨询")) == "opened"

    case = (await room.view()).case
    assert (case.category, case.needs_staff) == (None, True)


async def test_numbers_of_later_mails_count_as_well(room: Room) -> None:
    """Of the complainant's own words; a respondent's number is nobody's complaint."""
    await room.take(a_mail("Acme Calls: unwanted calls from 0571-0000-6612."))
    await room.reply(
        "They called again, from 139 1111 2222.\n\nOn Monday, X wrote:\n> 400 888 9999"
    )
    await room.reply("They called again, from 0571-0000-6612.")
    lines = {one.number: one.cases for one in await Callers(room.rows).of_case(NUMBER)}

    assert lines == {"+8657100006612": 1, "+8613911112222": 1}
    assert len(await Callers(room.rows).complaints("+8657100006612")) == 2
    assert (await room.last()).party == Party.COMPLAINANT


async def test_where_the_look_fails_the_case_opens_all_the_same(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a person asked, and the trouble kept: no mail waits for a rule to be mended."""

    def breaks(*_: object, **__: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(eyes, "look_at", breaks)
    monkeypatch.setattr(eyes, "word", breaks)
    assert await room.take(a_mail()) == "opened"

    view = await room.view()
    assert (view.case.needs_staff, view.case.category, view.case.language) == (True, None, "en")
    assert view.events[1].why == "the first look failed: RecursionError: too deep"
    assert await room.reply("139 1111 2222 called again") == "added"
