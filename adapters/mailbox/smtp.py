"""Mail out: one letter, one try, and what the server said of it in one of five words."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPAuthenticationError,
    SMTPConnectResponseError,
    SMTPException,
    SMTPHeloError,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from adapters.mailbox.witness import Witness, was_taken
from casework.letters import Answer, Reply

if TYPE_CHECKING:
    from adapters.settings import Settings

_SECONDS = 10.0  # for each step of the conversation …
_STEPS = 2.5  # … and so many of them for a whole try: it must fit into the outbox's lease
_TEMPORARY, _PERMANENT = 400, 500


@dataclass(frozen=True, slots=True)
class Postman:
    """Hands letters to one mail server, with a copy for the witness mailbox where there is one."""

    settings: Settings

    @property
    def has_witness(self) -> bool:
        """Whether a witness mailbox can tell what got through."""
        return bool(self.settings.witness_user)

    @property
    def patience_seconds(self) -> float:
        """How long after a broken try the witness mailbox's "no" can be believed."""
        return self.settings.witness_patience_seconds

    async def was_taken(self, message_id: str) -> bool | None:
        """Whether an earlier try got through, by the witness mailbox; None: there is no witness."""
        if not self.settings.witness_user:
            return None
        witness = Witness(
            host=self.settings.imap_host,
            port=self.settings.imap_port,
            security=self.settings.imap_security,
            user=self.settings.witness_user,
            password=self.settings.witness_password.get_secret_value(),
        )
        return await asyncio.to_thread(was_taken, witness, message_id)

    async def send(self, recipient: str, message_id: str, raw: bytes) -> Answer:  # noqa: ARG002  for the port
        """Try once. Never raises for what a mail server or a network may do."""
        if not recipient.isascii():
            return Answer(
                Reply.REFUSED, "the address is not ASCII, and SMTPUTF8 is not spoken here"
            )
        smtp = connection(self.settings)
        end = asyncio.get_running_loop().time() + _SECONDS * _STEPS
        try:
            async with asyncio.timeout_at(end):
                await self._begin(smtp, recipient)
        except (SMTPException, OSError, TimeoutError) as error:
            smtp.close()
            return _before_the_letter(error)
        except ValueError as error:  # aiosmtplib will not put such an address into a command
            smtp.close()
            return Answer(Reply.REFUSED, f"not an address that SMTP can carry: {error}")
        answer = await _hand_in(smtp, raw, end)
        await _hang_up(smtp, end)
        return answer

    async def _begin(self, smtp: SMTP, recipient: str) -> None:
        await log_in(smtp, self.settings)
        await self._address(smtp, recipient)

    async def _address(self, smtp: SMTP, recipient: str) -> None:
        """MAIL and RCPT; the witness is asked only once the recipient is accepted."""
        await smtp.mail(self.settings.desk_address)
        await smtp.rcpt(recipient)
        if self.settings.witness_address:
            with suppress(SMTPResponseException):
                await smtp.rcpt(self.settings.witness_address)


def connection(settings: Settings) -> SMTP:
    """The desk's mail server, not connected yet."""
    return SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        use_tls=settings.smtp_security == "tls",
        start_tls=settings.smtp_security == "starttls",
        timeout=_SECONDS,
    )


async def log_in(smtp: SMTP, settings: Settings) -> None:
    """Connect, and log in where there is an account. Raises SMTPException, OSError."""
    await smtp.connect()
    if settings.smtp_user:
        await smtp.login(settings.smtp_user, settings.smtp_password.get_secret_value())


async def _hand_in(smtp: SMTP, raw: bytes, end: float) -> Answer:
    """DATA. From here on a lost reply leaves a doubt: RFC 1047."""
    try:
        async with asyncio.timeout_at(end):
            reply = await smtp.data(raw)
    except (SMTPServerDisconnected, SMTPTimeoutError, TimeoutError, OSError) as error:
        return Answer(Reply.LOST, f"the last reply was lost: {_clean(str(error))}")
    except SMTPResponseException as error:
        return _by_code(error.code, error.message)
    return _by_code(reply.code, reply.message)


def _before_the_letter(error: Exception) -> Answer:
    """The server never had the letter: whatever happened, nothing was sent."""
    if not isinstance(error, SMTPResponseException):
        return Answer(Reply.UNREACHABLE, _clean(str(error)) or repr(error))
    answer = _by_code(error.code, error.message)
    if isinstance(error, _ABOUT_US) or answer.reply not in {Reply.LATER, Reply.REFUSED}:
        return Answer(Reply.UNREACHABLE, answer.text)
    return answer


# the connection or the log-in was refused, not the letter: that is for the desk to mend
_ABOUT_US = (
    SMTPServerDisconnected,
    SMTPConnectResponseError,
    SMTPHeloError,
    SMTPAuthenticationError,
)


def _by_code(code: int, message: str) -> Answer:
    """The first digit says it: RFC 5321, 4.2.1. What is no reply at all leaves a doubt."""
    kinds = {2: Reply.TAKEN, 4: Reply.LATER, 5: Reply.REFUSED}
    return Answer(kinds.get(code // 100, Reply.LOST), _clean(f"{code} {message}"))


def _clean(said: str) -> str:
    """What a server said, as every database takes it."""
    return said.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\0", " ")


async def _hang_up(smtp: SMTP, end: float) -> None:
    with suppress(SMTPException, OSError, TimeoutError):
        async with asyncio.timeout_at(end):
            await smtp.quit()
    smtp.close()
