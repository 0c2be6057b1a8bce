"""The access log is only ever added to: the database itself refuses anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from adapters.storage.access import Access, visible
from adapters.storage.models import CaseRow
from adapters.storage.staff import Person
from casework.roles import Role
from tests.examples import MONDAY

if TYPE_CHECKING:
    from adapters.storage.engine import Sessions


@pytest.mark.parametrize("deed", ["update access_log set account = 'x'", "delete from access_log"])
async def test_a_line_of_the_log_stays_as_it_is(rows: Sessions, deed: str) -> None:
    """Neither changed nor taken out, by whatever program."""
    access = Access(rows)
    await access.note(MONDAY, "ling", "case", "/case/C-2026-000001")

    with pytest.raises(DBAPIError, match="only ever added to"):
        async with rows.begin() as session:
            await session.execute(text(deed))
    assert [one.account for one in await access.log()] == ["ling"]


async def test_the_log_is_read_by_person_and_in_pages(rows: Sessions) -> None:
    """The newest first; an account that no database knows has no lines."""
    access = Access(rows)
    for who in ("ling", "eve", "ling"):
        await access.note(MONDAY, who, "case", "/case/1")

    newest, oldest = await access.log(account="ling")
    assert newest.id > oldest.id
    assert [one.id for one in await access.log(account="ling", before=newest.id)] == [oldest.id]
    assert await access.log(account="\0") == ()
    assert await access.case_of_message(2**40) is None


@pytest.mark.parametrize("role", [Role.HANDLER, Role.AUDITOR])
async def test_a_list_shows_what_somebody_may_see(rows: Sessions, role: Role) -> None:
    """Of an empty desk: nothing, in a query that both databases understand."""
    person = Person(account="ling", name="Ling", role=role)
    async with rows() as session:
        wanted = select(CaseRow.number).where(visible(person, CaseRow.number))
        assert list(await session.scalars(wanted)) == []
