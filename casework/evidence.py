"""What the checklist still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.assessment import useful_items

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.matters import EvidenceItem


def missing_evidence(file: CaseFile) -> tuple[EvidenceItem, ...]:
    """The items the case's category asks for that nothing on the case shows, in the pack's order.

    A case without a category lacks nothing: a person has to say first what it is.
    """
    category = file.policy.category(file.case.category)
    if category is None:
        return ()
    needed = category.needs(file.case.facts)
    return tuple(file.policy.evidence[item] for item in needed if item not in file.items)


def still_useful(file: CaseFile) -> tuple[EvidenceItem, ...]:
    """What nobody waits for and is not here yet: what must be preserved, an authorisation."""
    category = file.policy.category(file.case.category)
    useful = useful_items(file.policy, category)
    return tuple(one for one in useful if one.id not in file.items)
