"""The JSON Schemas in docs/ are those of the format; ``ombud policy schema`` writes them."""

from __future__ import annotations

import json

import pytest

from adapters.pack_format import BodyFile, PackFile, schema_for_editors
from tests.examples import ROOT


@pytest.mark.parametrize(
    ("kind", "file"), [(PackFile, "pack.schema.json"), (BodyFile, "body.schema.json")]
)
def test_the_schema_for_editors_is_the_one_of_the_format(
    kind: type[PackFile | BodyFile], file: str
) -> None:
    """Where this fails: ``./ombud policy schema [--body] > docs/…``."""
    written = json.loads((ROOT / "docs" / file).read_text("utf-8"))

    assert written == schema_for_editors(kind)
    assert "$schema" in written
