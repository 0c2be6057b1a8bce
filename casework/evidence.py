"""What the checklist still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.policy import EvidenceItem


def missing_evidence(file: CaseFile) -> tuple[EvidenceItem, ...]:
    """The items the case's category asks for that nothing on the case shows, in the pack's order.

    A case without a category lacks nothing: a person has to say first what it is.
    """
    category = file.policy.category(file.case.category)
    if category is None:
        return ()
    return tuple(file.policy.evidence[item] for item in category.evidence if item not in file.items)


def still_useful(file: CaseFile) -> tuple[EvidenceItem, ...]:
    """What the pack knows of and nobody waits for: what must be preserved, an authorisation."""
    category = file.policy.category(file.case.category)
    wanted = (*(category.preserve if category else ()), file.policy.authorisation)
    asked = category.evidence if category else ()
    return tuple(
        file.policy.evidence[one]
        for one in dict.fromkeys(wanted)
        if one is not None and one not in file.items and one not in asked
    )
