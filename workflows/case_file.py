"""What ops see of a case in the Temporal UI: attributes to filter by, and a file to read.

Nothing here is personal: no name, no address, none of anybody's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from temporalio.common import SearchAttributeKey

if TYPE_CHECKING:
    from datetime import datetime

    from temporalio.common import SearchAttributeUpdate

    from casework.case import Standing

CASE_STAGE = SearchAttributeKey.for_keyword("CaseStage")
CASE_CATEGORY = SearchAttributeKey.for_keyword("CaseCategory")
CASE_OWNER = SearchAttributeKey.for_keyword("CaseOwner")
CASE_NEXT_DUE = SearchAttributeKey.for_datetime("CaseNextDue")
CASE_NEEDS_STAFF = SearchAttributeKey.for_bool("CaseNeedsStaff")
SEARCH_ATTRIBUTES = (CASE_STAGE, CASE_CATEGORY, CASE_OWNER, CASE_NEXT_DUE, CASE_NEEDS_STAFF)
_DIARY_LINES = 60  # the UI shows at most 20 KB


def search_attributes(standing: Standing) -> list[SearchAttributeUpdate[Any]]:
    """The attributes that a list of cases is filtered and sorted by."""
    due = standing.due_at
    return [
        CASE_STAGE.value_set(standing.stage),
        CASE_CATEGORY.value_set(standing.category or "not known yet"),
        CASE_OWNER.value_set(standing.owner or "nobody"),
        CASE_NEEDS_STAFF.value_set(standing.needs_staff),
        CASE_NEXT_DUE.value_set(due) if due else CASE_NEXT_DUE.value_unset(),
    ]


def index(standing: Standing) -> tuple[object, ...]:
    """What the attributes are made of: unchanged, nothing is written to the history."""
    return (
        standing.stage,
        standing.category,
        standing.owner,
        standing.needs_staff,
        standing.due_at,
    )


def minute(moment: datetime) -> str:
    """An instant as ops read it, in UTC."""
    return f"{moment:%Y-%m-%d %H:%M}"


def case_file(number: str, standing: Standing, diary: list[str]) -> str:
    """The case file as Markdown."""
    due = f"{minute(standing.due_at)} UTC" if standing.due_at else "none"
    lines = "\n".join(f"1. {line}" for line in diary[-_DIARY_LINES:])
    return (
        f"### Case {number}: {standing.stage}\n\n"
        "| | |\n|---|---|\n"
        f"| **Next step** | {standing.next_step} |\n"
        f"| **Due** | {due} |\n"
        f"| **Needs staff** | {'yes' if standing.needs_staff else 'no'} |\n"
        f"| **Category** | {standing.category or 'not known yet'} |\n"
        f"| **Owner** | {standing.owner or 'nobody'} |\n\n"
        f"#### What happened\n{lines}\n"
    )
