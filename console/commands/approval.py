"""``ombud approval``: list, show, approve, refuse, as the console does it."""

from __future__ import annotations

import re
import shlex
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.mailbox.parse import parse
from adapters.mailbox.reading.parts import attachment
from adapters.storage.decisions import RefusedError
from casework.decisions import Verdict
from console import actions
from console.commands.shell import AsJson, By, Why, person, plain, run, show, tell

if TYPE_CHECKING:
    from adapters.storage.waiting import LetterView
    from console.desk import Desk

app = typer.Typer(
    help="Letters that a person lets go out. Example: ./ombud approval list", no_args_is_help=True
)
_NOT_IN_A_NAME = re.compile(r"[^\w.-]+")
_LONGEST_NAME = 80


@app.command("list")
def list_(context: typer.Context, *, as_json: AsJson = False) -> None:
    """The letters that wait, oldest first. Example: ./ombud approval list."""
    show(map(_line, run(context, context.obj.views.waiting())), as_json=as_json)


@app.command("show")
def show_(
    context: typer.Context,
    key: str,
    save: Annotated[
        Path | None, typer.Option(metavar="DIR", help="write the mail and its files there")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Exactly what will go out. Example: ./ombud approval show C-2026-000001/referral/1 --save /tmp/look."""  # noqa: E501  an example is one line
    desk = context.obj
    one = run(context, _letter(desk, key))
    if save is not None:
        _save(one, save)
    if as_json:
        show([_facts(one)], as_json=True)
        return
    _print(one, may_approve=desk.settings.shell_approvals)


@app.command()
def approve(
    context: typer.Context,
    key: str,
    digest: Annotated[
        str, typer.Option("--sha256", help="of the mail you looked at: `approval show` prints it")
    ],
    by: By,
    why: Why,
) -> None:
    """Let exactly this letter go out. Example: ./ombud approval approve C-2026-000001/referral/1 --sha256 9f86… --as approver --reason complete."""  # noqa: E501  an example is one line
    if left := _rule_on(context, key, Verdict.APPROVED, digest, by, why).missing:
        typer.echo(f"{key} is approved; it still waits for: {', '.join(left)}")
    else:
        typer.echo(
            f"{key} is approved: it leaves, in the sending hours, as soon as its workflow has "
            "heard of it, unless a new message comes in before"
        )


@app.command()
def refuse(
    context: typer.Context,
    key: str,
    by: By,
    why: Why,
    digest: Annotated[str, typer.Option("--sha256", help="left out: whatever it says")] = "",
) -> None:
    """Keep a letter here. Example: ./ombud approval refuse C-2026-000001/referral/1 --as approver --reason 'wrong body'."""  # noqa: E501  an example is one line
    _rule_on(context, key, Verdict.REFUSED, digest, by, why)
    typer.echo(
        f"{key} is refused and does not go out: as soon as its workflow has heard of it, "
        "the case waits until a person decides"
    )


def _rule_on(  # noqa: PLR0913, PLR0917  a ruling is these facts
    context: typer.Context, key: str, verdict: Verdict, digest: str, by: str, why: str
) -> LetterView:
    """Approve or refuse; the letter as it stands then."""
    desk: Desk = context.obj

    async def work() -> LetterView:
        if not desk.settings.shell_approvals:
            raise RefusedError(
                "this desk rules on letters in its console only: its settings allow no approval "
                "from the shell (OMBUD_SHELL_APPROVALS)"
            )
        who, one = await person(desk, by), await _letter(desk, key)
        if digest and digest != one.letter.sha256:
            raise RefusedError("the letter is not the one you looked at any more: look again")
        await actions.rule_on_letter(
            desk, key, verdict, by=who, sha256=digest, why=why, door="shell"
        )
        return await _letter(desk, key)

    return run(context, work())


async def _letter(desk: Desk, key: str) -> LetterView:
    one = await desk.views.to_approve(key)
    if one is None or not one.letter.approval:
        raise RefusedError(f"there is no letter {key!r} that needs an approval")
    return one


def _line(one: LetterView) -> dict[str, Any]:
    return {
        "key": one.letter.key,
        "case": one.letter.case_number,
        "letter": one.letter.kind,
        "to": one.letter.recipient,
        "waits_since": _since(one),
        "roles": one.letter.approval,
        "approved_by": [given.by for given in one.given.values()],
    }


def _since(one: LetterView) -> str:
    """Since when it waits, in the time that its case lives in, as everything else of the case."""
    return one.letter.written_at.isoformat()


def _facts(one: LetterView) -> dict[str, Any]:
    letter = one.letter
    return {
        **_line(one),
        "state": letter.state,
        "still_to_approve": one.missing,
        "waits_no_more": one.why_not or None,
        "subject": letter.subject,
        "message_id": letter.message_id,
        "sha256": sha256(letter.raw).hexdigest(),
        "size": len(letter.raw),
        "files": letter.files,
        "text": parse(letter.raw, letter.written_at).text,
        "rulings": [
            {
                "verdict": said.verdict,
                "role": said.role,
                "by": said.by,
                "at": said.at.isoformat(),
                "why": said.why,
                "door": said.door,
                "sha256": said.sha256,
                "voided": said.voided,
            }
            for said in one.rulings
        ],
    }


def _print(one: LetterView, *, may_approve: bool) -> None:
    facts = _facts(one)
    files, text, rulings = facts.pop("files"), facts.pop("text"), facts.pop("rulings")
    tell(facts)
    for title, rows in (("files", files), ("rulings", rulings)):
        typer.echo(f"\n{title}")
        for row in rows or [{title: "none"}]:
            typer.echo("  " + plain("  ".join(str(cell) for cell in row.values() if cell)))
    typer.echo(f"\n{plain(text or '')}")
    if not one.why_not:
        typer.echo(_how_to(one.letter.key, facts["sha256"]) if may_approve else _IN_THE_CONSOLE)


_IN_THE_CONSOLE = "It is approved, or refused, in the console."


def _how_to(key: str, digest: str) -> str:
    key = shlex.quote(key)
    return (
        "To let exactly this go out, or to keep it here:\n"
        f'./ombud approval approve {key} --sha256 {digest} --as ACCOUNT --reason "…"\n'
        f'./ombud approval refuse {key} --as ACCOUNT --reason "…"'
    )


def _save(one: LetterView, folder: Path) -> None:
    """The mail and each of its files, under names that are harmless in any folder."""
    letter = one.letter
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{_harmless(letter.key)}.eml").write_bytes(letter.raw)
        for count, file in enumerate(letter.files, start=1):
            content = attachment(letter.raw, file["sha256"])
            (folder / f"{count}-{_harmless(file['name'])}").write_bytes(content)
    except OSError as error:
        raise RefusedError(f"{folder} cannot be written to: {error.strerror}") from None


def _harmless(name: str) -> str:
    """A stranger's name for a file: no path, no blank, no dot in front; its ending stays."""
    return _NOT_IN_A_NAME.sub("-", name)[-_LONGEST_NAME:].lstrip(".-") or "file"
