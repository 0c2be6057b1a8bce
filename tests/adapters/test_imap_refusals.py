"""Not getting in: whatever the reason, one exception with the reason in words, and no leftovers."""

from __future__ import annotations

import asyncio
import warnings
from contextlib import asynccontextmanager
from dataclasses import replace
from gc import collect
from typing import TYPE_CHECKING

from adapters.mailbox.imap import Access, LogInRefusedError, MailboxError, open_inbox
from tests.conftest import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


async def test_a_wrong_password_is_told_apart(access: Access) -> None:
    """Trying fast would only lock the account. The message says who, and never the password."""
    kind, why = await refusal(replace(access, password="not this one"))  # noqa: S106  on purpose

    assert kind is LogInRefusedError
    assert access.user in why
    assert "not this one" not in why


async def test_nobody_there_is_a_mailbox_error() -> None:
    """The message says where."""
    port = free_port()

    kind, why = await refusal(an_access(port))

    assert kind is MailboxError
    assert f"127.0.0.1:{port}" in why


async def test_a_server_that_hangs_up_is_a_mailbox_error() -> None:
    """One exception for all that may go wrong; trying later may help."""
    async with a_server_that_hangs_up() as port:
        kind, _ = await refusal(an_access(port))

    assert kind is MailboxError


async def test_a_folder_that_is_not_there_is_no_refused_log_in(access: Access) -> None:
    """The password is right; the setting that is wrong is another one."""
    kind, why = await refusal(replace(access, folder="Nowhere"))

    assert kind is MailboxError
    assert "Nowhere" in why


async def test_a_chinese_password_is_a_mailbox_error_too(access: Access) -> None:
    """Whatever stands in the settings, the mailroom goes on trying and says why."""
    kind, _ = await refusal(replace(access, password="密码"))  # noqa: S106  on purpose

    assert issubclass(kind, MailboxError)


async def test_a_refused_log_in_leaves_no_connection_behind(access: Access) -> None:
    """Tried again all night, it must not use up the server's connections."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        await asyncio.to_thread(_refusal, replace(access, password="wrong"))  # noqa: S106  on purpose
        collect()

    assert [one for one in caught if issubclass(one.category, ResourceWarning)] == []


async def refusal(access: Access) -> tuple[type[Exception], str]:
    """Why we do not get in. A socket that is left open is another test's matter."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        found = await asyncio.to_thread(_refusal, access)
        collect()
        return found


def _refusal(access: Access) -> tuple[type[Exception], str]:
    try:
        open_inbox(access)
    except Exception as error:  # noqa: BLE001  which one is the question
        return type(error), str(error)
    raise AssertionError("we got in")


def an_access(port: int) -> Access:
    """A mailbox behind a port."""
    return Access(
        host="127.0.0.1",
        port=port,
        security="none",
        user="ana",
        password="a secret",  # noqa: S106  nobody's
    )


@asynccontextmanager
async def a_server_that_hangs_up() -> AsyncIterator[int]:
    """It greets, and after the first command it is gone."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK IMAP4rev1\r\n")
        await reader.readline()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
