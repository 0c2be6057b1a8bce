"""The client: connect, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from temporalio.client import Client

if TYPE_CHECKING:
    from adapters.settings import Settings


async def connect(settings: Settings, *, lazy: bool = False) -> Client:
    """A client for the desk's namespace; a lazy one connects at its first call."""
    return await Client.connect(
        settings.temporal_address, namespace=settings.temporal_namespace, lazy=lazy
    )
