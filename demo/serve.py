"""One process of the demo: the post office, its page, and the winding of runs that begin anew."""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from adapters.storage.engine import open_engine, sessions
from adapters.storage.relay import Relay
from demo.page import make_page
from demo.place import HOST, PEOPLE, read_state
from demo.post import PostOffice, Shelf
from demo.wind import keep_in_step


def wall() -> datetime:
    """The wall clock of this door."""
    return datetime.now(UTC)


async def main(data: Path) -> None:
    """Serve IMAP, SMTP and the page until SIGTERM."""
    state = read_state(data)
    passwords = {one["address"]: one["password"] for one in state["mailboxes"]}
    witness = os.environ["OMBUD_WITNESS_USER"]
    passwords[witness] = os.environ["OMBUD_WITNESS_PASSWORD"]
    database = os.environ["OMBUD_DATABASE_URL"]
    office = PostOffice(
        Shelf(data / "mail.db"),
        passwords,
        state["imap"]["port"],
        state["smtp"]["port"],
        catch_all=PEOPLE["complainant"],
    )
    relay = Relay(sessions(open_engine(database)))
    page = make_page(state, office, database, wall)
    port = int(state["mail_page"].rpartition(":")[2])
    config = uvicorn.Config(page, host=HOST, port=port, log_level="warning")
    server = uvicorn.Server(config)
    async with office.open():
        loop = asyncio.get_running_loop()
        serving = asyncio.ensure_future(server.serve())
        loop.add_signal_handler(signal.SIGTERM, setattr, server, "should_exit", True)  # noqa: FBT003  setattr takes a value
        stopped = asyncio.Event()
        winding = asyncio.ensure_future(keep_in_step(state["temporal"], relay, wall, stopped))
        await serving
        stopped.set()
        await winding


if __name__ == "__main__":
    asyncio.run(main(Path(os.environ["OMBUD_DEMO_DATA"])))
