"""The complainant's own page: the letter that tells where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.case import Party
from casework.letters import Letter, LetterKind

if TYPE_CHECKING:
    from casework.plan import Moment


def status_link(here: Moment) -> Letter:
    """A new link, at once, to the address that is known and to no other."""
    file = here.file
    return Letter(
        kind=LetterKind.STATUS_LINK,
        to=file.correspondent(Party.COMPLAINANT),
        language=file.case.language,
        case_number=file.case.number,
        opened_on=file.case.opened_at.astimezone(file.policy.zone).date(),
        leaves_at=here.now,
    )
