"""Waiting for what other tasks do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

PATIENCE_SECONDS = 60.0  # a busy machine may take its time


async def comes(there: Callable[[], Awaitable[object]], seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether it comes to be so within that time."""
    end = asyncio.get_running_loop().time() + seconds
    while not await there():
        if asyncio.get_running_loop().time() > end:
            return False
        await asyncio.sleep(0.02)
    return True
