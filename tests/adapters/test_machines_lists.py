"""Through which list a mail came: a desk may read its mail in a group of its own."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from adapters.mailbox.machines.kinds import LIST_RULES, bulk_of, doubt_of
from adapters.mailbox.machines.lists import posts_to
from adapters.mailbox.reading.headers import AsItIs
from tests.examples import a_mail

GROUP = (
    ("List-Id", "Complaints <complaints.desk.example>"),
    ("List-Post", "<https://groups.example/complaints>, <mailto:Complaints@desk.example>"),
    ("Mailing-List", "list complaints@desk.example; contact complaints+owners@desk.example"),
    ("X-BeenThere", "complaints@desk.example"),
    ("Precedence", "list"),
    ("List-Unsubscribe", "<mailto:complaints+unsubscribe@desk.example>"),
)


@pytest.mark.parametrize("header", GROUP[:4])
def test_each_field_of_a_list_says_where_one_posts(header: tuple[str, str]) -> None:
    """List-Post (RFC 2369), List-Id (RFC 2919), and what lists set before them."""
    mail = message_from_bytes(a_mail(headers=(header,)), policy=AsItIs())

    assert posts_to(mail) == ("complaints@desk.example",)


@pytest.mark.parametrize(
    "header",
    [
        ("List-Post", "NO"),
        ("List-Id", "a list"),
        ("List-Id", "<" * 10_000),
        ("List-Post", "<mailto:" * 10_000),
        ("Subject-Id", "<complaints.desk.example>"),
    ],
)
def test_what_is_no_list_posts_nowhere(header: tuple[str, str]) -> None:
    """Closed lists, broken fields, and mail that came straight."""
    mail = message_from_bytes(a_mail(headers=(header,)), policy=AsItIs())

    assert posts_to(mail) == ()


def test_a_complaint_through_the_desks_own_group_bears_no_other_mark() -> None:
    """Who excepts the marks of lists, for a list that is the desk itself, has a person's mail."""
    mail = message_from_bytes(a_mail(headers=GROUP), policy=AsItIs())

    assert bulk_of(mail) in LIST_RULES
    assert doubt_of(mail) == ""


def test_a_newsletter_through_the_desks_own_group_is_still_one() -> None:
    """Its sender's own marks come before those of the group."""
    headers = (*GROUP, ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    mail = message_from_bytes(a_mail(headers=headers), policy=AsItIs())

    assert bulk_of(mail) not in LIST_RULES
