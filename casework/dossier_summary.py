"""The summary of a dossier for machines: JSON with a version of its form (docs/dossiers.md)."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.dossier_parts import Dossier, LeftOut

SCHEMA = "ombud.dossier/1"


def summary(dossier: Dossier, left_out: Iterable[LeftOut], desk: str) -> dict[str, Any]:
    """What the dossier tells, for a machine; nothing that its reader would not see in it."""
    return {
        "schema": SCHEMA,
        "case": dossier.case_number,
        "desk": desk,
        "language": dossier.language,
        "as_of": dossier.as_of,
        "for": dossier.body_id,
        "personal_data_masked": dossier.masks,
        "facts": dict(dossier.facts),
        "demand": dossier.demand,
        "demands": dossier.demands,
        "messages": [
            {"number": one.number, "from": one.party, "received_at": one.at, "sha256": one.sha256}
            for one in dossier.said
        ],
        "timeline": [{"on": on, "what": what} for on, what in dossier.story],
        "contacts": [asdict(one) for one in dossier.contacts],
        "evidence": [
            {
                "number": one.number,
                "shows": one.shows,
                "name": one.name,
                "file": one.stored_as,
                "media_type": one.media_type,
                "size": one.size,
                "received_at": one.came_at,
                "from": one.party,
                "sha256": one.enclosed.sha256,
            }
            for one in dossier.exhibits
        ],
        "evidence_in_words": dossier.in_words,
        "missing": dossier.missing,
        "routes": [asdict(one) for one in dossier.routes],
        "left_out": [asdict(one) for one in left_out],
    }


def fingerprint(dossier: Dossier) -> str:
    """The digest of all that a dossier tells: the same facts and the same choice make the same."""
    return sha256(as_json(asdict(dossier)).encode()).hexdigest()


def as_json(facts: object) -> str:
    """The same text for the same facts; instants and days in ISO 8601."""
    return json.dumps(facts, ensure_ascii=False, indent=1, default=_instant)


def _instant(one: object) -> str:
    if isinstance(one, date | datetime):
        return one.isoformat()
    raise TypeError(f"{one!r} is neither a day nor an instant")
