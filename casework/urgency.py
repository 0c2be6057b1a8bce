"""How soon a person must see it: critical means that minutes matter."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.particulars import as_date
from casework.purposes import ENQUIRY, NOTHING, NOTICE
from casework.wording import which_said

if TYPE_CHECKING:
    from casework.particulars import Particulars
    from casework.vocabulary import Vocabulary
    from casework.wording import Wording

_SOON = timedelta(days=3)
_GRAVE = frozenset({"data_leak", "account_restriction", "suspected_fraud", "regulator_notice"})
_LIGHT = frozenset({"spam_message", "service_attitude", "other"})
_GRAVE_FLAGS = ("discrimination", "legal_review", "threat")


def urgency_of(  # noqa: PLR0911, PLR0913  a table of rules
    wording: Wording,
    text: str,
    intent: str | None,
    category: str | None,
    facts: Particulars,
    flags: tuple[Finding, ...],
    vocabulary: Vocabulary,
) -> Finding:
    """The first rule that fits, the gravest first."""
    hits = which_said(text, vocabulary.urgency)
    raised = {one.value for one in flags}
    if category == "suspected_fraud":
        for what in ("in_progress", "money_moving"):
            if what in hits:
                return Finding("critical", f"{what.replace('_', ' ')}: {hits[what].words!r}")
    if intent in {ENQUIRY, NOTHING, "withdrawal", "confirm_resolved"}:
        return Finding("low", "no complaint that waits")
    if "threat" in hits:
        return Finding("high", f"a threat: {hits['threat'].words!r}")
    for what in ("vulnerable", "court", "stop_of_business"):
        if what in hits:
            return Finding("high", f"{what.replace('_', ' ')}: {hits[what].words!r}")
    if category in _GRAVE or intent == NOTICE:
        return Finding("high", f"{category or intent} is grave by itself")
    if grave := next((one for one in _GRAVE_FLAGS if one in raised), None):
        return Finding("high", f"flagged: {grave}")
    if "reopen" in raised:
        return Finding("high", "it goes on after it was promised to end")
    deadline = as_date(facts.deadline)
    if deadline is not None and deadline - wording.today <= _SOON:
        return Finding("high", "its term ends within three days")
    if category in _LIGHT and intent != "appeal":
        return Finding("low", f"{category} can wait its turn")
    return Finding("normal", "nothing makes it more or less urgent")
