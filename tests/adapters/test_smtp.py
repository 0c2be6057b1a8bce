"""One letter, one try, one word for what the server said, against servers that say it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

import pytest

from adapters.mailbox import smtp
from adapters.mailbox.smtp import Postman
from adapters.storage.outbox import LEASE_SECONDS
from casework.letters import Reply
from tests.conftest import MAILBOXES, free_port
from tests.examples import ANA, DESK, a_mail

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.settings import Settings
    from demo.post import PostOffice

WITNESS = "outbox@desk.example"
OURS = "<letter@desk.example>"
RAW = a_mail(sender=DESK, to=ANA, message_id=OURS)
CUT = ""  # instead of a reply: the connection ends


@dataclass
class Script:
    """A mail server that says what it is told to say; ``heard`` is what was said to it.

    ``says`` maps the beginning of a line to the reply; "." is the end of the letter
    and "" is the greeting.
    """

    says: dict[str, str] = field(default_factory=dict)
    pause: float = 0
    heard: list[str] = field(default_factory=list)
    letters: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One conversation."""
        try:
            going = await self._say(writer, self.says.get("", "220 post"))
            while going and (line := (await reader.readline()).decode().strip()):
                self.heard.append(line)
                reply = self._reply(line)
                going = await self._say(writer, reply)
                if line == "DATA" and reply.startswith("354"):
                    await reader.readuntil(b"\r\n.\r\n")
                    self.letters += 1
                    going = await self._say(writer, self.says.get(".", "250 taken"))
        finally:
            writer.close()

    def _reply(self, line: str) -> str:
        said = [reply for begin, reply in self.says.items() if begin and line.startswith(begin)]
        return said[0] if said else "354 go on" if line == "DATA" else "250 ok"

    async def _say(self, writer: asyncio.StreamWriter, reply: str) -> bool:
        await asyncio.sleep(self.pause)
        if reply is not CUT:
            writer.write(f"{reply}\r\n".encode("latin-1"))
        return reply is not CUT and reply[:3] != "221"


@asynccontextmanager
async def postman_at(settings: Settings, script: Script) -> AsyncIterator[Postman]:
    """A postman whose mail server follows a script."""
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield Postman(settings.model_copy(update={"smtp_port": port}))


async def asked(settings: Settings, says: dict[str, str]) -> tuple[Reply, str]:
    """What one try comes to at a server that says this."""
    async with postman_at(settings, Script(says)) as postman:
        answer = await postman.send(ANA, OURS, RAW)
        return answer.reply, answer.text


# ---- at the real post office -------------------------------------------------------------


async def test_a_letter_that_is_taken_is_there(settings: Settings, office: PostOffice) -> None:
    """The server's own words are kept; the bytes are the frozen ones."""
    answer = await Postman(settings).send(ANA, OURS, RAW)

    assert answer.reply is Reply.TAKEN
    assert answer.text == "250 2.0.0 delivered"
    ((_, _, _, raw),) = office.shelf.mails(ANA)
    assert raw.endswith(RAW)


async def test_the_witness_gets_the_same_bytes(settings: Settings, office: PostOffice) -> None:
    """One transaction, two recipients, no header that tells."""
    await Postman(settings).send(ANA, OURS, RAW)

    ((_, _, _, raw),) = office.shelf.mails(WITNESS)
    assert raw.endswith(RAW)
    assert WITNESS.encode() not in RAW


async def test_the_witness_knows_what_was_taken(settings: Settings) -> None:
    """A lost reply can be settled: it is there, or it is not."""
    postman = Postman(settings)

    assert await postman.was_taken(OURS) is False
    await postman.send(ANA, OURS, RAW)
    assert await postman.was_taken(OURS) is True
    assert await postman.was_taken("<another@desk.example>") is False


async def test_without_a_witness_nobody_knows(settings: Settings) -> None:
    """None is not no."""
    alone = settings.model_copy(update={"witness_user": "", "witness_address": ""})

    assert await Postman(alone).was_taken(OURS) is None


