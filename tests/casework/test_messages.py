"""What people write to us and we to them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casework.messages import InboundMessage, MessageKind, OutboundMessage
from tests.examples import ANA, DESK, MONDAY

message_ids = st.lists(st.from_regex(r"<[a-z]{1,5}@home\.example>", fullmatch=True), max_size=4)


@given(message_ids, message_ids)
def test_a_reply_refers_to_what_it_answers_and_then_to_what_it_quotes(
    answers: list[str], quotes: list[str]
) -> None:
    """Nothing is lost, and the message that is answered comes first."""
    message = InboundMessage(
        sha256="0" * 64,
        received_at=MONDAY,
        in_reply_to=tuple(answers),
        references=tuple(quotes),
    )

    assert message.refers_to == (*answers, *quotes)


def test_a_mail_that_could_not_be_read_is_still_a_message() -> None:
    """Its digest and its arrival are enough: no text, no thread, and taken for a person's."""
    message = InboundMessage(sha256="0" * 64, received_at=MONDAY)

    assert message.text is None
    assert message.refers_to == ()
    assert message.kind is MessageKind.PERSON
    assert not any((message.message_id, message.sender, message.sender_name, message.subject))
    assert not any((message.kind_rule, message.content_digest, message.defects))


def test_what_the_desk_writes_says_that_a_machine_wrote_it() -> None:
    """RFC 3834: unless told otherwise, so that no other machine answers."""
    message = OutboundMessage(
        message_id="<1@desk.example>",
        reply_to=DESK,
        recipient=ANA,
        subject="We have your complaint",
        text="We have it.",
        html="<p>We have it.</p>",
        language="en",
        written_at=MONDAY,
    )

    assert message.automatic
    assert (message.in_reply_to, message.references) == ("", ())
