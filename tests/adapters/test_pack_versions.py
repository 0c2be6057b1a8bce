"""Versions of packs are kept in their own words, and a case runs by the one it began with."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.pack_sources import digest_of, texts_of
from adapters.policy_packs import load_packs
from adapters.storage.casebook import Casebook
from adapters.storage.models import CaseRow
from adapters.storage.packs import (
    PackVersionRow,
    doubts_of,
    effective_pack,
    in_use,
    keep,
    version_of,
)
from adapters.storage.views import Views
from casework.case import Stage
from casework.plan import Plan
from casework.policy import PackError
from tests.adapters.packs import SOONER, a_folder, raised
from tests.adapters.records import PLENTY, POLICY, change, open_case
from tests.examples import MONDAY, SECRET

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.storage.engine import Sessions

LATER = MONDAY + timedelta(days=1)


async def test_a_case_keeps_the_version_it_began_with(rows: Sessions, tmp_path: Path) -> None:
    """Another one is loaded in its place, with other clocks and the desk's own addresses."""
    old = load_packs(a_folder(tmp_path / "old"))
    await keep(rows, old, MONDAY)
    number = await open_case(rows)
    new = raised(tmp_path / "new", SOONER)
    new.body_addresses["*"] = "all@demo.example"
    await keep(rows, new, LATER)

    async with Casebook(rows, new, PLENTY, SECRET).open(number, LATER) as opened:
        policy = opened.file.policy
    (used,) = await in_use(rows, new)
    file = await Views(rows).file(number, new)

    assert (policy.version, policy.clocks.answer.count) == (POLICY.version, 15)
    assert {one.address for one in policy.bodies.values()} == {"all@demo.example"}
    assert (used.version, used.cases, used.is_loaded) == (POLICY.version, 1, False)
    assert file is not None
    assert file.policy is policy  # read once


async def test_an_adopted_version_is_the_case_s_own_from_then_on(
    rows: Sessions, tmp_path: Path
) -> None:
    """With the plan that adopts it, in one transaction."""
    packs = raised(tmp_path / "new", SOONER)
    await keep(rows, load_packs(a_folder(tmp_path / "old")), MONDAY)
    number = await open_case(rows)
    casebook = Casebook(rows, packs, PLENTY, SECRET)

    async with casebook.open(number, LATER) as opened:
        plan = Plan(case=opened.file.case, adopts="2027.1")
        await opened.write(plan, cause="a test", at=LATER)
    async with casebook.open(number, LATER) as opened:
        assert opened.file.policy.clocks.answer.count == 13


async def test_keeping_is_safe_to_repeat_and_comments_are_no_version(
    rows: Sessions, tmp_path: Path
) -> None:
    """A start keeps what is new; other words that mean the same are the same version."""
    await keep(rows, load_packs(a_folder(tmp_path / "first")), MONDAY)
    said = a_folder(tmp_path / "second", ("# the respondent's: we watch it", "# watched"))

    await keep(rows, load_packs(said), LATER)
    async with rows() as session:
        row = await session.get_one(PackVersionRow, ("example", POLICY.version))

    assert row.kept_at == MONDAY
    assert row.sha256 == digest_of(texts_of(tmp_path / "first" / "example.yaml"))
    assert row.texts["bodies/example-ombudsman.yaml"]
    assert row.texts["bodies/uk-ico.yaml"] == ""  # the pack does not name it


async def test_processes_that_start_together_keep_a_version_once(
    rows: Sessions, tmp_path: Path
) -> None:
    """Worker, mailroom and console load the same folder at the same time."""
    packs = load_packs(a_folder(tmp_path / "desk"))

    await asyncio.gather(*(keep(rows, packs, MONDAY) for _ in range(4)))

    async with rows() as session:
        assert len(list(await session.scalars(select(PackVersionRow)))) == 1


