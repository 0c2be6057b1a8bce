"""What a pack is written in, as text: to be kept, to be compared, and to be read again later."""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import yaml

from adapters.pack_checks import named_bodies
from adapters.policy_packs import load_pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casework.policy import Policy

Texts = dict[str, str]
"""The files of a pack by their names: ``pack.yaml``, and ``bodies/<id>.yaml`` of each body."""

PACK = "pack.yaml"


def texts_of(path: Path) -> Texts:
    """The words of a pack that is right, and of the bodies it names.

    Of the other bodies of the folder only the names are kept, empty: a pack may speak of them.
    """
    pack = path.read_text("utf-8")
    named = set(named_bodies(yaml.safe_load(pack)))
    bodies = sorted((path.parent / "bodies").glob("*.yaml"))
    told = {f"bodies/{one.name}": _if(one, one.stem in named) for one in bodies}
    return {PACK: pack, **told}


def _if(file: Path, named: bool) -> str:  # noqa: FBT001  a choice of one line
    return file.read_text("utf-8") if named else ""


def digest_of(texts: Mapping[str, str]) -> str:
    """The sha256 of all that was written; bodies that are only there do not count."""
    written = {name: text for name, text in texts.items() if text}
    return sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()


def read_texts(
    texts: Mapping[str, str], body_addresses: Mapping[str, str], calendars: Path | None
) -> Policy:
    """The pack that these words make. Raises PackError where this program cannot read them."""
    with TemporaryDirectory(prefix="ombud-pack-") as folder:
        for name, text in texts.items():
            file = Path(folder, name)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, "utf-8")
        return load_pack(Path(folder, PACK), body_addresses, calendars)


def differences(one: Policy, other: Policy) -> list[str]:
    """Which parts of two readings of a pack are not the same, as its file calls them."""
    return list(_differences(one, other))


def _differences(one: Policy, other: Policy) -> Iterator[str]:
    for part in fields(one):
        ours, theirs = getattr(one, part.name), getattr(other, part.name)
        if ours == theirs:
            continue
        if part.name == "clocks":
            mine = ((each.name, getattr(ours, each.name)) for each in fields(ours))
            yield from (f"clocks.{name}" for name, it in mine if it != getattr(theirs, name))
        elif isinstance(ours, dict) and isinstance(theirs, dict):
            names = dict.fromkeys([*ours, *theirs])
            yield from (f"{part.name}.{key}" for key in names if ours.get(key) != theirs.get(key))
        else:
            yield {"in_force": "effective"}.get(part.name, part.name)
