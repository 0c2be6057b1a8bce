"""The desk as a whole from the shell: settings, schema, pause, exports, exit statuses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import typer

from adapters.storage.models import DeskRow
from console.__main__ import app
from console.desk import Desk
from tests.console.command_line import Shell
from tests.examples import ROOT, a_mail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.console.front_desk import FrontDesk

NEED_THE_RECORD = [
    ("case", "list"),
    ("case", "show", "C-2026-000001"),
    ("approval", "list"),
    ("approval", "show", "C-2026-000001/referral/1"),
    ("respondent", "list"),
    ("mail", "list"),
    ("letter", "list"),
    ("staff", "list"),
    ("pause",),
    ("resume",),
    ("intake", "export"),
    ("outbox", "export"),
    ("console",),
]


# ---- settings ---------------------------------------------------------------------------


async def test_missing_settings_are_all_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever starts a desk sees the whole list, in one go."""
    said = await Shell(monkeypatch, {})("case", "list")

    assert said.status == 1
    assert "the settings have 4 problems" in said.words
    for name in ("SECRET", "DESK_ADDRESS", "IMAP_USER", "IMAP_PASSWORD"):
        assert f"OMBUD_{name}: is not set" in said.words
    assert ".env.example" in said.words


async def test_wrong_settings_are_named_without_what_was_given(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    """A secret that is too short does not end in a log."""
    wrong = {
        "OMBUD_SECRET": "hunter2",
        "OMBUD_IMAP_PORT": "imap",
        "OMBUD_SMTP_SECURITY": "maybe",
        "OMBUD_SMPT_HOST": "mail.example",
    }

    said = await Shell(monkeypatch, {**environment, **wrong})("doctor")

    assert said.status == 1
    assert "the settings have 4 problems" in said.words
    for name in wrong:
        assert name in said.words
    assert "OMBUD_SMPT_HOST: is not a setting of this desk" in said.words
    assert "hunter2" not in said.words
    assert "imap words" not in said.words


def test_a_desk_that_is_printed_shows_no_secret(environment: dict[str, str]) -> None:
    """In a log or a traceback it may well be."""
    desk = Desk(environment, lambda: datetime(2026, 3, 2, tzinfo=UTC))

    assert environment["OMBUD_SECRET"] not in repr(desk)


@pytest.mark.parametrize("url", ["nonsense", "mysql://desk@127.0.0.1:1/desk"])
async def test_a_database_url_that_is_none_is_a_setting_to_correct(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], url: str
) -> None:
    """Named like every other setting."""
    said = await Shell(monkeypatch, {**environment, "OMBUD_DATABASE_URL": url})("case", "list")

    assert said.status == 1
    assert (
        "OMBUD_DATABASE_URL: should be sqlite:///FILE or postgresql://user:password@host/database"
    ) in said.words


@pytest.mark.parametrize("command", [("console",), ("mail", "release", "1")])
async def test_a_pack_that_there_is_not_is_a_setting_to_correct(
    ombud: Shell, front: FrontDesk, command: tuple[str, ...]
) -> None:
    """In words, with the packs there are, as the doctor says it."""
    await front.hold()
    ombud.monkeypatch.setenv("OMBUD_PACK", "elsewhere")
    by = ("--as", "ling", "--reason", "genuine") if "release" in command else ()

    said = await ombud(*command, *by)

    assert said.status == 1
    assert "OMBUD_PACK" in said.words


# ---- schema -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", NEED_THE_RECORD, ids=" ".join)
async def test_a_database_without_schema_says_what_to_run(
    monkeypatch: pytest.MonkeyPatch, no_record: dict[str, str], command: tuple[str, ...]
) -> None:
    """No stack of frames, no empty list."""
    said = await Shell(monkeypatch, no_record)(*command)

    assert said.status == 1
    assert "run `./ombud migrate`" in said.words
    assert not said.out


async def test_a_database_of_another_version_is_left_alone(ombud: Shell, front: FrontDesk) -> None:
    """Both versions are named."""
    async with front.desk.engine.begin() as connection:
        await connection.exec_driver_sql("update alembic_version set version_num = '0099'")

    said = await ombud("case", "list")

    assert said.status == 1
    assert f"schema 0099, this version needs {newest_schema()}" in said.words


async def test_migrate_makes_the_schema_and_is_safe_to_repeat(
    monkeypatch: pytest.MonkeyPatch, no_record: dict[str, str], tmp_path: Path
) -> None:
    """Also in a folder that is not there yet; then the commands work."""
    url = f"sqlite:///{tmp_path}/var/of/desk.db"
    ombud = Shell(monkeypatch, {**no_record, "OMBUD_DATABASE_URL": url})

    first, second = await ombud("migrate"), await ombud("migrate")

    assert (first.status, first.words) == (0, f"the schema is at {newest_schema()}")
    assert (second.status, second.words) == (0, f"the schema is at {newest_schema()}")
    assert (await ombud("case", "list")).words == "none"


def newest_schema() -> str:
    """The last of the migrations: ``0002`` of ``0002_the_whole_life_of_a_case.py``."""
    folder = ROOT / "adapters" / "storage" / "migrations" / "versions"
    return max(one.name.partition("_")[0] for one in folder.glob("0*.py"))


