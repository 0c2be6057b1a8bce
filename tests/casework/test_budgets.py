"""Budgets: at each limit a message is still taken, one more is held."""

from __future__ import annotations

import pytest

from casework.budgets import Budgets, Spent, over_for_case, over_for_desk, over_for_sender

BUDGETS = Budgets(
    cases_per_sender_day=3,
    cases_per_hour=5,
    messages_per_case_day=4,
    bytes_per_sender_day=1000,
    bytes_per_case=2000,
)


@pytest.mark.parametrize(("before", "over"), [(1, False), (2, False), (3, True), (4, True)])
def test_a_sender_begins_so_many_cases_a_day(before: int, over: bool) -> None:  # noqa: FBT001  a table
    """A robot without any mark gets no further than this."""
    assert over_for_sender(Spent(cases_by_sender=before), 1, BUDGETS) is over


@pytest.mark.parametrize(("size", "over"), [(99, False), (100, False), (101, True)])
def test_a_sender_brings_so_many_bytes_a_day(size: int, over: bool) -> None:  # noqa: FBT001  a table
    """A mailbox cannot be filled through the desk."""
    assert over_for_sender(Spent(bytes_of_sender=900), size, BUDGETS) is over


@pytest.mark.parametrize(("before", "over"), [(3, False), (4, True), (5, True)])
def test_a_correspondent_writes_so_many_messages_a_day(before: int, over: bool) -> None:  # noqa: FBT001  a table
    """Two machines that answer each other end here."""
    assert over_for_case(Spent(messages_by_sender_in_case=before), 1, BUDGETS) is over


@pytest.mark.parametrize(("size", "over"), [(99, False), (100, False), (101, True)])
def test_a_case_holds_so_many_bytes(size: int, over: bool) -> None:  # noqa: FBT001  a table
    """More is kept and held: size never stops keeping."""
    assert over_for_case(Spent(bytes_of_case=1900), size, BUDGETS) is over


@pytest.mark.parametrize(("before", "over"), [(4, False), (5, True), (6, True)])
def test_the_desk_begins_so_many_cases_an_hour(before: int, over: bool) -> None:  # noqa: FBT001  a table
    """A flood waits for a person; what belongs to a case still reaches it."""
    assert over_for_desk(Spent(cases_of_desk=before), BUDGETS) is over
