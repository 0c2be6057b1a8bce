"""The mailroom and the versions of packs: what new cases follow, and when it does not start."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from adapters.policy_packs import load_packs
from adapters.storage.engine import sessions
from adapters.storage.models import CaseRow
from adapters.storage.packs import keep
from casework.policy import PackError
from mailroom import __main__ as door
from tests.adapters.packs import SOONER, a_folder, raised, the_example
from tests.conftest import free_port, migrated
from tests.examples import MONDAY, a_mail

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.settings import Settings
    from demo.post import PostOffice

SHIPPED = the_example()["version"]


async def test_a_complaint_begins_under_the_version_of_its_day(
    settings: Settings, office: PostOffice, tmp_path: Path
) -> None:
    """Next century's pack is loaded in good time, and the kept one holds."""
    async with migrated(settings.database_url) as engine:
        await keep(sessions(engine), load_packs(a_folder(tmp_path / "old")), MONDAY)
    folder, nobody = tmp_path / "new", f"127.0.0.1:{free_port()}"
    raised(folder, ("{from: 2026-01-01,", "{from: 2126-01-01,"))
    facts = {"packs_folder": folder, "temporal_address": nobody}
    mailroom = await door.build(settings.model_copy(update=facts))
    await office.deliver(settings.imap_user, a_mail(), None)

    with suppress(RuntimeError):  # there is no Temporal
        await mailroom.once()

    async with mailroom.rows() as session:
        (case,) = await session.scalars(select(CaseRow))
    assert case.pack_version == SHIPPED
    await mailroom.rows.kw["bind"].dispose()


async def test_a_version_that_was_used_before_lets_nothing_start(
    settings: Settings, tmp_path: Path
) -> None:
    """In words, before a single mail is looked at."""
    async with migrated(settings.database_url) as engine:
        await keep(sessions(engine), load_packs(a_folder(tmp_path / "old")), MONDAY)
    raised(tmp_path / "new", SOONER, version=SHIPPED)

    with pytest.raises(PackError, match=r"differs in: clocks\.answer\. Raise its version"):
        await door.build(settings.model_copy(update={"packs_folder": tmp_path / "new"}))


async def test_a_pack_that_nobody_has_reviewed_again_is_told_at_the_start(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The desk works all the same."""
    never = "reviewed_on: 2020-01-01\nreview_due: 2020-02-01"
    example = the_example()
    told = f"reviewed_on: {example['reviewed_on']}\nreview_due: {example['review_due']}"
    own = a_folder(tmp_path / "own", (told, never))
    async with migrated(settings.database_url):
        mailroom = await door.build(settings.model_copy(update={"packs_folder": own}))

    assert "was to be reviewed by 2020-02-01" in caplog.text
    await mailroom.rows.kw["bind"].dispose()
