"""``ombud case show``: how a case stands, whatever state its pack is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.console.procedure import Procedure

if TYPE_CHECKING:
    from pathlib import Path

    from tests.console.command_line import Shell
    from tests.console.front_desk import FrontDesk

BY = ("--as", "ling", "--reason", "the firm paid")


async def test_a_case_shows_how_it_stands(ombud: Shell, front: FrontDesk) -> None:
    """Respondent, consent, clocks, rung, what is waited for, who may be asked and why not."""
    case = await Procedure.with_respondent(front)

    (whole,) = (await ombud("case", "show", case.number, "--json")).json
    shown = await ombud("case", "show", case.number)

    assert (whole["respondent"], whole["respondent_name"]) == ("acme", "Acme Calls")
    assert whole["respondent_rule"] == "it is named: 'acme calls'"
    assert (whole["consent"], whole["rung"], whole["approvals_waiting"]) == ("not asked", None, [])
    (clock,) = whole["clocks"]
    assert (clock["what"], clock["whose"]) == ("answer of Acme Calls", "the respondent's")
    assert (clock["counted"], clock["runs"]) == ("15 calendar days", True)
    assert [one["step"] for one in whole["waits_for"]] == [
        "remind the respondent",
        "remind the respondent",
        "the respondent's time runs out",
    ]
    assert whole["waits_for"][0]["at"] == whole["due_at"]
    ladder = {one["body"]: one for one in whole["ladder"]}
    assert ladder["example-ombudsman"] == {
        "body": "example-ombudsman",
        "submits": "desk",
        "fits": True,
        "why_not": "",
        "not_known": [],
    }
    assert "respondent name Acme Calls" in shown.words
    for word in ("clocks", "waits for", "ladder", "answer of Acme Calls", "example-tribunal"):
        assert word in shown.words


async def test_a_case_shows_the_rung_whose_turn_it_is(ombud: Shell, front: FrontDesk) -> None:
    """With who submits, and the letter that waits for a person."""
    case = await Procedure.approval_pending(front)
    key = (await case.waiting()).key

    (whole,) = (await ombud("case", "show", case.number, "--json")).json

    assert (whole["rung"], whole["submits"]) == ("example-ombudsman", "desk")
    assert whole["approvals_waiting"] == [key]
    assert key in [one["key"] for one in whole["letters"]]
    assert whole["waits_for"][0]["step"] == "remind the approver"


async def test_a_case_whose_pack_is_damaged_is_shown_all_the_same(
    ombud: Shell, front: FrontDesk, tmp_path: Path
) -> None:
    """What its row says: it is when something is broken that people look."""
    number = await front.open_case()
    (sound,) = (await ombud("case", "show", number, "--json")).json
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "example.yaml").write_text("id: example", "utf-8")
    ombud.monkeypatch.setenv("OMBUD_PACKS_FOLDER", str(tmp_path / "packs"))

    (whole,) = (await ombud("case", "show", number, "--json")).json
    shown = await ombud("case", "show", number)

    assert (shown.status, whole["consent"], whole["clocks"]) == (0, "not asked", [])
    assert set(whole) == set(sound)
    assert whole["waits_for"] == [
        {"step": "acknowledge the complaint", "at": "2026-03-02T09:30:00+00:00"}
    ]


async def test_a_closed_case_waits_for_nothing(ombud: Shell, front: FrontDesk) -> None:
    """But for a reply that would open it again."""
    case = await Procedure.with_respondent(front)
    assert (await ombud("case", "close", case.number, "--outcome", "resolved", *BY)).status == 0
    await case.carry_out()

    (whole,) = (await ombud("case", "show", case.number, "--json")).json

    assert whole["waits_for"] == []
    assert [one["what"] for one in whole["clocks"] if one["runs"]] == ["a reply opens it again"]
