"""``ombud doctor``: every part is asked; what is wrong comes with what to do about it."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

import pytest

from adapters.storage import desk as desk_facts
from adapters.storage.models import DeskRow
from tests.conftest import PASSWORD
from tests.console.command_line import Said, Shell
from tests.examples import MONDAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from temporalio.testing import WorkflowEnvironment

    from demo.post import PostOffice
    from tests.console.front_desk import FrontDesk

PARTS = [
    *("database", "evidence", "pack", "letters"),
    *("inbox", "smtp", "temporal", "mailroom", "held"),
]


@pytest.fixture
def all_there(
    environment: dict[str, str], office: PostOffice, temporal: WorkflowEnvironment
) -> dict[str, str]:
    """A desk whose servers are all there."""
    return {
        **environment,
        "OMBUD_IMAP_PORT": str(office.imap_port),
        "OMBUD_IMAP_PASSWORD": PASSWORD,
        "OMBUD_SMTP_PORT": str(office.smtp_port),
        "OMBUD_TEMPORAL_ADDRESS": temporal.client.service_client.config.target_host,
    }


@contextmanager
def leftovers() -> Iterator[list[str]]:
    """What nobody closed in this block, as Python says when it collects it."""
    left: list[str] = []
    with catch_warnings(record=True) as warned:
        simplefilter("always")
        yield left
        gc.collect()
    left += [str(one.message) for one in warned]


def bad(said: Said) -> set[str]:
    """The parts that are not well."""
    return {one["part"] for one in said.json if not one["well"]}


async def test_a_sound_desk_is_called_sound(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str]
) -> None:
    """Every part is named with what was found, and the exit status is 0."""
    ombud = Shell(monkeypatch, all_there)

    said, found = await ombud("doctor"), await ombud("doctor", "--json")

    assert said.status == 0, said.words
    assert [line.split()[:2] for line in said.out.splitlines()] == [["ok", one] for one in PARTS]
    assert "0 mails in INBOX" in said.words
    assert [one["part"] for one in found.json] == PARTS
    assert bad(found) == set()
    assert PASSWORD not in said.words


async def test_with_everything_wrong_everything_is_told(
    monkeypatch: pytest.MonkeyPatch, no_record: dict[str, str], tmp_path: Path
) -> None:
    """Each part in clear words, each with what to do, in one go; exit 1 and no secret."""
    (tmp_path / "evidence").write_text("a file where the folder should be")
    (tmp_path / "packs").mkdir()
    wrong = {
        "OMBUD_PACKS_FOLDER": str(tmp_path / "packs"),
        "OMBUD_TEMPLATES_FOLDER": str(tmp_path / "nowhere"),
    }
    ombud = Shell(monkeypatch, {**no_record, **wrong})

    said, found = await ombud("doctor"), await ombud("doctor", "--json")

    assert (said.status, found.status) == (1, 1)
    assert bad(found) == set(PARTS)
    assert all(one["advice"] for one in found.json)
    advice = {one["part"]: one["advice"] for one in found.json}
    assert advice["database"] == "run ./ombud migrate"
    assert "OMBUD_EVIDENCE_FOLDER" in advice["evidence"]
    assert "OMBUD_PACK" in advice["pack"]
    assert "OMBUD_IMAP_HOST" in advice["inbox"]
    assert "OMBUD_SMTP_" in advice["smtp"]
    assert "OMBUD_TEMPORAL_ADDRESS" in advice["temporal"]
    for words in ("BAD inbox connect to 127.0.0.1", "Connection refused", "en/acknowledgement"):
        assert words in said.words
    assert "not reachable at 127.0.0.1" in said.words
    assert "imap words" not in said.words
    assert "s" * 40 not in said.words


async def test_a_database_that_does_not_answer_is_told_with_the_rest(
    monkeypatch: pytest.MonkeyPatch, no_record: dict[str, str]
) -> None:
    """A PostgreSQL that is down is the doctor's own business."""
    url = "postgresql://desk:db-words@127.0.0.1:1/desk"

    said = await Shell(monkeypatch, {**no_record, "OMBUD_DATABASE_URL": url})("doctor", "--json")

    assert {"database", "mailroom"} <= bad(said)
    advice = {one["part"]: one["advice"] for one in said.json}
    assert "OMBUD_DATABASE_URL" in advice["database"]
    assert "db-words" not in said.out


async def test_a_pack_with_problems_is_told_with_the_rest(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], tmp_path: Path
) -> None:
    """All of its problems, and no other part goes unasked."""
    (tmp_path / "example.yaml").write_text("schema: ombud-pack/1\nid: example\n")
    ombud = Shell(monkeypatch, {**environment, "OMBUD_PACKS_FOLDER": str(tmp_path)})

    said = await ombud("doctor", "--json")

    (pack,) = [one for one in said.json if one["part"] == "pack"]
    assert "timezone is missing." in pack["found"]
    assert "correct the file" in pack["advice"]
    assert bad(said) == {"pack", "inbox", "smtp", "temporal"}


