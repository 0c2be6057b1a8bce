"""What staff decide about a case. A decision is a row before it is anything else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.drafts import Draft
    from casework.policy import Policy


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
    CORRECT = "correct a finding"  # about: a field (findings.Field) or a fact; value: what it is
    APPROVE = "approve"  # about: a letter's key
    REFUSE = "refuse"  # about: a letter's key
    EDIT = "edit what goes out"  # about: the dossier's version; value: what was edited
    SEND_AGAIN = "send again"  # about: a letter's key
    ADOPT = "adopt a pack version"  # value: a version of the case's pack
    RECOUNT = "count the dates anew"  # the desk's own: a calendar says otherwise now
    HAPPENED = "record what happened"  # about: an event of a clock; value: its instant, or "never"
    SEND_LETTER = "send a letter"  # about: a draft's id; value: READ, or nothing
    CHECK_EVIDENCE = "check evidence"  # about: an item of the checklist; value: yes or no
    SEND_LINK = "send a link to the status page"
    MERGE = "merge into another case"  # value: that case's number
    REMIND = "remind of an approval"  # the desk's own; about: a letter's key; value: an attempt


SAYS = frozenset(
    {DecisionKind.ANSWER_QUESTION, DecisionKind.CORRECT, DecisionKind.ASSIGN_RESPONDENT}
)
"""Decisions that say what something is: each of them is a finding as well, by that person."""

READ = "read"
"""Said with a letter: what waited on the case was read, and this answers it."""

BESIDE = frozenset({DecisionKind.ADOPT, DecisionKind.SEND_LINK, DecisionKind.REMIND})
"""Decisions that decide nothing about the complaint itself: of rules, of a link, of a wait."""

REMINDER, DEPUTY = "reminder", "deputy"
"""Who is asked again for an approval that waits: whoever should rule, or their deputy as well."""

ENDS = frozenset({DecisionKind.CLOSE, DecisionKind.MERGE})
"""Decisions after which a case takes no other."""


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
    """One decision: what, by whom and why. ``letter`` is what was drafted, where one is sent."""

    id: str
    case_number: str
    kind: DecisionKind
    by: str
    why: str
    value: str = ""
    about: str = ""
    adopts: Policy | None = None  # the version named, where it is there
    letter: Draft | None = None
