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

    COMPLAINANT_IS_SMALL = "complainant_is_small"
    """A household, or a firm as small as the rules that protect households still take."""

    ACCEPTED_ELSEWHERE = "accepted_elsewhere"
    """A court, an arbitrator, a consumer association or another authority has taken the matter."""

    SETTLED_BEFORE = "settled_before"
    """The parties settled the matter before, and the settlement was carried out."""

    ARBITRATION_CLAUSE = "arbitration_clause"
    """The contract says that disputes go to arbitration."""

    RESPONDENT_IS_PROVIDER = "respondent_is_provider"
    """The respondent provides the complainant's telephone, internet or television."""

    DEADLOCK_LETTER = "deadlock_letter"
    """The respondent has said in writing that it will do no more: a body may be turned to."""

    SILENT_CALLS = "silent_calls"
    """Calls on which nobody speaks, or that are cut off as they are taken."""

    NUMBER_ON_OPT_OUT_LIST = "number_on_opt_out_list"
    """The number has been on a public do-not-call register long enough to count."""

    BY_TEXT_OR_CALL = "by_text_or_call"
    """It came by text message or call, not by e-mail."""

    MONEY_LOST = "money_lost"
    """Money has gone to the suspected fraudster."""

    CLEAR_LEAD = "clear_lead"
    """There is a concrete lead: who did what, when, and what shows it."""

    LETTER_BEFORE_CLAIM = "letter_before_claim"
    """The respondent was told in writing that a court would be turned to."""

    IN_SCOTLAND = "in_scotland"
    """The complainant is in Scotland, whose police and courts are its own."""


FACTS: frozenset[str] = frozenset(one.value for one in PolicyFact)
"""The names of them all."""
