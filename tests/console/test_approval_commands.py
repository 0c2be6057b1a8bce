"""``ombud approval``: what waits is shown as it will leave, and only that is let out."""

from __future__ import annotations

import shutil
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from temporalio.testing import ActivityEnvironment

from activities.letters import Letters
from adapters.policy_packs import load_packs
from adapters.storage.models import ApprovalRow, LetterRow
from adapters.storage.outbox import Outbox
from casework.letters import LetterKind
from casework.roles import Role
from tests.console.procedure import Procedure, hire
from tests.examples import PNG, ROOT, a_mail
from tests.postbag import Postbag

if TYPE_CHECKING:
    from pathlib import Path

    from tests.console.command_line import Said, Shell
    from tests.console.front_desk import FrontDesk

WHY = ("--reason", "it is complete")


@pytest.fixture(autouse=True)
async def _two_people(front: FrontDesk, ombud: Shell) -> None:
    """A desk that may approve at its shell: Ling is a handler, Boris an approver."""
    ombud.monkeypatch.setenv("OMBUD_SHELL_APPROVALS", "true")
    await hire(front, "boris", Role.APPROVER)


async def a_referral(front: FrontDesk, ombud: Shell, by: str = "ling") -> str:
    """Somebody refers a complaint with a file; the key of the letter that waits."""
    raw = a_mail("Acme Calls: unwanted calls.", files=(("../my calls.png", "image/png", PNG),))
    begun = await Procedure.begin(front, raw)
    await begun.order(LetterKind.EVIDENCE_REQUEST)
    refer = ("case", "decide", begun.number, "refer", "--as", by, "--reason", "no answer")
    assert (await ombud(*refer)).status == 0
    await begun.carry_out()
    return (await begun.waiting()).key


def procedure_of(front: FrontDesk, key: str) -> Procedure:
    """The case of a letter, and what carries it on."""
    return Procedure(front=front, number=key.partition("/")[0])


async def approve(ombud: Shell, key: str, by: str, digest: str = "") -> Said:
    """Look, and approve what was seen."""
    digest = digest or (await ombud("approval", "show", key, "--json")).json[0]["sha256"]
    return await ombud("approval", "approve", key, "--sha256", digest, "--as", by, *WHY)


async def test_what_waits_is_listed(front: FrontDesk, ombud: Shell) -> None:
    """Key, case, letter, to whom, since when, which roles, who has approved."""
    key = await a_referral(front, ombud)

    (one,) = (await ombud("approval", "list", "--json")).json
    table = await ombud("approval", "list")

    assert one == {
        "key": key,
        "case": key.partition("/")[0],
        "letter": "referral",
        "to": "intake@ombudsman.example",
        "waits_since": "2026-03-02T09:30:00+00:00",
        "roles": ["approver"],
        "approved_by": [],
    }
    assert f"{key}" in table.words
    assert "intake@ombudsman.example 2026-03-02T09:30:00+00:00 approver -" in table.words


async def test_nothing_waits_on_an_empty_desk(ombud: Shell) -> None:
    """Said so, in both forms."""
    assert (await ombud("approval", "list")).words == "none"
    assert (await ombud("approval", "list", "--json")).json == []


async def test_what_is_shown_is_what_will_go_out(front: FrontDesk, ombud: Shell) -> None:
    """Recipient, subject, text, every file with its digest, the digest of the mail."""
    key = await a_referral(front, ombud)
    (raw,) = [one.raw for one in await front.all_of(LetterRow) if one.key == key]

    (facts,) = (await ombud("approval", "show", key, "--json")).json
    shown = await ombud("approval", "show", key)

    assert facts["sha256"] == sha256(raw).hexdigest()
    assert facts["size"] == len(raw)
    assert facts["to"] == "intake@ombudsman.example"
    assert facts["waits_no_more"] is None
    files = {one["name"]: one for one in facts["files"]}
    assert len(files) == 2  # the dossier, and the complainant's
    assert files["../my calls.png"]["sha256"] == sha256(PNG).hexdigest()
    assert files["../my calls.png"]["size"] == len(PNG)
    for word in (facts["subject"], *facts["text"].split(), *files, facts["sha256"]):
        assert word in shown.words
    command = f"./ombud approval approve {key} --sha256 {facts['sha256']} --as ACCOUNT"
    assert command in shown.words


