"""Whether a sender is who From says, by what our own mail server found out (RFC 8601).

Only the topmost Authentication-Results header counts, and only under the authserv-id
that the desk was told is its own: anybody can write the others.
"""

from __future__ import annotations

import re
from enum import StrEnum

_COMMENT = re.compile(r"\([^()]*\)")
_NESTED = 10  # comments in comments; RFC 5322 sets no end to them
_RESULT = re.compile(r"\s*([a-z0-9-]+)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header|smtp|policy)\.([a-z0-9-]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


class Authenticity(StrEnum):
    """What is known of a sender. ``unchecked``: no mail server is trusted to say."""

    UNCHECKED = "unchecked"
    PASS = "pass"  # noqa: S105  RFC 8601's word, no password
    FAIL = "fail"
    NONE = "none"


def authenticity(results: str, authserv_id: str, sender: str) -> Authenticity:
    """The verdict of our own mail server on a mail's author domain.

    ``results`` is the topmost Authentication-Results header, unfolded; ``authserv_id``
    the name our server signs with, empty where none is trusted. DMARC decides where it
    was asked (RFC 7489); else a DKIM or SPF pass of the author's own domain. SPF's hard
    "fail" without either counts against the sender, everything else for nothing.
    """
    if not authserv_id:
        return Authenticity.UNCHECKED
    named, found = _parsed(results)
    if named != authserv_id.lower():
        return Authenticity.NONE
    author = sender.rpartition("@")[2].lower()
    for method, result, domain in found:
        if method == "dmarc" and result in {"pass", "fail"} and domain in {author, ""}:
            return Authenticity.PASS if result == "pass" else Authenticity.FAIL
    if any(result == "pass" and _aligned(domain, author) for _, result, domain in found):
        return Authenticity.PASS
    refused = any(method == "spf" and result == "fail" for method, result, _ in found)
    return Authenticity.FAIL if refused else Authenticity.NONE


def _parsed(results: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The authserv-id, and of each method its name, its result and the domain it is about."""
    for _ in range(_NESTED):
        results = _COMMENT.sub(" ", results)
    named, *rest = results.split(";")
    found = [
        (match[1].lower(), match[2].lower(), _domain(match[1].lower(), part))
        for part in rest
        if (match := _RESULT.match(part))
    ]
    return (named.split() or [""])[0].lower(), found


_ABOUT = {
    "dmarc": ("from",),
    "dkim": ("d", "i"),
    "spf": ("mailfrom", "helo"),
}


def _domain(method: str, part: str) -> str:
    """The domain that a result is about; nothing where it does not say."""
    properties: dict[str, str] = {
        name.lower(): value.lower() for _, name, value in _PROPERTY.findall(part)
    }
    for name in _ABOUT.get(method, ()):
        if name in properties:
            return properties[name].rpartition("@")[2]
    return ""


def _aligned(domain: str, author: str) -> bool:
    """The same domain, or one below the other: RFC 7489's relaxed alignment, a little stricter."""
    one, other = f".{domain}", f".{author}"
    return "." in domain and "." in author and (one.endswith(other) or other.endswith(one))
