"""HTML → the text that a reader of it sees, with its tables, its lists, and its quoted history.

libxml2 tells what begins and ends; one pass over that writes lines. Nothing here calls
itself, and what is nested beyond reason is read in a simpler way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml.etree import HTMLParser, LxmlError

from adapters.mailbox.reading.charsets import clean
from adapters.mailbox.reading.lines import Lines
from adapters.mailbox.reading.looks import Look, look_of
from adapters.mailbox.reading.tags import without_tags

if TYPE_CHECKING:
    from collections.abc import Mapping

SIZE_LIMIT = 5_000_000  # signs; what is longer is read in the simpler way
SEARCH_LIMIT = 250_000_000  # open elements that libxml2 may look at, about a second
_CHUNK = 16_384
_LINK_LIMIT = 500  # signs of an address that are shown
_ALT_LIMIT = 200

_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog"),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header"),
        *("html", "legend", "main", "menu", "nav", "ol", "optgroup", "option", "section"),
        *("summary", "table", "tbody", "tfoot", "thead", "ul"),
        *("includetail", "sign"),  # QQ's own
    )
)
_APART = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "ul", "ol", "dl"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_PREFORMATTED = frozenset(("pre", "textarea", "listing", "xmp"))
_RULE = "_" * 32
_SIGNATURE = "--"
_QQ_SIGNATURE = "border-bottom:1pxsolid#e4e5e6"  # how QQ draws the line above a signature's card
_UNSHOWN = re.compile(r"\W+")


def from_html(html: str) -> str:
    """The text that a reader sees. Quoted history becomes lines that begin with "> ". Never raises.

    Links show their address where it is not their text; images what stands for them.
    """
    html = clean(html)
    if len(html) > SIZE_LIMIT:
        return without_tags(html)
    try:
        return _read(html)
    except (LxmlError, _BeyondReasonError):
        return without_tags(html)


class _BeyondReasonError(Exception):
    """So much lies in each other that libxml2 would search for the ends of it for hours."""


def _read(html: str) -> str:
    """Piece by piece: at each tag libxml2 may look at every element that is open."""
    reader = _Reader()
    parser = HTMLParser(
        target=reader,  # type: ignore[arg-type]  # the stubs want Python 2's bytes, and comments
        huge_tree=True,
        encoding="utf-8",
    )
    searched = 0
    for at in range(0, len(html), _CHUNK):
        piece = html[at : at + _CHUNK]
        parser.feed(piece.encode())
        searched += piece.count("<") * len(reader.open)
        if searched > SEARCH_LIMIT:
            raise _BeyondReasonError
    return str(parser.close()) if html else ""


class _Element:
    """An element that is open."""

    __slots__ = ("begun", "has_quotes", "href", "look", "tag", "text")

    def __init__(self, tag: str, look: Look) -> None:
        self.tag = tag
        self.look = look
        self.begun = 0  # the first line of it, where that is asked for later
        self.has_quotes = False
        self.href = ""
        self.text: list[str] = []  # of a link


class _Reader:
    """What libxml2 calls for each beginning, end and text; ``close`` gives the lines."""

    def __init__(self) -> None:
        self.lines = Lines()
        self.open: list[_Element] = []
        self.links: list[_Element] = []
        self.around: list[_Element] = []  # what is around quotes
        self.history = 0  # how many elements are open that are history
        self.lists: list[
            int | None
        ] = []  # the last number of each list that is open; None: no numbers

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        look = look_of(tag, attributes, self.open[-1].look if self.open else Look())
        element = _Element(tag, look)
        self.open.append(element)
        if look.is_hidden:
            return
        self._break(element)
        if look.is_quote:
            self._begin_quote()
        if look.is_around_quotes:
            self.around.append(element)
        if look.is_around_quotes or (look.is_history and not self.history):
            element.begun = self.lines.here()
        self.history += look.is_history
        self._begin(element, attributes)

    def data(self, text: str) -> None:
        """Some text."""
        look = self.open[-1].look if self.open else Look()
        if look.is_hidden or look.has_no_size:
            return
        self.lines.add(text)
        if self.links:
            self.links[-1].text.append(text)

    def end(self, _tag: str) -> None:
        """The innermost element ends."""
        element = self.open.pop()
        if element.look.is_hidden:
            return
        self._end(element)
        self._break(element)
        if element.look.is_quote:
            self.lines.quote(-1)
        if element.look.is_around_quotes:
            self.around.pop()
        self.history -= element.look.is_history
        if element.look.is_history and not self.history and self.lines.has_words:
            self.lines.quote_from(element.begun)

    def close(self) -> str:
        """All that was read."""
        return self.lines.text()

    def _break(self, element: _Element) -> None:
        """What a block does to the lines, before it and after it."""
        tag = element.tag
        if tag in _APART and not element.look.is_tight and not (tag in _LISTS and self.lists):
            self.lines.blank()
        elif tag in _BLOCKS or tag in _APART or element.look.is_quote:
            self.lines.end()

    def _begin_quote(self) -> None:
        if self.around and not self.around[-1].has_quotes:
            self.around[-1].has_quotes = True
            self.lines.quote_from(self.around[-1].begun)
        self.lines.quote(1)

    def _begin(self, element: _Element, attributes: Mapping[str, str]) -> None:
        tag = element.tag
        if tag == "br":
            self.lines.end(always=True)
        elif tag == "hr" or element.look.has_rule:
            self.lines.rule(_rule(attributes))
        elif tag == "li":
            self._item()
        elif tag in _LISTS:
            self.lists.append(_number(attributes.get("start", "")) if tag == "ol" else None)
        elif tag == "tr":
            self.lines.row()
        elif tag in {"td", "th"}:
            self.lines.cell()
        elif tag == "a":
            element.href = attributes.get("href", "").strip()
            self.links.append(element)
        elif tag == "img":
            self.data(_instead(attributes))
        elif tag in _PREFORMATTED:
            self.lines.preformatted += 1

    def _end(self, element: _Element) -> None:
        tag = element.tag
        if tag == "a":
            self.links.pop()
            self.lines.add(_address(element.href, "".join(element.text)))
        elif tag in {"td", "th"}:
            self.lines.settle()
        elif tag in {"tr", "li"}:
            self.lines.settle()
            self.lines.end()
        elif tag in _LISTS:
            self.lists.pop()
        elif tag in _PREFORMATTED:
            self.lines.end()
            self.lines.preformatted -= 1

    def _item(self) -> None:
        """A list's item begins, with its number or a dash."""
        sign = "-"
        if self.lists and (last := self.lists[-1]) is not None:
            self.lists[-1] = last + 1
            sign = f"{last + 1}."
        self.lines.mark(f"{'  ' * min(len(self.lists) - 1, 10)}{sign} ")


