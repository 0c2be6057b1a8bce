"""A ticket is ours, and it is of the last day."""

from __future__ import annotations

from datetime import timedelta

from console.tickets import Tickets
from tests.examples import MONDAY, SECRET

OURS = Tickets(SECRET)


def test_a_ticket_is_known_for_a_day_and_tells_since_when() -> None:
    """To the second, and not before it was given out."""
    given = OURS.new(MONDAY)
    known = OURS.known(given, MONDAY)

    assert known is not None
    assert known.at == MONDAY
    assert OURS.known(given, MONDAY + timedelta(days=1)) == known
    assert OURS.known(given, MONDAY + timedelta(days=1, seconds=1)) is None
    assert OURS.known(given, MONDAY - timedelta(seconds=1)) is None


def test_two_forms_have_two_tickets() -> None:
    """Though they were shown in the same second."""
    assert OURS.new(MONDAY) != OURS.new(MONDAY)


def test_what_we_did_not_give_out_is_no_ticket() -> None:
    """Another secret's, another time's, another shape's."""
    given = OURS.new(MONDAY)
    name, at, seal = given.split("-")
    for other in (
        "",
        given[1:],
        given.upper(),
        f"{name}-{int(at) + 1}-{seal}",
        f"{'a' * 26}-{at}-{seal}",
        f"{name}-99999999999999-{seal}",
        Tickets(SECRET + b"x").new(MONDAY),
    ):
        assert OURS.known(other, MONDAY) is None, other