async def test_the_mail_and_its_files_can_be_taken_away(
    front: FrontDesk, ombud: Shell, tmp_path: Path
) -> None:
    """To be opened with whatever opens them; a stranger's file name leads nowhere else."""
    key = await a_referral(front, ombud)
    folder = tmp_path / "a" / "look"

    said = await ombud("approval", "show", key, "--save", str(folder), "--json")

    facts = said.json[0]
    saved = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert sha256(saved[f"{key.replace('/', '-')}.eml"]).hexdigest() == facts["sha256"]
    assert saved["2-my-calls.png"] == PNG
    assert {sha256(one).hexdigest() for one in saved.values()} == {
        facts["sha256"],
        *(one["sha256"] for one in facts["files"]),
    }
    assert [one.name for one in folder.parent.iterdir()] == ["look"]


async def test_a_folder_that_cannot_be_written_is_said_in_words(
    front: FrontDesk, ombud: Shell, tmp_path: Path
) -> None:
    """Not a stack of frames."""
    key = await a_referral(front, ombud)
    (tmp_path / "file").write_text("in the way")

    said = await ombud("approval", "show", key, "--save", str(tmp_path / "file"))

    assert said.status == 1
    assert f"{tmp_path / 'file'} cannot be written to" in said.words


async def test_what_was_looked_at_goes_out_and_says_who_let_it(
    front: FrontDesk, ombud: Shell
) -> None:
    """One row: who, in which role, exactly what, why, and through which door."""
    key = await a_referral(front, ombud)

    said = await approve(ombud, key, "boris")
    await procedure_of(front, key).carry_out()
    postbag = Postbag()
    outbox = Outbox(front.desk.rows, front.clock)
    letters = Letters(clerk=front.clerk(), outbox=outbox, postman=postbag)
    states = await ActivityEnvironment().run(letters.send, [key])
    (exported,) = [one for one in (await ombud("outbox", "export")).lines if one["key"] == key]

    assert said.status == 0
    assert f"{key} is approved: it leaves" in said.words
    (row,) = await front.all_of(ApprovalRow)
    assert (row.by, row.role, row.door, row.why) == ("boris", "approver", "shell", WHY[1])
    assert states == ["sent"]
    ((_, _, raw),) = postbag.sent
    assert row.sha256 == exported["approval_sha256"] == sha256(raw).hexdigest()
    assert exported["files"] == row.files
    assert (await ombud("approval", "list", "--json")).json == []
    gone = await ombud("approval", "show", key)
    assert "boris" in gone.words
    assert "approval approve" not in gone.words


async def test_nothing_is_approved_unseen(front: FrontDesk, ombud: Shell) -> None:
    """Without the digest of what was looked at it is wrong use; with another one it says no."""
    key = await a_referral(front, ombud)

    unseen = await ombud("approval", "approve", key, "--as", "boris", *WHY)
    other = await approve(ombud, key, "boris", "0" * 64)

    assert (unseen.status, "--sha256" in unseen.words) == (2, True)
    assert other.status == 1
    assert other.words == "the letter is not the one you looked at any more: look again"
    assert await front.all_of(ApprovalRow) == []
    (exported,) = [one for one in (await ombud("outbox", "export")).lines if one["key"] == key]
    assert exported["approval_sha256"] is None


async def test_roles_count_as_in_the_console(front: FrontDesk, ombud: Shell) -> None:
    """Not one of another role, not one who is not there; a deputy does, once they are asked."""
    key = await a_referral(front, ombud)
    await hire(front, "mara", Role.MANAGER)
    early = await approve(ombud, key, "mara")
    await front.change(key.partition("/")[0], ahead=timedelta(hours=48).total_seconds())

    said = {by: (await approve(ombud, key, by)).words for by in ("ling", "nobody", "mara")}

    assert early.words == "mara is manager; this letter needs approver"
    assert said["ling"] == "ling is handler; this letter needs approver"
    assert said["nobody"] == "there is no account 'nobody'; `./ombud staff list` shows all"
    assert f"{key} is approved" in said["mara"]
    assert [(one.by, one.role) for one in await front.all_of(ApprovalRow)] == [("mara", "approver")]


async def test_who_had_it_written_does_not_let_it_out(front: FrontDesk, ombud: Shell) -> None:
    """Except on a desk where nobody else could."""
    key = await a_referral(front, ombud, by="boris")

    said = await approve(ombud, key, "boris")
    ombud.monkeypatch.setenv("OMBUD_ONE_PERSON_DESK", "true")
    alone = await approve(ombud, key, "boris")

    assert said.words == "boris had it written: somebody else lets it go out"
    assert (said.status, alone.status) == (1, 0)


