"""What staff decide about a case. A decision is a row before it is anything else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DecisionKind(StrEnum):
    """What can be decided. What ``about`` and ``value`` are stands behind each."""

    CLOSE = "close"  # value: an Outcome
    HAND_OVER = "hand over"  # to a person; value: whose the case is now, or nothing
    GO_ON = "go on"  # a person has looked: the procedure goes on where it stood
    PUT_TO_RESPONDENT = "put to the respondent"
    REFER = "refer"  # value: a body of the ladder, or nothing for the next rung
    TAKE_AS_ANSWER = "take as the answer"  # about: the digest of a respondent's or body's message
    ASK_CLOSING = "ask whether the answer is enough"
    REOPEN = "reopen"
    ASSIGN_RESPONDENT = "assign a respondent"  # value: its id in the directory
    ANSWER_QUESTION = "answer a question"  # about: a Question or a fact; value: the answer
    APPROVE = "approve"  # about: a letter's key
    REFUSE = "refuse"  # about: a letter's key
    SEND_AGAIN = "send again"  # about: a letter's key
    SEND_LINK = "send a link to the status page"


class Verdict(StrEnum):
    """What a person said to a letter that waits for an approval."""

    APPROVED = "approved"
    REFUSED = "refused"


class Question(StrEnum):
    """What a person may be asked about a case, besides the facts of a body's preconditions."""

    CATEGORY = "category"
    PRIOR_ON = "prior_on"  # the day on which the respondent was asked before
    CONSENT = "consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: what, by whom and why."""

    id: str
    case_number: str
    kind: DecisionKind
    by: str
    why: str
    value: str = ""
    about: str = ""