def _rule(attributes: Mapping[str, str]) -> str:
    """A line across; where a mail program draws it above a signature, the sign of one."""
    style = "".join(attributes.get("style", "").lower().split())
    return _SIGNATURE if _QQ_SIGNATURE in style else _RULE


def _number(start: str) -> int:
    """The number before the first of a list."""
    return int(start) - 1 if re.fullmatch(r"[0-9]{1,6}", start) else 0


def _instead(attributes: Mapping[str, str]) -> str:
    """What stands for an image: its words in brackets, a sign (an emoji) as it is."""
    words = " ".join(attributes.get("alt", "").split())[:_ALT_LIMIT]
    is_dot = attributes.get("width") in {"0", "1"} or attributes.get("height") in {"0", "1"}
    if is_dot or not words:
        return ""
    return f"[{words}]" if any(one.isalnum() for one in words) else words


def _address(href: str, text: str) -> str:
    """Where a link leads, if its text does not say so."""
    scheme, _, rest = href.partition(":")
    match scheme.lower():
        case "http" | "https" | "ftp":
            told, shown = rest.lstrip("/").removeprefix("www."), href
        case "mailto" | "tel" | "sms":
            told = shown = rest.partition("?")[0]
        case _:
            return ""
    said = _UNSHOWN.sub("", text.lower())
    if not said or _UNSHOWN.sub("", told.lower()) in said:
        return ""
    return f" ({shown if len(shown) <= _LINK_LIMIT else shown[:_LINK_LIMIT] + '…'})"