async def test_a_letter_that_two_approve_waits_for_the_second(
    front: FrontDesk, ombud: Shell, tmp_path: Path
) -> None:
    """It says for whom; the export knows of an approval when it has both."""
    folder = a_pack_of_two(tmp_path)
    ombud.monkeypatch.setenv("OMBUD_PACKS_FOLDER", str(folder))
    vars(front.desk)["packs"] = load_packs(folder)
    await hire(front, "mara", Role.MANAGER)
    key = await a_referral(front, ombud)

    first = await approve(ombud, key, "boris")
    (one,) = (await ombud("approval", "list", "--json")).json
    half = [row for row in (await ombud("outbox", "export")).lines if row["key"] == key]
    second = await approve(ombud, key, "mara")
    whole = [row for row in (await ombud("outbox", "export")).lines if row["key"] == key]

    assert first.words == f"{key} is approved; it still waits for: manager"
    assert (one["roles"], one["approved_by"]) == (["approver", "manager"], ["boris"])
    assert "it leaves" in second.words
    assert half[0]["approval_sha256"] is None
    assert whole[0]["approval_sha256"] == whole[0]["sha256"]


def a_pack_of_two(folder: Path) -> Path:
    """The example, where two roles let a referral go out; one is the other's deputy."""
    packs = folder / "packs"
    shutil.copytree(ROOT / "policies", packs)
    text = (packs / "example.yaml").read_text("utf-8")
    rung = "body: example-ombudsman\n"
    text = text.replace(rung, f"{rung}    approval: [approver, manager]\n")
    (packs / "example.yaml").write_text(text, "utf-8")
    return packs


async def test_a_new_message_voids_what_was_looked_at(front: FrontDesk, ombud: Shell) -> None:
    """The letter no longer tells all there is."""
    key = await a_referral(front, ombud)
    (facts,) = (await ombud("approval", "show", key, "--json")).json
    view = await front.desk.views.case(facts["case"])
    assert view is not None
    to = f"complaints+{view.people[0].token}@desk.example"
    await front.take_in(a_mail("They called again.", to=to, message_id="<more@home.example>"))

    said = await approve(ombud, key, "boris", facts["sha256"])
    shown = await ombud("approval", "show", key)

    assert said.status == 1
    assert said.words == "a new message has come in: the letter is being written anew"
    assert "being written anew" in shown.words
    assert "approval approve" not in shown.words


async def test_a_letter_that_is_refused_stays_here(front: FrontDesk, ombud: Shell) -> None:
    """And a person decides what is next; the digest is no duty, but if given it must be right."""
    key = await a_referral(front, ombud)
    refuse = ("approval", "refuse", key, "--as", "boris", "--reason", "the wrong body")

    other = await ombud(*refuse, "--sha256", "0" * 64)
    said = await ombud(*refuse)
    again = await approve(ombud, key, "boris")
    await procedure_of(front, key).carry_out()

    assert (other.status, said.status, again.status) == (1, 0, 1)
    assert f"{key} is refused and does not go out" in said.words
    assert again.words == f"{key} waits no longer: boris has refused it"
    assert (await front.case(key.partition("/")[0])).stage == "handed to a person"
    assert [one.state for one in await front.all_of(LetterRow) if one.key == key] == ["cancelled"]


@pytest.mark.parametrize("verdict", ["approve", "refuse"])
async def test_a_desk_may_rule_on_letters_in_its_console_only(
    front: FrontDesk, ombud: Shell, verdict: str
) -> None:
    """The default: whoever has the server's shell is not yet one of the staff."""
    key = await a_referral(front, ombud)
    digest = (await ombud("approval", "show", key, "--json")).json[0]["sha256"]
    ombud.monkeypatch.delenv("OMBUD_SHELL_APPROVALS")

    said = await ombud("approval", verdict, key, "--sha256", digest, "--as", "boris", *WHY)
    shown = await ombud("approval", "show", key)

    assert said.status == 1
    assert "this desk rules on letters in its console only" in said.words
    assert "OMBUD_SHELL_APPROVALS" in said.words
    assert "It is approved, or refused, in the console." in shown.words
    assert await front.all_of(ApprovalRow) == []


@pytest.mark.parametrize("deed", [("show",), ("approve", "--sha256", "0" * 64), ("refuse",)])
async def test_a_letter_that_needs_nobody_is_said_in_words(
    front: FrontDesk, ombud: Shell, deed: tuple[str, ...]
) -> None:
    """One that is not there, and one that goes out by itself."""
    number = (await Procedure.begin(front)).number
    by = () if deed == ("show",) else ("--as", "boris", *WHY)

    for key in (f"{number}/acknowledgement/1", "nothing", "\x00"):
        said = await ombud("approval", deed[0], key, *deed[1:], *by)

        assert said.status == 1
        assert "that needs an approval" in said.words
