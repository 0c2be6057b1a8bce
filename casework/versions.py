"""Versions of a pack: which one new cases follow, and whether it is still to be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from casework.policy import Policy


def effective(loaded: Policy, kept: Iterable[Policy], day: date) -> Policy:
    """The version that a case of this day follows: the loaded one, if it is in force.

    One that comes into force later was loaded in good time: until then the latest of the kept
    ones that is in force holds. Where none is, the loaded one: no complaint waits for a pack.
    """
    if loaded.in_force.on(day):
        return loaded
    earlier = [one for one in kept if one.id == loaded.id and one.in_force.on(day)]
    return max(earlier, key=lambda one: (one.in_force.since, one.version), default=loaded)


def doubts(pack: Policy, day: date) -> list[str]:
    """Why a pack should not be trusted blindly on this day, in words; nothing where it may be."""
    name, told = f"The pack {pack.id} {pack.version}", pack.in_force
    found: list[str] = []
    if day < told.since:
        found.append(f"{name} is for cases from {told.since} on: it is not in force yet.")
    if told.until is not None and day > told.until:
        found.append(f"{name} was for cases until {told.until}: a newer one is needed.")
    if day > told.review_due:
        found.append(
            f"{name} was to be reviewed by {told.review_due}, and nobody has since "
            f"{told.reviewed_on}: somebody who knows the law reads it and sets the next day."
        )
    return found