async def test_a_recipient_that_is_not_there_is_refused(
    settings: Settings, office: PostOffice
) -> None:
    """And then the witness has nothing either: it must never say that this was taken."""
    postman = Postman(settings)

    answer = await postman.send("nobody@home.example", OURS, RAW)

    assert answer.reply is Reply.REFUSED
    assert "no such mailbox" in answer.text
    assert [office.shelf.mails(one) for one in MAILBOXES] == [[]] * len(MAILBOXES)
    assert await postman.was_taken(OURS) is False


async def test_a_recipient_put_off_is_tried_later(settings: Settings, office: PostOffice) -> None:
    """Greylisting: the second try gets through."""
    postman = Postman(settings)
    office.refuse[ANA] = "450 4.2.0 greylisted"
    first = await postman.send(ANA, OURS, RAW)
    office.refuse.clear()

    assert (first.reply, first.text) == (Reply.LATER, "450 4.2.0 greylisted")
    assert (await postman.send(ANA, OURS, RAW)).reply is Reply.TAKEN


async def test_a_witness_that_is_refused_costs_nothing(
    settings: Settings, office: PostOffice
) -> None:
    """The letter is what matters."""
    office.refuse[WITNESS] = "550 5.1.1 gone"

    assert (await Postman(settings).send(ANA, OURS, RAW)).reply is Reply.TAKEN
    assert len(office.shelf.mails(ANA)) == 1


# ---- at servers that say other things ----------------------------------------------------


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(
    ("said", "reply"),
    [("550 5.7.1 not here", Reply.REFUSED), ("451 4.3.0 not now", Reply.LATER)],
)
async def test_each_step_may_refuse_or_put_off(
    settings: Settings, step: str, said: str, reply: Reply
) -> None:
    """5xx is an answer, 4xx is a pause, wherever they come."""
    assert await asked(settings, {step: said}) == (reply, said)


@pytest.mark.parametrize("step", ["", "EHLO", "MAIL", "RCPT"])
async def test_cut_off_before_the_letter_nothing_was_sent(settings: Settings, step: str) -> None:
    """The server never had it: trying again cannot send it twice."""
    says = {step: CUT, "HELO": CUT} if step == "EHLO" else {step: CUT}

    assert (await asked(settings, says))[0] is Reply.UNREACHABLE


async def test_cut_off_as_the_letter_begins_is_never_taken_for_an_answer(
    settings: Settings,
) -> None:
    """Whether it is called lost or unreachable, it is tried again and nobody is told "refused"."""
    assert (await asked(settings, {"DATA": CUT}))[0] in {Reply.LOST, Reply.UNREACHABLE}


async def test_cut_off_before_the_last_reply_is_lost(settings: Settings) -> None:
    """It had all of it, and what it did with it nobody knows: RFC 1047."""
    script = Script({".": CUT})
    async with postman_at(settings, script) as postman:
        answer = await postman.send(ANA, OURS, RAW)

    assert answer.reply is Reply.LOST
    assert script.letters == 1