@pytest.mark.parametrize("command", [("migrate",), ("case", "list")], ids=" ".join)
async def test_a_database_that_does_not_answer_is_not_called_empty(
    monkeypatch: pytest.MonkeyPatch, no_record: dict[str, str], command: tuple[str, ...]
) -> None:
    """To run migrate would not help: look whether it runs, and at its URL."""
    url = "postgresql://desk:db-words@127.0.0.1:1/desk"

    said = await Shell(monkeypatch, {**no_record, "OMBUD_DATABASE_URL": url})(*command)

    assert said.status == 1
    assert "OMBUD_DATABASE_URL" in said.words
    assert "run `./ombud migrate`" not in said.words
    assert "db-words" not in said.words


# ---- pause, exports ---------------------------------------------------------------------


async def test_pausing_stops_letters_and_says_how_to_go_on(ombud: Shell, front: FrontDesk) -> None:
    """The console shows it, the record knows who did it, and resume ends it."""
    await front.log_in()

    paused = await ombud("pause")
    assert (paused.status, paused.words) == (0, "no letter goes out until `./ombud resume`")
    assert "All outgoing letters are paused." in (await front.get("/")).words
    async with front.desk.rows() as session:
        assert (await session.get_one(DeskRow, "letters")).value["by"]

    resumed = await ombud("resume")
    assert (resumed.status, resumed.words) == (0, "letters go out again")
    assert "paused" not in (await front.get("/")).words


async def test_the_intake_is_exported_line_by_line(ombud: Shell, front: FrontDesk) -> None:
    """Every delivery: its digest, what became of it and why, its case, whether it was folded."""
    raw = a_mail("They call me, unwanted calls. \N{SNOWMAN}")
    opened = await front.take_in(raw)
    await front.take_in(raw)
    held = await front.hold()

    said = await ombud("intake", "export", "--jsonl")

    assert said.status == 0
    first, again, third = said.lines
    assert first["sha256"] == again["sha256"] == opened.sha256
    assert (first["disposition"], first["case"]) == ("opened", opened.case_number)
    assert (first["rule"], first["folded"]) == ("nothing known about it", False)
    assert (again["disposition"], again["rule"], again["folded"]) == (
        "recorded",
        "same delivery",
        True,
    )
    assert (third["disposition"], third["case"]) == ("held", None)
    assert third["message_id"] == (await front.message(held)).message_id


async def test_the_outbox_is_exported_line_by_line(ombud: Shell, front: FrontDesk) -> None:
    """Every letter: its key, to whom, for which case, how far it got."""
    number = await front.open_case()
    key = await front.acknowledge(number)

    said = await ombud("outbox", "export", "--jsonl")

    assert said.status == 0
    (letter,) = said.lines
    assert {"message_id", "sha256"} <= set(letter)
    assert (letter["approval_sha256"], letter["files"]) == (None, [])
    assert (letter["key"], letter["case"], letter["to"]) == (key, number, "ana@home.example")
    assert (letter["state"], letter["attempts"], letter["sent_at"]) == ("pending", 0, None)


async def test_an_empty_desk_exports_nothing(ombud: Shell) -> None:
    """No line, not an empty one."""
    assert (await ombud("intake", "export")).raw == b""
    assert (await ombud("outbox", "export")).raw == b""


# ---- use --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("case",),
        ("fly",),
        ("case", "show"),
        ("case", "list", "--what"),
        ("mail", "show", "seven"),
        ("case", "close", "C-1", "--outcome", "won", "--as", "ling", "--reason", "x"),
        ("case", "close", "C-1", "--outcome", "resolved", "--as", "ling"),
        ("case", "decide", "C-1", "refer", "--as", "ling"),
        ("case", "answer", "C-1", "category", "--as", "ling", "--reason", "x"),
        ("approval", "approve", "C-1/referral/1", "--as", "ling", "--reason", "x"),
        ("respondent", "add", "acme", "--name", "Acme", "--as", "ling"),
    ],
    ids=lambda words: " ".join(words) or "nothing",
)
async def test_wrong_use_is_two_and_says_how_it_would_be_right(
    ombud: Shell, words: tuple[str, ...]
) -> None:
    """Neither 0 nor 1: a script can tell a mistake of its own from a no."""
    said = await ombud(*words)

    assert said.status == 2
    assert "Usage: ombud" in said.words


def commands(of: object, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command of the command line."""
    inner = getattr(of, "commands", None)
    if inner is None:
        yield names
    else:
        for name, command in inner.items():
            yield from commands(command, *names, name)


COMMANDS = [pytest.param(one, id=" ".join(one)) for one in commands(typer.main.get_command(app))]


@pytest.mark.parametrize("words", COMMANDS)
async def test_help_shows_an_example(ombud: Shell, words: tuple[str, ...]) -> None:
    """Of every command, with the very words that are asked about."""
    said = await ombud(*words, "--help")

    assert said.status == 0
    assert f"Example: ./ombud {' '.join(words)}" in said.words


async def test_a_database_number_too_large_is_said_in_words(ombud: Shell) -> None:
    """A slip of the hand is not a stack of frames."""
    said = await ombud("mail", "show", "9" * 15)

    assert (said.status, said.words) == (1, f"there is no message {'9' * 15}")
