"""The language a reader reads the console in: English is in the code, others in translations.

A text is written as its English sentence, in ``{{ _("…") }}`` or ``{% trans %}`` in a page and
as ``_("…")`` in code; ``translations/<language>/*.po`` say it in another language, one file an
area of the console. What has no translation is shown in English: better than nothing.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

if TYPE_CHECKING:
    from jinja2 import Environment
    from starlette.types import ASGIApp, Receive, Scope, Send

_FOLDER = Path(__file__).parent / "translations"
ENGLISH = "en"
TONGUES = {ENGLISH: "English", "zh-Hans": "简体中文"}  # each as its readers write it
_TONGUE: ContextVar[str] = ContextVar("tongue", default=ENGLISH)


def _(text: str) -> str:
    """A sentence of ours in the reader's language; no sentence is none in every language."""
    return _known(_TONGUE.get()).gettext(text) if text else ""


def _several(one: str, many: str, count: int) -> str:
    """``1 day`` and ``2 days``, in the reader's language."""
    return _known(_TONGUE.get()).ngettext(one, many, count)


def speak_in(language: str) -> None:
    """Whoever reads now reads this language: any that there is a folder of translations for."""
    _TONGUE.set(language)


def tongue() -> str:
    """The language of whoever reads now: a key of ``TONGUES``."""
    return _TONGUE.get()


def speak(pages: Environment) -> None:
    """Pages can say ``_("…")`` and ``{% trans %}``."""
    pages.add_extension("jinja2.ext.i18n")
    pages.install_gettext_callables(_, _several, newstyle=True)  # type: ignore[attr-defined]
    pages.globals.update(tongue=tongue, tongues=TONGUES)


class ReadersTongue:
    """Answers each request in its reader's language: the session's, else the browser's."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap what answers; a session must be there already."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http":
            _TONGUE.set(_wanted(scope))
        await self.app(scope, receive, send)


def _wanted(scope: Scope) -> str:
    chosen = scope.get("session", {}).get("tongue")
    if chosen in TONGUES:
        return str(chosen)
    asked = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1").lower()
    first = asked.lstrip().partition(",")[0]
    return "zh-Hans" if first.startswith("zh") else ENGLISH


@cache
def _known(language: str) -> Translations:
    """What is said in a language; of English, nothing: it stands in the code."""
    found = Translations()
    for file in sorted((_FOLDER / language).glob("*.po")):
        area = _read(file)
        found.merge(area)  # type: ignore[no-untyped-call]  # of Babel
        found.plural = area.plural  # how many forms a language has, each of its files says
    return found


def _read(file: Path) -> Translations:
    compiled = BytesIO()
    with file.open("rb") as given:
        write_mo(compiled, read_po(given))
    compiled.seek(0)
    return Translations(compiled)
