"""Whoever sets dossiers in tests: the real thing, with the desk's own templates."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]  # it ships no types

from adapters.bounded import Bounded
from adapters.dossiers import Dossiers
from tests.examples import ROOT

if TYPE_CHECKING:
    from adapters.storage.evidence import EvidenceStore

SETTING = Bounded("adapters.dossiers_setting", 800_000_000)  # one child for all tests
atexit.register(SETTING.close)


def papers_of(store: EvidenceStore, limit: int = 10_000_000) -> Dossiers:
    """Dossiers of what is kept there, for mailboxes that take so much."""
    folder = ROOT / "templates" / "dossier"
    return Dossiers(
        store=store, folder=folder, desk_name="Ombud", limit=limit, seconds=20, setting=SETTING
    )


def words_of(pdf: bytes) -> str:
    """The text of a PDF as it can be selected, blanks folded."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [one.get_textpage().get_text_bounded() for one in document]
    return " ".join(" ".join(pages).split())