async def test_a_version_that_is_used_again_for_other_rules_is_refused(
    rows: Sessions, tmp_path: Path
) -> None:
    """In words: what differs, and what would be right. A body's file is part of it."""
    await keep(rows, load_packs(a_folder(tmp_path / "first")), MONDAY)
    other = a_folder(tmp_path / "second", SOONER, ("consent: inform", "consent: ask"))
    body = other / "bodies" / "example-ombudsman.yaml"
    told = body.read_text("utf-8")
    body.write_text(told.replace("language: en", "language: zh-Hans"), "utf-8")

    with pytest.raises(PackError) as caught:
        await keep(rows, load_packs(other), LATER)

    words = str(caught.value)
    assert words.startswith(f"{other / 'example.yaml'} says that it is version {POLICY.version}")
    assert "kept since 2026-03-02" in words
    assert "differs in: clocks.answer, consent, bodies.example-ombudsman." in words
    assert "Raise its version" in words


async def test_a_kept_version_that_nobody_can_read_is_no_other_one(
    rows: Sessions, tmp_path: Path
) -> None:
    """It was kept by a program with another format: a case that follows it needs a person."""
    old = load_packs(a_folder(tmp_path / "old"))
    await keep(rows, old, MONDAY)
    number = await open_case(rows)
    async with rows.begin() as session:
        row = await session.get_one(PackVersionRow, ("example", POLICY.version))
        row.texts, row.sha256 = {"pack.yaml": "schema: ombud-pack/0"}, "another"
    new = raised(tmp_path / "new")

    with pytest.raises(PackError, match="cannot be read by this version of the program"):
        await keep(rows, old, LATER)
    assert await version_of(rows, new, "example", POLICY.version) is None
    assert await Views(rows).file(number, new) is None


async def test_a_case_whose_version_is_nowhere_is_said_in_words(
    rows: Sessions, tmp_path: Path
) -> None:
    """It can be opened, with a pack that stands in; and who looks at the packs is told."""
    number = await open_case(rows)
    await change(rows, number, pack_version="2020.1")
    packs = load_packs(a_folder(tmp_path / "desk"))

    async with Casebook(rows, packs, PLENTY, SECRET).open(number, LATER) as opened:
        file = opened.file
    await change(rows, number, pack="gone")
    stranger = await Views(rows).any_file(number, packs)
    doubts = await doubts_of(rows, packs, "example", LATER)

    assert "its rules, example 2020.1, are neither among the desk's packs" in file.lacks_pack
    assert stranger is not None
    assert stranger.policy.id == "example"
    assert await Views(rows).any_file(number, {}) is None
    (told,) = doubts
    assert told.startswith("1 open case follows gone 2020.1, which is neither among the desk's")
    assert told.endswith("put that file back, or adopt a version that is there.")


async def test_new_cases_follow_the_version_of_their_day(rows: Sessions, tmp_path: Path) -> None:
    """A pack for next year is loaded in time; until then the kept one holds."""
    await keep(rows, load_packs(a_folder(tmp_path / "old")), MONDAY)
    new = raised(tmp_path / "new", ("{from: 2026-01-01,", "{from: 2027-01-01,"))
    day = datetime(2026, 12, 31, 15, tzinfo=UTC)  # an hour before the year ends in Shanghai

    before = await effective_pack(rows, new, "example", day)
    after = await effective_pack(rows, new, "example", day + timedelta(hours=1))

    assert (before.version, after.version) == (POLICY.version, "2027.1")


async def test_closed_cases_need_no_version(rows: Sessions, tmp_path: Path) -> None:
    """Only what open cases follow is in use."""
    number = await open_case(rows)
    await change(rows, number, stage=Stage.CLOSED, pack_version="2020.1")

    assert await in_use(rows, load_packs(a_folder(tmp_path / "desk"))) == []
    async with rows() as session:
        assert (await session.get_one(CaseRow, number)).pack_version == "2020.1"
