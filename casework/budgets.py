"""How much one sender, one case and the whole desk may bring in before a person looks.

A robot without any mark is stopped here: over a budget its mail is held, not answered.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Budgets:
    """What may come in: cases and messages as counts, files and mails as bytes.

    A day is the last 24 hours, an hour the last 60 minutes.
    """

    cases_per_sender_day: int = 20
    cases_per_hour: int = 300
    messages_per_case_day: int = 30
    bytes_per_sender_day: int = 250_000_000
    bytes_per_case: int = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What has come in already, without the message that is asked about.

    ``messages_by_sender_in_case`` and ``bytes_of_case`` are of the case it belongs to.
    """

    cases_by_sender: int = 0
    cases_of_desk: int = 0
    messages_by_sender_in_case: int = 0
    bytes_of_sender: int = 0
    bytes_of_case: int = 0


def over_for_case(spent: Spent, size: int, budgets: Budgets) -> bool:
    """Whether a message of this size is more than its case takes in without a look."""
    return (
        spent.messages_by_sender_in_case >= budgets.messages_per_case_day
        or spent.bytes_of_case + size > budgets.bytes_per_case
    )


def over_for_sender(spent: Spent, size: int, budgets: Budgets) -> bool:
    """Whether it is more than one sender brings in without a look."""
    return (
        spent.cases_by_sender >= budgets.cases_per_sender_day
        or spent.bytes_of_sender + size > budgets.bytes_per_sender_day
    )


def over_for_desk(spent: Spent, budgets: Budgets) -> bool:
    """Whether more cases begin in an hour than people could ever want to."""
    return spent.cases_of_desk >= budgets.cases_per_hour
