"""Work in a process of its own: what one piece costs, the next one does not feel."""

from __future__ import annotations

import gc
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.bounded import Bounded, TooMuchError
from adapters.previews import unpacked


def a_child() -> Bounded:
    """The one that looks at files."""
    return Bounded("adapters.looking", 400_000_000)


def test_a_child_works_piece_after_piece() -> None:
    """It is not started anew for each."""
    child = a_child()

    first = unpacked(child.ask(b"words", 20))
    begun = child._process  # noqa: SLF001  which process it is
    second = unpacked(child.ask(b"words", 20))

    assert first == second
    assert child._process is begun  # noqa: SLF001
    child.close()


def test_a_child_that_does_not_come_back_in_time_is_ended() -> None:
    """In words; and the next piece of work finds a new one."""
    child = a_child()

    with pytest.raises(TooMuchError, match="takes longer than 0 s"):
        child.ask(b"words", 0)

    assert unpacked(child.ask(b"words", 20)).why_not
    child.close()


def test_a_child_that_stops_taking_its_work_is_ended_in_time() -> None:
    """It took a little, and then no more: whoever hands it in does not hang with it."""
    child = a_child()
    sleeper = "import sys, time; sys.stdin.buffer.read(8); time.sleep(60)"
    child._process = subprocess.Popen(  # noqa: SLF001, S603  a child that misbehaves
        [sys.executable, "-c", sleeper], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )

    with pytest.raises(TooMuchError, match="takes none"):
        child.ask(b"x" * 1_000_000, 1)

    child.close()


def test_a_child_that_was_killed_is_started_anew() -> None:
    """Whoever did it: the system for want of memory, or an operator."""
    child = a_child()
    child.ask(b"words", 20)
    assert child._process is not None  # noqa: SLF001
    child._process.kill()  # noqa: SLF001

    for _ in range(2):
        try:
            assert unpacked(child.ask(b"words", 20)).why_not
        except TooMuchError:
            continue
    child.close()


def test_a_child_that_cannot_begin_is_no_error_of_another_kind() -> None:
    """A module that is not there: in words, like everything else."""
    with pytest.raises(TooMuchError):
        Bounded("adapters.no_such_module", 400_000_000).ask(b"words", 20)


def test_no_child_is_left_behind() -> None:
    """It ends with whoever holds it, also where nobody closed it."""
    child = a_child()
    child.ask(b"words", 20)
    assert child._process is not None  # noqa: SLF001
    place = Path(f"/proc/{child._process.pid}")  # noqa: SLF001
    assert place.exists()

    del child
    gc.collect()

    assert not place.exists()
