"""The web server of the console: it ends with pages open, and keeps nobody waiting."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from socket import socket

    from starlette.types import ASGIApp

    from console.live import Live

_PATIENCE = 5  # seconds for answers under way when the server is to stop


class Server(uvicorn.Server):
    """A server that ends the streams of its pages before it waits for its answers to end."""

    def __init__(self, config: uvicorn.Config, live: Live) -> None:
        """Whose streams are ``live``."""
        super().__init__(config)
        self._live = live

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """The streams first: by themselves they would go on for a quarter of an hour."""
        self._live.close()
        await super().shutdown(sockets)


def server(app: ASGIApp, live: Live, host: str, port: int) -> Server:
    """The server of a console, whose open pages are ``live``."""
    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_PATIENCE,
        ),
        live,
    )


def settle() -> None:
    """What is there when the server begins stays: rules, pages, addresses.

    The collector need not walk through it again in the middle of an answer, where that took a
    tenth of a second.
    """
    gc.collect()
    gc.freeze()
