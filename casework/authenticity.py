"""Whether a sender is who From says, by what our own mail server found out (RFC 8601).

Only the topmost Authentication-Results header counts, and only under the authserv-id
that the desk was told is its own: anybody can write the others. Even in our own server's
header stand words that the sender chose (the local part of an address, a reason): they
are taken apart as RFC 8601 says, quotes and comments first, and decide nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_TOKEN = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^\s;="])+|[;=]')
_LONGEST = 4_000  # signs; what is longer was made to be misread


class Authenticity(StrEnum):
    """What is known of a sender. ``unchecked``: no mail server is trusted to say."""

    UNCHECKED = "unchecked"
    PASS = "pass"  # noqa: S105  RFC 8601's word, no password
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Result:
    """What one method found, about which domain; nothing where it does not say."""

    method: str
    result: str
    domain: str


def authenticity(results: str, authserv_id: str, sender: str) -> Authenticity:
    """The verdict of our own mail server on a mail's author domain.

    ``results`` is the topmost Authentication-Results header, unfolded; ``authserv_id``
    the name our server signs with, empty where none is trusted. DMARC decides where it
    was asked (RFC 7489), and a fail outweighs a pass; else a DKIM or SPF pass of the
    author's own domain. SPF's hard "fail" without either counts against the sender,
    everything else for nothing.
    """
    if not authserv_id:
        return Authenticity.UNCHECKED
    named, found = _parsed(results)
    if named != authserv_id.lower():
        return Authenticity.NONE
    author = sender.rpartition("@")[2].lower()
    by_dmarc = {one.result for one in found if one.method == "dmarc" and one.domain in {author, ""}}
    for decides in (Authenticity.FAIL, Authenticity.PASS):
        if decides in by_dmarc:
            return decides
    if any(_proves(one, author) for one in found):
        return Authenticity.PASS
    refused = any(one.method == "spf" and one.result == "fail" for one in found)
    return Authenticity.FAIL if refused else Authenticity.NONE


def _proves(one: _Result, author: str) -> bool:
    known = one.method in {"dkim", "spf"} and one.result == "pass"
    return known and _aligned(one.domain, author)


def _parsed(results: str) -> tuple[str, list[_Result]]:
    """The authserv-id and each result; nothing where quotes or comments do not close."""
    plain = _without_comments(results)
    if plain is None or len(results) > _LONGEST:
        return "", []
    parts: list[list[str]] = [[]]
    for word in _TOKEN.findall(plain):
        if word == ";":
            parts.append([])
        else:
            parts[-1].append(word)
    named, *rest = parts
    return (named[0].lower() if named else ""), [_result(part) for part in rest if part]


def _without_comments(text: str) -> str | None:
    """The text with each comment as a blank (RFC 5322, 3.2.2); None where one does not end."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in text:
        inside = depth > 0
        if escaped:
            escaped = False
        elif sign == "\\" and (quoted or inside):
            escaped = True
        elif sign == '"' and not inside:
            quoted = not quoted
        elif sign in "()" and not quoted:
            depth += 1 if sign == "(" else -1
            inside = True
        kept.append(" " if inside else sign)
    return None if quoted or depth else "".join(kept)


def _result(tokens: list[str]) -> _Result:
    """``method/version = result``, then what it is about: ``ptype.property = value``."""
    pairs: list[tuple[str, str]] = []
    at = 0
    while at + 2 < len(tokens) and tokens[at + 1] == "=":
        end = at + 3
        while end + 1 < len(tokens) and tokens[end] == "=":  # an address may have it in it
            end += 2
        pairs.append((tokens[at].lower(), "".join(tokens[at + 2 : end]).lower()))
        at = end
    if not pairs:
        return _Result(method="", result="", domain="")
    (method, result), *properties = pairs
    method = method.partition("/")[0]
    domain = _domain(method, dict(properties))
    return _Result(method=method, result=result, domain=domain)


_ABOUT = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.helo"),
}


def _domain(method: str, properties: dict[str, str]) -> str:
    """The domain that a result is about; nothing where it does not say."""
    for name in _ABOUT.get(method, ()):
        if name in properties:
            return properties[name].strip('"').rpartition("@")[2]
    return ""


def _aligned(domain: str, author: str) -> bool:
    """The same domain, or one below the other: RFC 7489's relaxed alignment, a little stricter."""
    one, other = f".{domain}", f".{author}"
    return "." in domain and "." in author and (one.endswith(other) or other.endswith(one))
