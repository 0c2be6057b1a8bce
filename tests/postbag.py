"""A postman for tests: letters go into a list."""

from __future__ import annotations

from dataclasses import dataclass, field

from casework.letters import Answer, Reply


@dataclass
class Postbag:
    """A postman who keeps what he is given; ``answers`` are what the server says, in turn."""

    sent: list[tuple[str, str, bytes]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    witness: bool | None = None
    patience_seconds: float = 0.0

    async def send(self, recipient: str, message_id: str, raw: bytes) -> Answer:
        """Keep it, unless the server has something else to say."""
        answer = self.answers.pop(0) if self.answers else Answer(Reply.TAKEN, "250 ok")
        if answer.reply in {Reply.TAKEN, Reply.LOST}:
            self.sent.append((recipient, message_id, raw))
        return answer

    @property
    def has_witness(self) -> bool:
        """Whether there is a witness mailbox at all."""
        return self.witness is not None

    async def was_taken(self, message_id: str) -> bool | None:
        """What the witness mailbox would say."""
        if self.witness is None:
            return None
        return self.witness and any(one[1] == message_id for one in self.sent)
