"""Who answers is not who should: no password is said, and the message says what is wrong."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox.imap import Access, LogInRefusedError, MailboxError, open_inbox
from tests.adapters.certificates import a_certificate, serving
from tests.adapters.servers import a_dovecot, a_mailbox
from tests.adapters.wires import Say, Wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.adapters.servers import Dovecot

GOOD, LONG_AGO, FAR = "IP:127.0.0.1", "20200201", "20991231"
STARTTLS = """
ssl = required
ssl_cert = <{0}
ssl_key = <{0}
"""


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A good certificate, an expired one, and one of another name."""
    folder = tmp_path_factory.mktemp("certificates")
    return {
        "good": a_certificate(folder / "good", names=GOOD, until=FAR),
        "expired": a_certificate(folder / "expired", names=GOOD, until=LONG_AGO),
        "other": a_certificate(folder / "other", names="DNS:mail.other.example", until=FAR),
    }


@asynccontextmanager
async def behind_tls(access: Access, certificate: Path) -> AsyncIterator[tuple[Access, Wire]]:
    """The same mailbox by implicit TLS, and all that is said to it."""
    async with Wire(access.port).open(serving(certificate)) as wire:
        yield replace(access, port=wire.port, security="tls"), wire


async def refusal(access: Access) -> MailboxError:
    """Why we do not get in."""
    with pytest.raises(MailboxError) as caught:
        await asyncio.to_thread(open_inbox, access)
    return caught.value


async def test_a_certificate_that_is_good_lets_us_in(
    access: Access, shelf: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An authority of one's own is named by SSL_CERT_FILE, as everywhere."""
    monkeypatch.setenv("SSL_CERT_FILE", str(shelf["good"]))
    async with behind_tls(access, shelf["good"]) as (safe, _):
        inbox = await asyncio.to_thread(open_inbox, safe)

        assert await asyncio.to_thread(inbox.uids) == []
        await asyncio.to_thread(inbox.close)


@pytest.mark.parametrize(
    ("shown", "trusted", "words"),
    [
        ("expired", "expired", "certificate has expired"),
        ("other", "other", "IP address mismatch"),
        ("good", "other", "self-signed certificate"),
    ],
)
async def test_a_certificate_that_is_not_good_gets_no_password(
    access: Access, shelf: dict[str, Path], shown: str, trusted: str, words: str
) -> None:
    """Expired, of another name, of nobody we know: the sentence says which, and where."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSL_CERT_FILE", str(shelf[trusted]))
        await gets_no_password(access, shelf[shown], words)


async def gets_no_password(access: Access, shown: Path, words: str) -> None:
    """Nobody who shows this certificate hears anything of us, and we say why."""
    async with behind_tls(access, shown) as (unsafe, wire):
        why = await refusal(unsafe)

        assert not isinstance(why, LogInRefusedError)
        assert f"connect to 127.0.0.1:{wire.port}" in str(why)
        assert "the server's certificate is not to be trusted" in str(why)
        assert words in str(why)
        assert wire.commands == []


@pytest.fixture
def starting(shelf: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """A Dovecot that wants STARTTLS, with a good certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(shelf["good"]))
    return a_dovecot(STARTTLS.format(shelf["good"]))


async def test_starttls_lets_us_in(starting: Dovecot) -> None:
    """And the capabilities are those that hold afterwards."""
    inbox = await asyncio.to_thread(open_inbox, replace(a_mailbox(starting), security="starttls"))

    assert await asyncio.to_thread(inbox.uids) == []
    await asyncio.to_thread(inbox.close)


async def test_starttls_looks_at_the_certificate(
    starting: Dovecot, shelf: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Encrypted to a stranger is not safe."""
    monkeypatch.setenv("SSL_CERT_FILE", str(shelf["other"]))
    async with Wire(starting.port).open() as wire:
        why = await refusal(replace(a_mailbox(starting), port=wire.port, security="starttls"))

        assert "the server's certificate is not to be trusted" in str(why)
        assert wire.said(b"LOGIN") == []


async def test_starttls_that_was_taken_out_gets_no_password(access: Access) -> None:
    """Somebody on the way, or a server that lost its certificate: nothing is said in the clear."""
    async with Wire(access.port, hidden=(b"STARTTLS",)).open() as wire:
        why = await refusal(replace(access, port=wire.port, security="starttls"))

        assert "offers no STARTTLS" in str(why)
        assert wire.said(b"LOGIN") == []


async def test_starttls_that_is_refused_gets_no_password(starting: Dovecot) -> None:
    """The same if it is offered and then not done."""
    async with Wire(starting.port).open() as wire:
        wire.damage(b"STARTTLS", Say(b"NO not today"))
        why = await refusal(replace(a_mailbox(starting), port=wire.port, security="starttls"))

        assert "TLS" in str(why)
        assert wire.said(b"LOGIN") == []