async def test_a_server_that_falls_silent_after_the_letter_is_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time-out is a lost reply, too, and the try ends."""
    monkeypatch.setattr(smtp, "_SECONDS", 0.2)
    async with silent_after_the_letter() as port:
        postman = Postman(settings.model_copy(update={"smtp_port": port}))
        answer = await asyncio.wait_for(postman.send(ANA, OURS, RAW), 5)

    assert answer.reply is Reply.LOST


async def test_a_last_reply_that_makes_no_sense_is_lost(settings: Settings) -> None:
    """It had all of it and said something that is no reply: that is a doubt, not a no."""
    assert (await asked(settings, {".": "ok, thanks"}))[0] is Reply.LOST


async def test_any_good_last_reply_means_taken(settings: Settings) -> None:
    """RFC 5321, 4.2.1: the first digit says it. Sending again would be a second letter."""
    assert (await asked(settings, {".": "252 will do my best"}))[0] is Reply.TAKEN


async def test_nobody_listening_is_unreachable(settings: Settings) -> None:
    """The mail server is down: the letter waits."""
    postman = Postman(settings.model_copy(update={"smtp_port": free_port()}))

    assert (await postman.send(ANA, OURS, RAW)).reply is Reply.UNREACHABLE


async def test_a_name_that_nobody_knows_is_unreachable(settings: Settings) -> None:
    """A slip in the settings loses no letter."""
    postman = Postman(settings.model_copy(update={"smtp_host": "post.invalid"}))

    assert (await postman.send(ANA, OURS, RAW)).reply is Reply.UNREACHABLE


@pytest.mark.parametrize("code", [530, 534, 535, 538])
async def test_a_refused_log_in_is_not_the_letters_fault(settings: Settings, code: int) -> None:
    """A password that ran out must not fail every letter of the night."""
    known = settings.model_copy(update={"smtp_user": "desk"})
    says = {"EHLO": "250-post\r\n250 AUTH PLAIN", "AUTH": f"{code} 5.7.0 no"}

    assert await asked(known, says) == (Reply.UNREACHABLE, f"{code} 5.7.0 no")


async def test_without_the_encryption_asked_for_nothing_is_said(settings: Settings) -> None:
    """STARTTLS is required, not hoped for: no address and no letter in the clear."""
    script = Script()
    secure = settings.model_copy(update={"smtp_security": "starttls"})
    async with postman_at(secure, script) as postman:
        answer = await postman.send(ANA, OURS, RAW)

    assert answer.reply is Reply.UNREACHABLE
    assert not [line for line in script.heard if line.startswith(("MAIL", "RCPT", "DATA"))]


async def test_the_witness_is_asked_after_the_recipient_is_accepted(settings: Settings) -> None:
    """Otherwise its copy would prove nothing."""
    taken, refused = Script(), Script({f"RCPT TO:<{ANA}>": "550 no"})
    async with postman_at(settings, taken) as postman:
        await postman.send(ANA, OURS, RAW)
    async with postman_at(settings, refused) as postman:
        await postman.send(ANA, OURS, RAW)

    assert [line for line in taken.heard if line.startswith("RCPT")] == [
        f"RCPT TO:<{ANA}>",
        f"RCPT TO:<{WITNESS}>",
    ]
    assert [line for line in refused.heard if line.startswith("RCPT")] == [f"RCPT TO:<{ANA}>"]
    assert refused.letters == 0


async def test_bounces_come_back_to_the_desk(settings: Settings) -> None:
    """The envelope's sender is the desk's own address."""
    script = Script()
    async with postman_at(settings, script) as postman:
        await postman.send(ANA, OURS, RAW)

    assert [line.split()[1] for line in script.heard if line.startswith("MAIL")] == [
        f"FROM:<{DESK}>"
    ]


@pytest.mark.parametrize("recipient", ["张三@home.example", "\N{REPLACEMENT CHARACTER}@x.example"])
async def test_an_address_that_the_server_cannot_take_is_refused(
    settings: Settings, recipient: str
) -> None:
    """An exception here would be tried again for ever; a refusal tells a person."""
    assert (await Postman(settings).send(recipient, OURS, RAW)).reply is Reply.REFUSED


@pytest.mark.parametrize("said", ["550 邮箱不存在".encode("gb18030"), b"250 ok\x00"])
async def test_what_a_server_says_can_be_kept(settings: Settings, said: bytes) -> None:
    """No database takes half a sign or a NUL; a letter that was taken must not fail on that."""
    text = (await asked(settings, {".": said.decode("latin-1")}))[1]

    assert "\x00" not in text
    assert text.encode().decode() == text


async def test_a_whole_try_fits_into_the_lease(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However slowly a server speaks, a try is over before another may begin."""
    lease = LEASE_SECONDS / smtp._SECONDS * 0.1  # noqa: SLF001  a hundred times faster
    monkeypatch.setattr(smtp, "_SECONDS", 0.1)
    start = monotonic()

    async with postman_at(settings, Script(pause=0.08)) as postman:
        await postman.send(ANA, OURS, RAW)

    assert monotonic() - start < lease


@asynccontextmanager
async def silent_after_the_letter() -> AsyncIterator[int]:
    """A server that takes everything and then says nothing more."""
    done = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 post\r\n")
        while (line := await reader.readline()) != b"DATA\r\n":
            writer.write(b"250 ok\r\n" if line else b"")
        writer.write(b"354 go on\r\n")
        await done.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        done.set()
