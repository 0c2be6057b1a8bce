"""Work in a process of its own: what one piece costs, the next one does not feel."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from adapters.bounded import Bounded, TooMuchError
from adapters.mailbox.reader import Bounds, Reader
from adapters.previews import unpacked
from tests.examples import MONDAY, a_mail


def a_child(seconds: float = 20, memory: int = 400_000_000) -> Bounded:
    """The one that looks at files."""
    return Bounded("adapters.looking", seconds, memory)


def test_a_child_works_piece_after_piece() -> None:
    """It is not started anew for each."""
    child = a_child()

    first = unpacked(child.ask(b"words"))
    begun = child._child  # noqa: SLF001  which process it is
    second = unpacked(child.ask(b"words"))

    assert first == second
    assert child._child is begun  # noqa: SLF001
    child.close()


def test_a_child_that_does_not_come_back_in_time_is_ended() -> None:
    """In words; and the next piece of work finds a new one."""
    child = a_child(seconds=0)
    with pytest.raises(TooMuchError, match="takes longer than 0 s"):
        child.ask(b"words")

    child.seconds = 20

    assert unpacked(child.ask(b"words")).why_not
    child.close()


def test_a_child_that_was_killed_is_started_anew() -> None:
    """Whoever did it: the system for want of memory, or an operator."""
    child = a_child()
    child.ask(b"words")
    assert child._child is not None  # noqa: SLF001
    child._child.kill()  # noqa: SLF001

    for _ in range(2):
        try:
            assert unpacked(child.ask(b"words")).why_not
        except TooMuchError:
            continue
    child.close()


def test_a_child_that_cannot_begin_is_no_error_of_another_kind() -> None:
    """A module that is not there: in words, like everything else."""
    with pytest.raises(TooMuchError):
        Bounded("adapters.no_such_module", 20, 400_000_000).ask(b"words")


def test_no_child_is_left_behind() -> None:
    """It ends with whoever holds it, also where nobody closed it."""
    child = a_child()
    child.ask(b"words")
    assert child._child is not None  # noqa: SLF001
    place = Path(f"/proc/{child._child.pid}")  # noqa: SLF001
    assert place.exists()

    del child
    gc.collect()

    assert not place.exists()


def test_a_mail_that_costs_too_much_is_kept_and_not_read() -> None:
    """Its defect says what it cost; the next mail is read."""
    reader = Reader(Bounds(seconds=0))

    given_up = reader.read(a_mail(), MONDAY)
    read = Reader().read(a_mail(), MONDAY)

    assert given_up.text is None
    assert given_up.defects == ("reading it was given up: it takes longer than 0 s",)
    assert read.text is not None
