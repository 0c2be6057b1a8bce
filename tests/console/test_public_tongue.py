"""Complainants read the public pages in their own language: three, and nothing left out."""

from __future__ import annotations

from io import BytesIO

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

from console.public import TONGUES
from tests.examples import ROOT

_CONSOLE = ROOT / "console"
_METHODS = [("**.py", "python"), ("pages/**.html", "jinja2")]
_PUBLIC = (
    *(
        "public.py",
        "public_forms.py",
        "originals_page.py",
        "status_page.py",
        "status_words.py",
        "status_deeds.py",
    ),
    "web_form.py",
)
_PAGES = ("pages/public/", "pages/status/", "pages/originals/")
_OF_STAFF = "pages/status/panel.html"


def _texts() -> set[str]:
    found = extract_from_dir(_CONSOLE, _METHODS, keywords=DEFAULT_KEYWORDS)
    return {
        str(text)
        for file, _line, text, _comments, _context in found
        if file in _PUBLIC or (file.startswith(_PAGES) and file != _OF_STAFF)
    }


def _said(language: str) -> dict[str, str]:
    file = _CONSOLE / "translations" / language / "status.po"
    return {str(one.id): str(one.string) for one in read_po(BytesIO(file.read_bytes())) if one.id}


def test_every_text_is_there_in_every_language() -> None:
    """And none that no page says any more."""
    for language in TONGUES:
        if language != "en":
            said = _said(language)
            assert {one for one, words in said.items() if words} == _texts(), language
