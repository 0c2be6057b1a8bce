"""Addresses in a header, as they stand there, and whether each is plainly one mailbox.

Python's own reading differs between versions, and mistakes what stands in a comment for
the address (CVE-2023-27043). This one is a single pass, and what is odd is shown and
not believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adapters.mailbox.reading.words import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS_LENGTH_LIMIT = 254  # RFC 5321, 4.5.3.1.3

_MAILBOX = re.compile(r"[^@\s<>(),;:\"\\\[\]]+@[^@\s<>(),;:\"\\]+")
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|\\.|[^"\\(),;:<>]+|.', re.DOTALL)
_COMMENT = re.compile(r"\([^()]*\)")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Address:
    """One address as a header shows it; ``is_plain`` where nobody can read it otherwise."""

    name: str
    address: str
    is_plain: bool


def addresses_in(value: str, also: str = "") -> Iterator[Address]:
    """Every address of one header's unfolded value, and a name that stands without one.

    "Lim, Ana <ana@home.example>" should have quotes and often has none: it is one.
    """
    names: list[str] = []
    for signs, in_group in _items(value):
        found = _address(signs, also, in_group=in_group)
        if found is None:
            continue
        if found.address:
            yield replace(found, name=", ".join(filter(None, [*names, found.name])))
            names = []
        elif not in_group:
            names.append(found.name)
    if names:
        yield Address(", ".join(names), "", is_plain=False)


def is_mailbox(address: str) -> bool:
    """One mailbox, and one that every mail server can be given: no SMTPUTF8 (RFC 6531)."""
    return (
        len(address) <= ADDRESS_LENGTH_LIMIT
        and address.isascii()
        and address.isprintable()
        and _MAILBOX.fullmatch(address) is not None
    )


def _items(value: str) -> Iterator[tuple[list[str], bool]]:
    """The signs of each address: parted by commas, outside quotes, comments and brackets."""
    item: list[str] = []
    depth, in_brackets, in_group = 0, False, False
    has_groups = ";" in value
    for sign in _TOKEN.findall(value):
        if sign in "()" and not in_brackets:
            depth = max(depth + (1 if sign == "(" else -1), 0)
        elif not depth and sign in "<>":
            in_brackets = sign == "<"
        elif depth or in_brackets:
            pass
        elif sign == ":" and has_groups:
            item, in_group = [], True
            continue
        elif sign in ",;":
            yield item, in_group
            item, in_group = [], in_group and sign == ","
            continue
        item.append(sign)
    yield item, in_group


def _address(signs: list[str], also: str, *, in_group: bool) -> Address | None:
    words, comments, bracketed = _sorted(signs)
    outside = "".join(words).strip()
    if not (outside or bracketed):
        return None
    if bracketed:
        shown, name = bracketed[0].strip(), outside or " ".join(comments)
    elif "@" not in outside:
        return _without_address(outside, also)
    else:
        shown, name = _bare(outside)
        name = name or " ".join(comments)
    return Address(
        _name(name, also),
        decoded(_COMMENT.sub("", shown) if '"' in shown else _in_one_word(shown), also),
        is_plain=not in_group and is_mailbox(shown) and _is_one(signs, outside, shown),
    )


def _bare(outside: str) -> tuple[str, str]:
    """The address among words without brackets, and the other words."""
    words = outside.split()
    with_at = [word for word in words if "@" in word[1:-1]]
    if '"' in outside or len(with_at) != 1:
        return outside, ""
    return with_at[0], " ".join(word for word in words if word != with_at[0])


def _in_one_word(shown: str) -> str:
    """Without the comments and white space that RFC 5322, 4.4 once allowed within an address."""
    return re.sub(r"\s+", "", _COMMENT.sub("", shown))


def _sorted(signs: list[str]) -> tuple[list[str], list[str], list[str]]:
    """What of an address stands outside, in comments, and in angle brackets."""
    words, comments, bracketed = list[str](), list[str](), list[str]()
    depth, inside = 0, False
    for sign in signs:
        if not inside and sign in "()":
            comments += [""] if sign == "(" and not depth else []
            depth = max(depth + (1 if sign == "(" else -1), 0)
        elif depth:
            comments[-1] += sign
        elif sign == "<":
            inside = True
            bracketed.append("")
        elif sign == ">":
            inside = False
        elif inside:
            bracketed[-1] += sign
        else:
            words.append(sign)
    return words, comments, bracketed


def _is_one(signs: list[str], outside: str, address: str) -> bool:
    """One address and at most a name: whatever reads it, reads the same one."""
    _, comments, bracketed = _sorted(signs)
    closed = all(signs.count(one) == signs.count(other) for one, other in ("()", "<>"))
    if '"' in signs or not closed or any("@" in one or "<" in one for one in comments):
        return False
    if not bracketed:
        return outside == address and "".join(signs).strip().startswith(address)
    after, _, _ = _sorted(signs[signs.index(">") + 1 :])
    unquoted = "".join(sign for sign in signs[: signs.index("<")] if sign[:1] != '"').strip()
    return (
        len(bracketed) == 1
        and not "".join(after).strip()
        and ("@" not in unquoted or unquoted.lower() == address.lower())
    )


def _without_address(outside: str, also: str) -> Address:
    """Only a name; or a mail program encoded all of it, brackets and address too."""
    name = _name(outside, also)
    before, _, address = name.removesuffix(">").rpartition("<")
    if name.endswith(">") and "@" in address:
        return Address(before.strip(' "'), address, is_plain=False)
    return Address(name, "", is_plain=False)


def _name(text: str, also: str) -> str:
    """A name without its quotes, its encoded words decoded; nothing in it that turns it round."""
    return _UNSEEN.sub("", decoded("".join(map(_unquoted, _TOKEN.findall(text))), also)).strip()


def _unquoted(sign: str) -> str:
    is_quoted = len(sign) > 1 and sign.startswith('"')
    return re.sub(r"\\(.)", r"\1", sign[1:-1] if is_quoted else sign)
