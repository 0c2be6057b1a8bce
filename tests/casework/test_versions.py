"""Versions of a pack: which one new cases follow, and what is said of one out of its time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from casework.versions import doubts, effective
from tests.casework.situations import POLICY

DAY = date(2026, 3, 2)
NEXT = replace(POLICY, version="2027.1", in_force=replace(POLICY.in_force, since=date(2027, 1, 1)))
ENDED = replace(POLICY, in_force=replace(POLICY.in_force, until=date(2026, 12, 31)))
OTHER = replace(POLICY, id="another", version="9")


def test_new_cases_follow_the_version_that_is_in_force() -> None:
    """One that comes later waits for its day; without any other it is better than none."""
    assert effective(POLICY, [NEXT], DAY) is POLICY
    assert effective(NEXT, [OTHER, ENDED, NEXT], DAY) is ENDED
    assert effective(NEXT, [ENDED], date(2027, 1, 1)) is NEXT
    assert effective(NEXT, [], DAY) is NEXT


def test_a_pack_out_of_its_time_says_so() -> None:
    """Before it, after it, and when nobody has read it again."""
    (early,) = doubts(NEXT, DAY)
    late = doubts(ENDED, date(2030, 1, 1))

    assert doubts(POLICY, DAY) == []
    assert early.endswith("is for cases from 2027-01-01 on: it is not in force yet.")
    assert "was for cases until 2026-12-31: a newer one is needed." in late[0]
    assert f"was to be reviewed by {POLICY.in_force.review_due}" in late[1]
