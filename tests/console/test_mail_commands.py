"""``ombud mail read``, ``attach``, ``retry`` and ``export``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from adapters.storage.models import CorrespondentRow, DeskRow
from casework.case import Party
from casework.matching import reply_address
from tests.examples import ANA, DESK, PNG, ROOT, a_mail

if TYPE_CHECKING:
    from pathlib import Path

    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk

BY = ("--as", "ling", "--reason", "her other address")
REPORT = ROOT / "tests" / "mail" / "a delivery report.eml"


async def from_another_address(front: FrontDesk) -> tuple[str, int]:
    """A case, and a mail to its reply address from a stranger: the number of each."""
    number = await front.open_case()
    token = next(one.token for one in await front.all_of(CorrespondentRow))
    to = reply_address(DESK, token)
    raw = a_mail("It is me.", sender="ana@work.example", to=to, message_id="<w@work.example>")
    return number, (await front.take_in(raw)).id


async def test_a_mail_is_read_without_a_desk(ombud: Shell, tmp_path: Path) -> None:
    """No database, no settings: one line of JSON a mail, with the place it would get."""
    ombud.monkeypatch.delenv("OMBUD_SECRET", raising=False)
    raw = a_mail("投诉骚扰电话", subject="骚扰", files=(("图.png", "image/png", PNG),))
    path = tmp_path / "complaint.eml"
    path.write_bytes(raw)

    said = await ombud("mail", "read", str(path), str(REPORT), "--jsonl")

    assert said.status == 0
    mail, report = map(json.loads, said.out.splitlines())
    assert (mail["subject"], mail["from_address"], mail["kind"]) == ("骚扰", ANA, "person")
    assert (mail["text"], mail["reply_text"]) == ("投诉骚扰电话\n", "投诉骚扰电话\n")
    assert mail["attachments"][0]["name"] == "图.png"
    assert {*mail["attachments"][0]} >= {"name", "media_type", "size", "sha256"}
    assert mail["route"] == {"handling": "open", "rule": "nothing known about it"}
    assert (mail["delivery_report"], mail["defects"]) == (None, [])
    assert report["kind"] == "delivery_report"
    assert report["delivery_report"]["action"] == "failed"
    assert report["route"] == {"handling": "record", "rule": "delivery report"}


async def test_a_mail_is_shown_to_a_person(ombud: Shell, tmp_path: Path) -> None:
    """The facts, then the sender's own words; nothing that a terminal obeys."""
    path = tmp_path / "complaint.eml"
    path.write_bytes(a_mail("They call\x1b[2J me.\n\nOn Mon, x wrote:\n> Hello"))

    said = await ombud("mail", "read", str(path))

    assert said.status == 0
    assert "from address       ana@home.example" in said.out
    assert "They call[2J me." in said.out


async def test_what_is_no_file_stops_no_other(ombud: Shell, tmp_path: Path) -> None:
    """It says which and why; the others are read."""
    there = tmp_path / "there.eml"
    there.write_bytes(a_mail())

    said = await ombud("mail", "read", str(tmp_path / "gone.eml"), str(there), "--jsonl")

    assert said.status == 1
    assert json.loads(said.out.splitlines()[0])["from_address"] == ANA
    assert f"{tmp_path / 'gone.eml'} cannot be read: No such file or directory" in said.words


async def test_held_mail_is_attached_to_a_case(ombud: Shell, front: FrontDesk) -> None:
    """The list suggests which; the address is remembered where that is said."""
    number, held = await from_another_address(front)

    listed = json.loads((await ombud("mail", "list", "--json")).out)
    said = await ombud("mail", "attach", str(held), "--case", number, "--remember", *BY)
    again = await ombud("mail", "attach", str(held), "--case", number, *BY)

    assert listed[0]["suggested_case"] == number
    assert (said.status, said.words) == (0, f"{held}: {number}")
    assert (again.status, again.words) == (1, f"{held}: message {held} is not held")
    message = await front.message(held)
    assert (message.disposition, message.case_number, message.party) == (
        "added",
        number,
        Party.COMPLAINANT,
    )
    assert [one.only_writes for one in await front.all_of(CorrespondentRow)] == [False, True]


async def test_held_mail_is_routed_anew(ombud: Shell, front: FrontDesk) -> None:
    """It says where the rules send it now, be it nowhere else."""
    _, held = await from_another_address(front)

    said = await ombud("mail", "retry", str(held), "99", *BY)

    assert said.status == 1
    assert said.out.splitlines() == [
        f"{held}: hold, a stranger holds a case's address",
        "99: message 99 is not held",
    ]


@pytest.mark.parametrize("deed", [("attach", "--case", "C-2026-000001"), ("retry",)])
async def test_nothing_is_done_without_a_reason(
    ombud: Shell, front: FrontDesk, deed: tuple[str, ...]
) -> None:
    """It stays with the decision."""
    _, held = await from_another_address(front)

    said = await ombud("mail", deed[0], str(held), *deed[1:], "--as", "ling", "--reason", " ")

    assert said.status == 1
    assert (await front.message(held)).disposition == "held"


async def test_the_raw_mail_can_be_had(ombud: Shell, front: FrontDesk, tmp_path: Path) -> None:
    """Byte for byte; over nothing that is there."""
    raw = a_mail("Unwanted calls.")
    held = await front.hold(raw)
    file = tmp_path / "mail.eml"

    said = await ombud("mail", "export", str(held), str(file))
    again = await ombud("mail", "export", str(held), str(file))
    gone = await ombud("mail", "export", "99", str(tmp_path / "other.eml"))

    assert said.status == 0
    assert file.read_bytes() == raw
    assert (again.status, gone.status) == (1, 1)
    assert "File exists" in again.words
    assert gone.words == "there is no message 99"


async def test_working_on_held_mail_is_no_first_look_into_the_mailbox(
    ombud: Shell, front: FrontDesk
) -> None:
    """Whoever enters a complaint before the mailroom opens does not make old mail new."""
    _, held = await from_another_address(front)

    await ombud("mail", "retry", str(held), *BY)

    assert not [one for one in await front.all_of(DeskRow) if "first look" in one.name]
