"""How an element of a mail's HTML looks, and what it is: unseen, history, or text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_NEVER_SEEN = frozenset(
    (
        *("head", "script", "style", "title", "template"),
        *("object", "applet", "audio", "video", "svg", "math"),
    )
)
_HIDDEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all|max-height:0(?:px)?(?:;|$|!)"
    r"|opacity:0(?:\.0+)?(?:;|$|!))"
)
_FONT_SIZE = re.compile(r"(?:^|;)font-size:([\d.]+)")
_TIGHT = re.compile(r"(?:^|;)margin(?:-top|-bottom)?:0|(?:^|;)margin:0")
_INDENT = re.compile(r"border(?:-left)?:(?:none|0)")
_TOP_LINE = re.compile(r"(?:^|;)border-top(?:-style)?:[^;]*solid")
_NOT_TOP = re.compile(r"(?:^|;)border(?:-(?:left|bottom|right)(?:-style)?)?:(?!none|0)[^;]*solid")

# Where mail programs put the line before a quote: Thunderbird, Gmail, Roundcube.
_ATTRIBUTIONS = {"moz-cite-prefix", "gmail_attr"}
# What holds that line and the quotes: Gmail, Proton, Zoho. The sender may write between them.
_AROUND_QUOTES = {"gmail_quote", "gmail_quote_container", "protonmail_quote", "zmail_extra"}
_HISTORY_IDS = {"isreplycontent"}  # NetEase: 163, 126


@dataclass(frozen=True, slots=True)
class Look:
    """How an element looks. Unseen is what is hidden, or has letters of no size."""

    is_hidden: bool = False
    has_no_size: bool = False
    is_quote: bool = False  # a quote, as <blockquote> is
    is_history: bool = False  # all of it is history
    is_around_quotes: bool = False  # what stands in it before the first quote is history
    is_tight: bool = False  # a paragraph without a blank line around it
    has_rule: bool = False  # a line across above it, as Outlook has above history


_PLAIN = {
    (hidden, sizeless): Look(is_hidden=hidden, has_no_size=sizeless)
    for hidden in (False, True)
    for sizeless in (False, True)
}


def look_of(tag: str, attributes: Mapping[str, str], around: Look) -> Look:
    """How an element looks within another one."""
    if not attributes and tag not in _NEVER_SEEN and tag != "blockquote":
        return _PLAIN[around.is_hidden, around.has_no_size]
    style = re.sub(r"\s+", "", attributes.get("style", "")[:2000].lower())
    named = attributes.get("class", "")[:500].split()
    identity = attributes.get("id", "")[:100].lower()
    size = _FONT_SIZE.search(style)
    is_quote = tag == "blockquote" and not _is_indent(named, style)
    look = Look(
        is_hidden=around.is_hidden
        or tag in _NEVER_SEEN
        or "hidden" in attributes
        or _HIDDEN.search(style) is not None,
        has_no_size=_number(size[1]) == 0 if size else around.has_no_size,
        is_quote=is_quote,
    )
    if tag == "p":
        return replace(look, is_tight=_TIGHT.search(style) is not None or _is_words(named))
    if tag != "div" or not (style or named or identity):
        return look
    return replace(
        look,
        is_history=_is_history(named, identity),
        is_around_quotes=bool(_AROUND_QUOTES & set(named)),
        has_rule=_TOP_LINE.search(style) is not None and _NOT_TOP.search(style) is None,
    )


def _number(digits: str) -> float:
    """A number as CSS has it; one where it is none."""
    try:
        return float(digits)
    except ValueError:
        return 1.0


def _is_indent(named: list[str], style: str) -> bool:
    """Gmail and Apple Mail indent what a person writes with a quote that has no line beside it."""
    return "webkit-indent-blockquote" in named or _INDENT.search(style) is not None


def _is_words(named: list[str]) -> bool:
    """Word's paragraphs have no space between them; its blank lines are paragraphs."""
    return any(one.startswith("Mso") for one in named)


def _is_history(named: list[str], identity: str) -> bool:
    return (
        identity in _HISTORY_IDS
        or identity.startswith("reply-intro")
        or any(one in _ATTRIBUTIONS or one.endswith("yahoo_quoted") for one in named)
    )