async def test_a_pack_that_there_is_not_is_told_with_those_there_are(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]
) -> None:
    """So that the right word can be copied."""
    said = await Shell(monkeypatch, {**environment, "OMBUD_PACK": "elsewhere"})("doctor")

    assert "no pack 'elsewhere'" in said.words
    assert (
        "set OMBUD_PACK to one of cn-telecom, example, tw-consumer, uk-communications" in said.words
    )


async def test_a_mailbox_that_refuses_the_password_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str]
) -> None:
    """Not the network: the account. The password stays unsaid."""
    ombud = Shell(monkeypatch, {**all_there, "OMBUD_IMAP_PASSWORD": "wrong imap words"})

    with leftovers():
        said = await ombud("doctor")

    assert said.status == 1
    assert "refuses to log in 'complaints@desk.example'" in said.words
    assert "check OMBUD_IMAP_USER and OMBUD_IMAP_PASSWORD" in said.words
    assert "wrong imap words" not in said.words


async def test_a_mailbox_that_refuses_the_password_is_left_in_peace(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str]
) -> None:
    """No connection is left to it; the mailroom tries again and again."""
    ombud = Shell(monkeypatch, {**all_there, "OMBUD_IMAP_PASSWORD": "wrong imap words"})

    with leftovers() as left:
        await ombud("doctor")

    assert [one for one in left if "unclosed <socket" in one] == []


async def test_a_server_that_does_not_speak_tls_is_told(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str]
) -> None:
    """There, but not as it was set: never taken without encryption instead."""
    more = {"OMBUD_SMTP_SECURITY": "tls", "OMBUD_IMAP_SECURITY": "tls"}

    said = await Shell(monkeypatch, {**all_there, **more})("doctor", "--json")

    assert bad(said) == {"inbox", "smtp"}
    assert all("_SECURITY" in one["advice"] for one in said.json if one["part"] == "inbox")


async def test_a_namespace_that_there_is_not_is_told(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str]
) -> None:
    """Temporal answers, and says no."""
    ombud = Shell(monkeypatch, {**all_there, "OMBUD_TEMPORAL_NAMESPACE": "elsewhere"})

    said = await ombud("doctor", "--json")

    assert bad(said) == {"temporal"}


@pytest.mark.parametrize("part", ["mailbox", "watch"])
async def test_what_the_mailroom_cannot_do_is_told(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str], front: FrontDesk, part: str
) -> None:
    """Its last report counts, with the place where more is said."""
    await desk_facts.put(front.desk.rows, part, {"trouble": "the server hung up"})

    said = await Shell(monkeypatch, all_there)("doctor")

    assert said.status == 1
    assert "BAD mailroom the server hung up" in said.words
    assert "the mailroom's log says more" in said.words


async def test_mail_that_nobody_reads_is_told(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str], front: FrontDesk
) -> None:
    """Held mail that waits too long is no fault of the mailroom: somebody has to read it."""
    front.clock.now -= timedelta(days=2)
    await front.hold()

    said = await Shell(monkeypatch, all_there)("doctor")

    assert said.status == 1
    assert "BAD held 1 mail has been held for more than 24 hours" in said.words
    assert "./ombud mail list" in said.words


async def test_a_mailroom_that_has_fallen_silent_is_told(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str], front: FrontDesk
) -> None:
    """Nobody reports trouble any more when the process that reports it has died."""
    last = (MONDAY - timedelta(days=1)).isoformat()
    await desk_facts.put(front.desk.rows, "watch", {"at": last, "trouble": ""})

    said = await Shell(monkeypatch, all_there)("doctor", "--json")

    assert bad(said) == {"mailroom"}


async def test_a_desk_that_is_not_started_yet_is_sound(
    monkeypatch: pytest.MonkeyPatch, all_there: dict[str, str], front: FrontDesk
) -> None:
    """The doctor is asked before the first start, too."""
    async with front.desk.rows.begin() as session:
        for name in ("mailbox", "watch"):
            await session.delete(await session.get_one(DeskRow, name))

    said = await Shell(monkeypatch, all_there)("doctor")

    assert said.status == 0
    assert "last look into the inbox never" in said.words


async def test_the_doctor_leaves_the_record_as_it_was(ombud: Shell, front: FrontDesk) -> None:
    """Asking is not doing: no row changes."""
    await front.fill()
    before = await front.record()

    await ombud("doctor")

    assert await front.record() == before


async def test_the_doctor_leaves_nothing_among_the_evidence(ombud: Shell, tmp_path: Path) -> None:
    """A folder that holds one file for each mail holds one for each mail afterwards."""
    await ombud("doctor")

    assert [one for one in (tmp_path / "evidence").rglob("*") if one.is_file()] == []
