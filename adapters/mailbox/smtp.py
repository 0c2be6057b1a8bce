"""Mail out: one letter, one try, and what the server said of it in one of five words."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiosmtplib import SMTP
from aiosmtplib.errors import (
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from adapters.mailbox.witness import Witness, was_taken
from casework.letters import Answer, Reply

if TYPE_CHECKING:
    from adapters.settings import Settings

_SECONDS = 10.0  # for each step of the conversation; one try must fit into the outbox's lease
_TEMPORARY, _PERMANENT = 400, 500


@dataclass(frozen=True, slots=True)
class Postman:
    """Hands letters to one mail server, with a copy for the witness mailbox where there is one."""

    settings: Settings

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
        smtp = self._connection()
        try:
            await smtp.connect()
            if self.settings.smtp_user:
                password = self.settings.smtp_password.get_secret_value()
                await smtp.login(self.settings.smtp_user, password)
            await self._address(smtp, recipient)
        except (SMTPException, OSError) as error:
            await _hang_up(smtp)
            return _before_the_letter(error)
        answer = await _hand_in(smtp, raw)
        await _hang_up(smtp)
        return answer

    def _connection(self) -> SMTP:
        security = self.settings.smtp_security
        return SMTP(
            hostname=self.settings.smtp_host,
            port=self.settings.smtp_port,
            use_tls=security == "tls",
            start_tls=security == "starttls",
            timeout=_SECONDS,
        )

    async def _address(self, smtp: SMTP, recipient: str) -> None:
        """MAIL and RCPT; the witness is asked only once the recipient is accepted."""
        await smtp.mail(self.settings.desk_address)
        await smtp.rcpt(recipient)
        if self.settings.witness_address:
            with suppress(SMTPResponseException):
                await smtp.rcpt(self.settings.witness_address)


async def _hand_in(smtp: SMTP, raw: bytes) -> Answer:
    """DATA. From here on a lost reply leaves a doubt: RFC 1047."""
    try:
        reply = await smtp.data(raw)
    except (SMTPServerDisconnected, SMTPTimeoutError, OSError) as error:
        return Answer(Reply.LOST, f"the last reply was lost: {error}")
    except SMTPResponseException as error:
        return _by_code(error.code, error.message)
    return Answer(Reply.TAKEN, f"{reply.code} {reply.message}")


def _before_the_letter(error: Exception) -> Answer:
    """The server never had the letter: whatever happened, nothing was sent."""
    if isinstance(error, SMTPResponseException) and not isinstance(error, SMTPServerDisconnected):
        if error.code in _OUR_FAULT:
            return Answer(Reply.UNREACHABLE, f"{error.code} {error.message}")
        return _by_code(error.code, error.message)
    return Answer(Reply.UNREACHABLE, str(error) or repr(error))


_OUR_FAULT = frozenset({530, 534, 535, 538})  # the log-in was refused, not the letter


def _by_code(code: int, message: str) -> Answer:
    reply = Reply.REFUSED if code >= _PERMANENT else Reply.LATER
    return Answer(reply, f"{code} {message}")


async def _hang_up(smtp: SMTP) -> None:
    with suppress(SMTPException, OSError):
        await smtp.quit()
    smtp.close()
