"""Reading a mail is bounded in time and memory; what a mail costs, it costs alone."""

from __future__ import annotations

import io
import pickle
import struct
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from adapters import bounded
from adapters.mailbox import child
from adapters.mailbox.reader import Bounds, Reader
from adapters.settings import Settings
from casework.messages import InboundMessage
from tests.examples import ANA, DESK, MONDAY, ROOT, SECRET, a_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = struct.Struct("!?Q")
HELPLESS = "import sys, time; sys.stdin.buffer.read(8); time.sleep(60)"
DYING = "import sys; sys.stdin.buffer.read(8); sys.exit(3)"
DEAF = "import time; time.sleep(60)"


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A reader of its own."""
    one = Reader(Bounds(seconds=10))
    yield one
    one.close()


def taken_over(reader: Reader, program: str) -> Reader:
    """The same, whose child does something else."""
    reader._child._process = subprocess.Popen(  # noqa: SLF001, S603  a child that misbehaves
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    )
    return reader


def test_a_mail_is_read_as_it_reads(reader: Reader) -> None:
    """In another process, with the same words; one child for many mails."""
    first = reader.read(a_mail("They call me."), MONDAY)
    child_of_first = reader._child._process  # noqa: SLF001
    second = reader.read(a_mail("Again."), MONDAY)

    assert (first.text, first.sender, second.text) == ("They call me.\n", ANA, "Again.\n")
    assert reader._child._process is child_of_first  # noqa: SLF001


def test_a_mail_that_takes_too_long_is_given_up(reader: Reader) -> None:
    """Kept, not read, with the reason; the next mail is read by a new child."""
    reader.bounds = Bounds(seconds=0.3)
    slow = taken_over(reader, HELPLESS).read(a_mail(), MONDAY)
    reader.bounds = Bounds(seconds=10)

    assert (slow.text, slow.received_at) == (None, MONDAY)
    assert slow.defects == ("reading it was given up: it takes longer than 0.3 s",)
    assert reader.read(a_mail(), MONDAY).text


@pytest.mark.parametrize("program", [DYING, "raise SystemExit"])
def test_a_child_that_dies_costs_its_own_mail(reader: Reader, program: str) -> None:
    """Whether while it read or before; the mail has its digest all the same."""
    raw = a_mail() + b"x" * 500_000
    lost = taken_over(reader, program).read(raw, MONDAY)

    assert lost.text is None
    assert "given up" in lost.defects[0]
    assert len(lost.sha256) == 64
    assert reader.read(a_mail(), MONDAY).text


def test_a_child_that_takes_nothing_is_given_up(reader: Reader) -> None:
    """A large mail fills the pipe, and nobody reads it."""
    reader.bounds = Bounds(seconds=0.3)
    lost = taken_over(reader, DEAF).read(b"x" * 1_000_000, MONDAY)

    assert lost.defects == ("reading it was given up: the process that reads it takes none",)


def test_a_mail_that_takes_too_much_memory_is_given_up() -> None:
    """The library would take 2.7 GB for a header that is legal; here the bound is tiny."""
    reader = Reader(Bounds(size=200_000_000, seconds=30, memory=40_000_000))
    greedy = reader.read(a_mail() + b"hello\r\n" * 8_000_000, MONDAY)
    plain = reader.read(a_mail(), MONDAY)
    reader.close()

    assert greedy.text is None
    assert "given up" in greedy.defects[0]
    assert plain.text


def test_the_bounds_are_settings() -> None:
    """OMBUD_PARSE_LIMIT_BYTES, _SECONDS and _MEMORY_BYTES."""
    given = {"secret": SECRET.decode(), "desk_address": DESK, "imap_user": DESK}
    more = {"imap_password": "x", "parse_seconds": 3, "parse_memory_bytes": 200_000_000}
    settings = Settings.model_validate(given | more | {"parse_limit_bytes": 7})

    assert Bounds.of(settings) == Bounds(size=7, seconds=3, memory=200_000_000)


# ---- the child itself -------------------------------------------------------------------


def asked(*work: bytes) -> list[tuple[bool, bytes]]:
    """What the child answers, and whether it could."""
    given = io.BytesIO(b"".join(HEAD.pack(True, len(one)) + one for one in work))  # noqa: FBT003
    answers = io.BytesIO()
    bounded._serve(child.read, given, answers)  # noqa: SLF001  without the process around it
    answers.seek(0)
    heads = (HEAD.unpack(answers.read(HEAD.size)) for _ in work)
    return [(done, answers.read(length)) for done, length in heads]


def test_the_child_answers_one_after_the_other_and_ends() -> None:
    """It ends when nobody gives it another."""
    work = pickle.dumps((a_mail(), MONDAY, 10**6))
    one, two = asked(work, work)

    assert one == two
    assert isinstance(pickle.loads(one[1]), InboundMessage)  # noqa: S301  our own


def test_the_child_says_that_memory_ran_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer like any other: it can go on with the next mail."""

    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(child, "parse", greedy)

    assert asked(pickle.dumps((b"", MONDAY, 1))) == [
        (False, b"it takes more memory than reading it is given")
    ]


def test_the_child_ends_with_its_parent() -> None:
    """Killed with -9, the parent closes the pipe all the same."""
    one = subprocess.Popen(
        [sys.executable, "-m", "adapters.mailbox.child", "200000000"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    one.communicate(timeout=20)

    assert one.returncode == 0
