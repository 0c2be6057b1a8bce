"""Packs with random damage: refused in words, or still right; never a traceback."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.policy_packs import load_pack
from casework.policy import PackError
from tests.adapters.packs import POLICIES

PACKS = sorted(path.name for path in POLICIES.glob("*.yaml"))
BODIES = sorted(path.name for path in (POLICIES / "bodies").glob("*.yaml"))
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.text(max_size=9),
    st.lists(st.one_of(st.none(), st.text(max_size=3), st.integers()), max_size=2),
    st.dictionaries(st.one_of(st.text(max_size=3), st.integers()), st.none(), max_size=2),
)
few = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def spoilt(part: Any, draw: st.DataObject) -> None:  # noqa: ANN401  YAML
    """Somewhere in a file, at whatever depth, another value, another key, or one less."""
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = draw.draw(st.sampled_from(keys))
        below = part[key]
        if isinstance(below, dict | list) and below and draw.draw(st.booleans()):
            part = below
            continue
        match draw.draw(st.sampled_from(["change", "drop", "add"])):
            case "change":
                part[key] = draw.draw(ODD)
            case "drop":
                del part[key]
            case _ if isinstance(part, dict):
                part[draw.draw(st.one_of(st.text(max_size=3), st.integers(), st.none()))] = below
            case _:
                part.append(draw.draw(ODD))
        return


def loaded(folder: Path, name: str) -> str:
    """What is said of a pack: nothing where it is right."""
    try:
        load_pack(folder / name)
    except PackError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", PACKS)
@few
@given(draw=st.data())
def test_a_pack_with_damage_is_refused_in_words(name: str, draw: st.DataObject) -> None:
    """Whatever stands where something else should."""
    data = yaml.safe_load((POLICIES / name).read_text("utf-8"))
    for _ in range(draw.draw(st.integers(1, 3))):
        spoilt(data, draw)
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        (folder / "bodies").symlink_to(POLICIES / "bodies")
        (folder / name).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        said = loaded(folder, name)

    assert "Traceback" not in said


@few
@given(draw=st.data(), body=st.sampled_from(BODIES))
def test_a_body_with_damage_is_refused_with_its_pack(body: str, draw: st.DataObject) -> None:
    """Told by the file it is in."""
    data = yaml.safe_load((POLICIES / "bodies" / body).read_text("utf-8"))
    spoilt(data, draw)
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        shutil.copytree(POLICIES / "bodies", folder / "bodies")
        (folder / "bodies" / body).write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
        for name in PACKS:
            shutil.copy(POLICIES / name, folder / name)
        said = [loaded(folder, name) for name in PACKS]

    assert not [one for one in said if one and body not in one and "bodies" not in one]


@pytest.mark.parametrize("name", PACKS)
@few
@given(draw=st.data())
def test_a_pack_with_broken_bytes_is_refused_in_words(name: str, draw: st.DataObject) -> None:
    """Cut short, or with something written over it."""
    raw = bytearray((POLICIES / name).read_bytes())
    at = draw.draw(st.integers(0, len(raw) - 1))
    raw[at : at + draw.draw(st.integers(0, 40))] = draw.draw(st.binary(max_size=8))
    with tempfile.TemporaryDirectory() as there:
        folder = Path(there)
        (folder / "bodies").symlink_to(POLICIES / "bodies")
        (folder / name).write_bytes(raw[: draw.draw(st.sampled_from([at + 1, len(raw)]))])

        loaded(folder, name)
