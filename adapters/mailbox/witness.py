"""The witness mailbox: every letter goes there too, so a lost reply can be settled.

SMTP cannot say whether a letter was taken when the last reply is lost (RFC 1047).
The witness is a second recipient in the same transaction: if its copy is there,
the server took the letter; if it is not, the server did not.
"""

from __future__ import annotations

from dataclasses import dataclass

from adapters.mailbox.imap import Access, open_inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness(Access):
    """How to reach the witness mailbox."""


def was_taken(witness: Witness, message_id: str) -> bool:
    """Whether the witness has a copy. Raises MailboxError where it cannot be asked now."""
    inbox = open_inbox(witness)
    try:
        return inbox.has(message_id)
    finally:
        inbox.close()
