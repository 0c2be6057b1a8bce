"""The papers as people look at them in the console: page by page, made in a bounded child."""

from __future__ import annotations

import json
import struct
from collections import OrderedDict
from dataclasses import dataclass, field

from adapters.bounded import Bounded, TooMuchError

ALL = 2**32 - 1  # instead of a page's number: the words of all of them
_NUMBER = struct.Struct("!I")
_SECONDS = 6.0
_MEMORY = 400_000_000
_KEPT = 60  # answers


@dataclass
class Sheets:
    """Shows pages. What it showed last it still knows, by the digest of the papers."""

    child: Bounded = field(default_factory=lambda: Bounded("adapters.dossiers_showing", _MEMORY))
    _seen: OrderedDict[tuple[str, int], bytes] = field(default_factory=OrderedDict)

    def words(self, digest: str, content: bytes) -> list[str]:
        """The words of each page; nothing where the papers cannot be read."""
        answer = self._ask(digest, content, ALL)
        return [str(one) for one in json.loads(answer)] if answer else []

    def picture(self, digest: str, content: bytes, page: int) -> bytes:
        """One page as a PNG, the first is 0; nothing where there is none."""
        return self._ask(digest, content, page)

    def _ask(self, digest: str, content: bytes, page: int) -> bytes:
        known = self._seen.get((digest, page))
        if known is not None:
            return known
        try:
            answer = self.child.ask(_NUMBER.pack(page) + content, _SECONDS)
        except TooMuchError:
            return b""
        self._seen[digest, page] = answer
        while len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return answer
