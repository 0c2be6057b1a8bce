"""What a month brought: who kept which time, and who did not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from casework.case import Outcome
from casework.events import EventKind
from casework.reporting import CaseTold, EventTold, Report, report, waits_of

MARCH, APRIL = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


def day(count: int) -> datetime:
    """That day of March 2026; 0 and less lie before it."""
    return MARCH + timedelta(days=count - 1)


def a_case(number: str, *events: tuple[int, EventKind], **changes: object) -> CaseTold:
    """A case that was opened on the 2nd, and what happened to it on which day of March."""
    told: dict[str, object] = {
        "opened_at": day(2),
        "closed_at": None,
        "category": "harassment_call",
    }
    told |= {"respondent": "Acme", "outcome": None, "stage": "with respondent", **changes}
    happened = tuple(EventTold(at=day(on), kind=kind, why=f"on day {on}") for on, kind in events)
    return CaseTold(number=number, events=happened, **told)  # type: ignore[arg-type]  # whatever a test changes


def of(*cases: CaseTold) -> Report:
    """The report of March."""
    return report(cases, MARCH, APRIL)


def kept(told: Report, name: str) -> tuple[int, int, int]:
    """In time, late and running."""
    return next((one.in_time, one.late, one.running) for one in told.kept if one.duty.name == name)


def test_an_answer_in_time_and_one_too_late() -> None:
    """The second one's breach has its cause."""
    asked, over, answered = EventKind.RESPONDENT_ASKED, EventKind.BREACHED, EventKind.ANSWERED
    told = of(
        a_case("C-1", (3, asked), (9, answered)),
        a_case("C-2", (3, asked), (18, over), (19, over), (20, answered)),
        a_case("C-3", (30, asked)),
    )

    assert kept(told, "the respondent answers") == (1, 1, 1)
    (missed,) = told.missed
    assert (missed.case, missed.missed_at, missed.cause) == ("C-2", day(18), "on day 18")
    assert next(one.typical_hours for one in told.kept if one.late) == (6 + 17) / 2 * 24


def test_what_ends_with_its_case_waits_no_more() -> None:
    """Closed while a person was to read it."""
    case = a_case("C-1", (3, EventKind.PERSON_ASKED_FOR), (5, EventKind.CLOSED))

    assert kept(of(case), "a person reads the case") == (1, 0, 0)


def test_what_happens_after_the_month_is_not_in_its_report() -> None:
    """A report of last month says later what it said then."""
    asked, answered = (3, EventKind.RESPONDENT_ASKED), (40, EventKind.ANSWERED)
    told = of(a_case("C-1", asked, answered, closed_at=day(41), outcome=Outcome.RESOLVED))

    assert kept(told, "the respondent answers") == (0, 0, 1)
    assert (told.whole.opened, told.whole.closed, told.whole.still_open) == (1, 0, 1)
    assert told.outcomes == ()


def test_cases_are_counted_by_what_they_are_about() -> None:
    """The most opened first; "not known" is said; what the month did not touch is left out."""
    told = of(
        a_case("C-1", callers=("400", "95013")),
        a_case("C-2", callers=("95013",), closed_at=day(9), outcome=Outcome.WITHDRAWN),
        a_case("C-3", category=None, opened_at=day(-9), respondent=None),
        a_case("C-4", category="fault", opened_at=day(-9), closed_at=day(-3)),
    )

    rows = [(one.name, one.opened, one.closed, one.still_open) for one in told.categories]
    assert rows == [("harassment_call", 2, 1, 1), ("not known", 0, 0, 1)]
    assert [one.name for one in told.respondents] == ["Acme", "not known"]
    assert told.callers == (("95013", 2), ("400", 1))
    assert told.outcomes == (("withdrawn", 1),)


def test_one_wait_after_the_other() -> None:
    """A second beginning while one runs begins nothing; after its end it does."""
    asked, approved = EventKind.APPROVAL_ASKED, EventKind.APPROVED
    case = a_case("C-1", (3, asked), (4, asked), (5, approved), (6, asked))

    waits = waits_of(case, APRIL)
    assert [(one.began_at, one.ended_at) for one in waits] == [(day(3), day(5)), (day(6), None)]
