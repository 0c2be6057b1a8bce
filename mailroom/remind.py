"""Letters by people that wait for an approval: whoever may let them go is asked again in time."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.storage.reminding import have_reminded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from adapters.storage.engine import Sessions
    from casework.policy import Policy

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Remind:
    """Keeps the promise that no letter waits unseen, at whatever stage its case is."""

    rows: Sessions
    packs: Mapping[str, Policy]
    wall: Callable[[], datetime]

    async def round(self) -> list[str]:
        """One look: the keys of the letters whose approvers are asked again."""
        found = await have_reminded(self.rows, self.packs, self.wall())
        for key in found:
            log.info("%s waits for an approval: it is asked for again", key)
        return found
