"""How soon a person must see it: critical means that minutes matter."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from casework.assessment import Finding
from casework.particulars import as_date
from casework.purposes import ENQUIRY, NOTHING, NOTICE
from casework.wording import which_said

if TYPE_CHECKING:
    from datetime import date

    from casework.particulars import Particulars
    from casework.purposes import Matter
    from casework.vocabulary import Vocabulary
    from casework.wording import Wording

_SOON = timedelta(days=3)
_GRAVE = frozenset({"data_leak", "account_restriction", "suspected_fraud", "regulator_notice"})
_LIGHT = frozenset({"spam_message", "service_attitude", "other"})
_OVER = frozenset({ENQUIRY, NOTHING, "withdrawal", "confirm_resolved"})
_FRAUD = "suspected_fraud"


def urgency_of(
    wording: Wording,
    matter: Matter,
    facts: Particulars,
    flags: tuple[Finding, ...],
    vocabulary: Vocabulary,
) -> Finding:
    """The first rule that fits, the gravest first."""
    pressing = which_said(wording.own, vocabulary.urgency)
    raised = {one.value for one in flags}
    fraud, complains = matter.category == _FRAUD, matter.intent not in _OVER
    deadline = as_date(facts.deadline)
    for level, rule, fits in (
        ("critical", "a call or a payment is under way", fraud and "in_progress" in pressing),
        ("critical", "the money has only just gone", fraud and "money_moving" in pressing),
        ("low", "no complaint that waits", not complains),
        ("high", "somebody is threatened", "threat" in pressing),
        ("high", "a vulnerable person", "vulnerable" in pressing),
        ("high", "a court has set a day", "court" in pressing),
        ("high", "a whole business stands still", "stop_of_business" in pressing),
        ("high", "grave by its kind", matter.category in _GRAVE or matter.intent == NOTICE),
        ("high", "flagged for a lawyer", bool(raised & {"discrimination", "legal_review"})),
        ("high", "it goes on after a promise", "reopen" in raised),
        ("high", "its term ends within three days", _is_soon(deadline, wording.today)),
        ("low", "it can wait its turn", matter.category in _LIGHT and matter.intent != "appeal"),
    ):
        if fits:
            words = [one.words for name, one in pressing.items() if name != "hurry"]
            return Finding(level, f"{rule}{f' ({words[0]!r})' if words else ''}")
    return Finding("normal", "nothing makes it more or less urgent")


def _is_soon(deadline: date | None, today: date) -> bool:
    return deadline is not None and deadline - today <= _SOON
