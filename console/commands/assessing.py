"""``ombud mail assess``: what a first look finds in mails, without a database, with every rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.calendars import Calendars
from adapters.first_looks import look_at
from adapters.mailbox.reader import Bounds, Reader
from adapters.policy_packs import load_packs
from adapters.storage.decisions import RefusedError
from adapters.vocabulary import load_vocabulary
from casework.policy import chosen
from console.commands.shell import AsJson, in_json, plain, tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from adapters.first_looks import Looked
    from casework.assessment import Finding
    from casework.messages import InboundMessage
    from casework.particulars import Particulars


def assess(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="mails, each as it came")],
    pack: Annotated[str, typer.Option(help="left out: the pack of the mail's own place")] = "",
    received_at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z"],
            help="when it arrived; left out: what its Date says",
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say what a first look finds, each finding with its rule. Example: ./ombud mail assess complaint.eml --pack cn-telecom --json."""  # noqa: E501  an example is one line
    desk = context.obj
    packs = load_packs(desk.packs_folder)
    vocabulary = load_vocabulary(desk.packs_folder / "words")
    asked = chosen(packs, pack) if pack else None
    named = desk.environment.get("OMBUD_PACK")
    default = chosen(packs, named) if named else None
    calendars = Calendars(desk.packs_folder)
    reader, trouble = Reader(Bounds()), []
    for path in files:
        try:
            raw = path.read_bytes()
        except OSError as error:
            trouble.append(f"{path} cannot be read: {error.strerror or error}")
            continue
        message = _arrived(reader.read(raw, desk.wall()), received_at)
        findings = told(look_at(message, packs, default, vocabulary, asked, calendars=calendars))
        if as_json:
            typer.echo(in_json({"file": str(path), **findings} if len(files) > 1 else findings))
        else:
            _show(path, findings)
    reader.close()
    if trouble:
        raise RefusedError("\n".join(trouble))


def _arrived(message: InboundMessage, received_at: datetime | None) -> InboundMessage:
    """The mail as of its arrival: "yesterday" is counted from there."""
    at = received_at or message.sent_at or message.received_at
    return replace(message, received_at=at)


def told(looked: Looked) -> dict[str, Any]:
    """Every finding as a value and its rule."""
    found = looked.found
    return {
        "pack": {"value": looked.pack.id, "rule": looked.pack_rule},
        "language": _one(found.language),
        "jurisdiction": _one(found.jurisdiction),
        "complainant_type": _one(found.complainant),
        "intent": _one(found.intent),
        "category": _one(found.category),
        "categories_other": _many(found.others),
        "evidence_present": _many(found.evidence.present),
        "evidence_mentioned": _many(found.evidence.mentioned),
        "evidence_missing": _many(found.evidence.missing),
        "wants": _many(found.demands),
        "candidate_bodies": {"value": list(found.routes.candidates), "rule": found.routes_rule},
        "wrong_bodies": {
            "value": [body for body, _ in found.routes.wrong],
            "rule": "; ".join(f"{body}: {why}" for body, why in found.routes.wrong),
        },
        "urgency": _one(found.urgency),
        "extract": _facts(found.facts),
        "flags": _many(found.flags),
    }


def _one(finding: Finding) -> dict[str, Any]:
    return {"value": finding.value, "rule": finding.rule}


def _many(findings: Iterable[Finding]) -> dict[str, Any]:
    findings = tuple(findings)
    return {
        "value": [one.value for one in findings],
        "rule": "; ".join(f"{one.value}: {one.rule}" for one in findings),
    }


def _facts(facts: Particulars) -> dict[str, Any]:
    """The hard facts; the sum it is about also under its currency's name."""
    listed = {
        "caller_numbers": _many(facts.callers),
        "own_numbers": _many(facts.own),
        "dates": _many(facts.dates),
        "times": _many(facts.times),
        "amounts": {
            "value": [{"amount": value, "currency": name or None} for value, name in facts.amounts],
            "rule": "every sum in the text",
        },
        "refs": _many(facts.references),
        "deadline": _one(facts.deadline),
    }
    if facts.amount.value is None:
        return listed
    value = float(facts.amount.value)
    sum_ = {"value": int(value) if value.is_integer() else value, "rule": facts.amount.rule}
    return {**listed, f"amount_{facts.currency.lower()}" if facts.currency else "amount": sum_}


def _show(path: Path, findings: dict[str, Any]) -> None:
    """For a person: a line a finding, and its rule below."""
    typer.echo(plain(str(path)))
    facts = findings.pop("extract")
    for name, one in {**findings, **facts}.items():
        value = one["value"]
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        tell({name: "(ask a person)" if value is None else shown, "": one["rule"]})
