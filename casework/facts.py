"""The facts that a body's preconditions may ask for. Where the answer comes from: escalation."""

from __future__ import annotations

from enum import StrEnum


class PolicyFact(StrEnum):
    """Something about a case that is so, is not so, or that nobody knows yet."""

    RESPONDENT_ASKED = "respondent_asked"
    """The complaint was put to the respondent first."""

    RESPONDENT_LATE = "respondent_late"
    """The respondent's time is over and it has not answered."""

    RESPONDENT_ANSWERED = "respondent_answered"
    """The respondent has answered."""

    RESPONDENT_IS_OPERATOR = "respondent_is_operator"
    """The respondent is a licensed telecom business operator; staff note it in the directory."""

    COMPLAINANT_IS_CONSUMER = "complainant_is_consumer"
    """What the complaint is about was bought for personal life, not for a business."""

    ACCEPTED_ELSEWHERE = "accepted_elsewhere"
    """A court, an arbitrator, a consumer association or another authority has taken the matter."""

    SETTLED_BEFORE = "settled_before"
    """The parties settled the matter before, and the settlement was carried out."""

    ARBITRATION_CLAUSE = "arbitration_clause"
    """The contract says that disputes go to arbitration."""


FACTS: frozenset[str] = frozenset(one.value for one in PolicyFact)
"""The names of them all."""
