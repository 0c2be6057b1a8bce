"""The archive: files that came with messages, out of the mails as they were kept; and others."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.mailbox.reading.parts import attachment

if TYPE_CHECKING:
    from adapters.storage.evidence import EvidenceStore
    from casework.letters import Enclosed


@dataclass(frozen=True, slots=True)
class Archive:
    """Files by their digests."""

    store: EvidenceStore

    async def file(self, enclosed: Enclosed) -> bytes:
        """One file, checked against its digest.

        Raises EvidenceDamagedError or OSError for what is not as it was kept,
        LookupError for a mail that lacks the file.
        """
        return await asyncio.to_thread(self._file, enclosed)

    def _file(self, enclosed: Enclosed) -> bytes:
        if not enclosed.message:  # somebody of the staff has put it there, by itself
            return self.store.open(enclosed.sha256)
        return attachment(self.store.open(enclosed.message), enclosed.sha256)
