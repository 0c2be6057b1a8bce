"""Mailing lists and groups: which fields they set, and to which address one posts.

A desk may read its mail in a group of its own (Google Groups, Microsoft 365): then each
complaint comes with a list's header, and the list is the desk itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.mailbox.reading.headers import addresses, values

if TYPE_CHECKING:
    from email.message import Message

# Names in lower case; set by whatever passes mail on to the members of a list.
FIELDS = ("list-id", "x-list-id", "list-post", "mailing-list", "x-beenthere", "x-google-group-id")

_POSTED_TO = re.compile(r"<mailto:([^\s<>?@]{1,64}@[^\s<>?@]{1,253})", re.IGNORECASE)
_NAMED = re.compile(r"\blist ([^\s<>;,@]{1,64}@[^\s<>;,@]{1,253})", re.IGNORECASE)
_ID = re.compile(r"([^\s<>.@]{1,64})\.([^\s<>@]{1,253})>?\s*")
_TEXT_LIMIT = 4_000


def posts_to(mail: Message) -> tuple[str, ...]:
    """The addresses that the lists post to which this mail came through; none without a list.

    As List-Post says it (RFC 2369), Mailing-List and X-BeenThere; and what List-Id makes
    of it (RFC 2919: ``<complaints.desk.example>``), the address with a dot for its sign.
    In lower case.
    """
    said = " ".join(values(mail, "List-Post"))[:_TEXT_LIMIT]
    named = " ".join(values(mail, "Mailing-List", "X-Mailing-List"))[:_TEXT_LIMIT]
    found = (
        *_POSTED_TO.findall(said),
        *_NAMED.findall(named),
        *(address for _, address in addresses(mail, "X-BeenThere", "X-Mailing-List")),
        *map(_address_of, values(mail, "List-Id", "X-List-Id")),
    )
    return tuple(dict.fromkeys(one.lower() for one in found if one))


def _address_of(list_id: str) -> str:
    found = _ID.fullmatch(list_id[:_TEXT_LIMIT].rpartition("<")[2])
    return f"{found[1]}@{found[2]}" if found else ""
