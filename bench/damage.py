"""100,000 damaged mails: nothing uncaught, nothing that no database takes, none that takes long.

``python -m bench.damage [--mails N] [--seed S] [--corpus FOLDER]``. Each mail is made from its
number and the seed alone, so that one that fails can be made again: ``--only NUMBER``. Without
the corpus the mails of tests/mail are damaged.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.mailbox.parse import parse
from bench.corpus import CORPUS, rows
from console.commands.reading import understood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_OWN = Path(__file__).resolve().parent.parent / "tests" / "mail"
_THEN = datetime(2026, 1, 1, tzinfo=UTC)
_LARGEST = 40_000  # of a mail that is damaged: what matters lies in the beginning
_SLOW_SECONDS = 2.0
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
_BATCH = 500
_BITS = (
    *(b"=?utf-8?b?", b"?=", b"=?gb2312?q?", b"charset=", b"boundary=", b"--", b"\r\n\r\n", b"\n"),
    *(b"Content-Type: multipart/mixed; boundary=x\r\n", b"Content-Type: message/rfc822\r\n\r\n"),
    *(b"Content-Transfer-Encoding: base64\r\n", b"quoted-printable", b"filename*0*=", b"''", b"%"),
    *(b"From: ", b"<", b">", b"@", b"(", b")", b'"', b"\\", b",", b";", b":", b"\x00", b"\xff"),
    *(b"\xed\xa0\x80", b"\xe5\x8f", b"<blockquote>", b"<div ", b"</", b"&#x", b"> ", b"On "),
    *("发件人:".encode(), "写道:".encode("gb18030"), b"wrote:", b"-----", b"\x1b$B", b"\xfe\xff"),
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A mail that was not read as it should have been."""

    number: int
    why: str


def damaged(whole: Sequence[bytes], seed: int, number: int) -> bytes:
    """The mail of this number: one of the corpus, with one to eight wounds."""
    dice = random.Random(f"{seed}/{number}")  # noqa: S311  damage, not a secret
    raw = bytearray(dice.choice(whole)[:_LARGEST])
    for _ in range(dice.randint(1, 8)):
        dice.choice(_WOUNDS)(raw, dice, whole)
    return bytes(raw)


def _flip(raw: bytearray, dice: random.Random, _whole: Sequence[bytes]) -> None:
    for _ in range(dice.randint(1, 20)):
        if raw:
            raw[dice.randrange(len(raw))] = dice.randrange(256)


def _cut(raw: bytearray, dice: random.Random, _whole: Sequence[bytes]) -> None:
    at = dice.randrange(len(raw) + 1)
    del raw[at : at + dice.choice((1, 10, 100, len(raw)))]


def _twice(raw: bytearray, dice: random.Random, _whole: Sequence[bytes]) -> None:
    at = dice.randrange(len(raw) + 1)
    piece = bytes(raw[at : at + dice.choice((3, 30, 300))])
    raw[at:at] = piece * dice.choice((1, 2, 40))


def _insert(raw: bytearray, dice: random.Random, _whole: Sequence[bytes]) -> None:
    at = dice.randrange(len(raw) + 1)
    raw[at:at] = b"".join(dice.choices(_BITS, k=dice.randint(1, 12)))


def _graft(raw: bytearray, dice: random.Random, whole: Sequence[bytes]) -> None:
    """A piece of another mail, headers or body."""
    other = dice.choice(whole)
    start, at = dice.randrange(len(other) + 1), dice.randrange(len(raw) + 1)
    raw[at:at] = other[start : start + dice.choice((20, 200, 2000))]


def _ends(raw: bytearray, dice: random.Random, _whole: Sequence[bytes]) -> None:
    """Other line ends: bare LF, bare CR, or the two mixed up."""
    raw[:] = bytes(raw).replace(b"\r\n", dice.choice((b"\n", b"\r", b"\n\r", b"\r\r\n")))


_WOUNDS: tuple[Callable[[bytearray, random.Random, Sequence[bytes]], None], ...] = (
    *(_flip, _cut, _twice, _insert, _graft, _ends),
)


def judged(raw: bytes) -> str:
    """What is wrong with how a mail was read; nothing where all is well."""
    began = time.perf_counter()
    try:
        facts = understood(parse(raw, _THEN))
    except Exception as error:  # noqa: BLE001  it is what is looked for
        return f"raised {error!r}"
    took = time.perf_counter() - began
    if took > _SLOW_SECONDS:
        return f"took {took:.1f} s"
    odd = next((one for one in _words(facts) if _UNWRITABLE.search(one)), "")
    return f"says what no database takes: {odd!r:.80}" if odd else ""


def _words(told: object) -> Iterator[str]:
    """Every string in what was understood."""
    match told:
        case str():
            yield told
        case dict():
            yield from (word for one in told.values() for word in _words(one))
        case list() | tuple():
            yield from (word for one in told for word in _words(one))
        case _:
            pass


def _batch(corpus: Path, seed: int, first: int, many: int) -> list[Failure]:
    whole = _mails(corpus)
    warnings.simplefilter("error")  # a library that has something to say fails, too
    numbers = range(first, first + many)
    return [
        Failure(number, why) for number in numbers if (why := judged(damaged(whole, seed, number)))
    ]


_kept: dict[Path, list[bytes]] = {}


def _mails(corpus: Path) -> list[bytes]:
    if corpus not in _kept:
        there = (corpus / "manifest.jsonl").is_file()
        own = [one.read_bytes() for one in sorted(_OWN.rglob("*.eml"))]
        _kept[corpus] = [raw for _, raw in rows(corpus)] if there else own
    return _kept[corpus]


def main() -> int:
    """Print what failed; 1 where anything did."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--mails", type=int, default=100_000)
    arguments.add_argument("--seed", type=int, default=2026)
    arguments.add_argument("--only", type=int, help="write the mail of this number to the terminal")
    arguments.add_argument("--corpus", type=Path, default=CORPUS)
    given = arguments.parse_args()
    if given.only is not None:
        sys.stdout.buffer.write(damaged(_mails(given.corpus), given.seed, given.only))
        return 0
    began = time.perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        work = [
            pool.submit(_batch, given.corpus, given.seed, first, min(_BATCH, given.mails - first))
            for first in range(0, given.mails, _BATCH)
        ]
        failures = [one for batch in work for one in batch.result()]
    took = time.perf_counter() - began
    print(f"{given.mails} damaged mails, seed {given.seed}, {took:.0f} s: {len(failures)} failures")
    for one in failures[:20]:
        print(f"  --only {one.number}: {one.why}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
