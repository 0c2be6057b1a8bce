"""The ladder: which body would take the case, who submits, and the papers for it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.case import Language, Party, Stage
from casework.casefile import EvidenceKept
from casework.enclosing import ENCLOSED_LIMIT, enclosed_evidence
from casework.escalation import (
    facts_of,
    ladder,
    next_rung,
    wants_authorisation,
    who_submits,
)
from casework.messages import Attachment
from casework.policy import Intent, Submits
from casework.routes import Known
from casework.terms import Precondition
from tests.casework.situations import (
    CALL_LOG,
    FIRST,
    OMBUDSMAN,
    POLICY,
    TRIBUNAL,
    a_message,
    a_pack,
    changed,
    stands,
)
from tests.examples import MONDAY

if TYPE_CHECKING:
    from casework.casefile import CaseFile
    from casework.policy import Rung

FIRST_RUNG, SECOND_RUNG = POLICY.ladder


def asks(fact: str, *, wanted: bool = True) -> Precondition:
    """What a body asks before it takes a case."""
    return Precondition(fact=fact, wanted=wanted, names=dict.fromkeys(Language, fact))


def with_rung(file: CaseFile, **changes: object) -> CaseFile:
    """A ladder whose first rung differs."""
    first: Rung = replace(FIRST_RUNG, **changes)  # type: ignore[arg-type]  # what a test changes
    return replace(file, policy=a_pack(ladder=(first, SECOND_RUNG)))


@pytest.mark.parametrize(
    ("changes", "case", "why_not"),
    [
        ({}, {}, ""),
        ({"categories": ("harassment_call",)}, {}, ""),
        ({"categories": ("refund_refused",)}, {}, "not for this category"),
        ({}, {"tried": (OMBUDSMAN,)}, "it has had its turn"),
        ({}, {"tried": ("a body of an older pack",)}, ""),
        ({"preconditions": (asks("respondent_asked"),)}, {}, ""),
        (
            {"preconditions": (asks("respondent_answered"),)},
            {},
            "not met: respondent_answered",
        ),
        ({"preconditions": (asks("settled_before", wanted=False),)}, {}, ""),
        (
            {"preconditions": (asks("settled_before", wanted=False),)},
            {"facts": {"settled_before": True}},
            "not met: settled_before",
        ),
    ],
)
def test_a_rung_fits_unless_something_speaks_against_it(
    changes: dict[str, object], case: dict[str, object], why_not: str
) -> None:
    """And says what; the next one that fits is the next rung."""
    file = with_rung(stands(Stage.WITH_RESPONDENT, **case), **changes)
    following = next_rung(file)

    assert ladder(file)[0].why_not == why_not
    assert following is not None
    assert following.body.id == (TRIBUNAL if why_not else OMBUDSMAN)


def test_a_body_does_not_take_what_another_has_taken() -> None:
    """Where the pack says so."""
    file = changed(with_rung(stands(Stage.WITH_BODY), excludes=(TRIBUNAL,)), tried=(OMBUDSMAN,))

    assert next_rung(file) is None
    assert ladder(file)[1].why_not == "example-ombudsman has taken the case"


def test_what_nobody_knows_is_shown_and_stops_nothing() -> None:
    """The person who approves looks at it."""
    wanted = asks("complainant_is_consumer")
    file = with_rung(stands(Stage.WITH_RESPONDENT), preconditions=(wanted,))
    (first, _) = ladder(file)

    assert first.fits
    assert first.unknown == (wanted,)
    assert first.preconditions == ((wanted, Known.UNKNOWN),)


@pytest.mark.parametrize(
    ("stage", "answers", "case", "facts"),
    [
        (Stage.ACKNOWLEDGED, False, {}, {"respondent_asked": False, "respondent_late": False}),
        (Stage.WITH_RESPONDENT, False, {}, {"respondent_asked": True, "respondent_late": True}),
        (Stage.ANSWERED, True, {}, {"respondent_answered": True, "respondent_late": False}),
        (Stage.ANSWERED, False, {}, {"respondent_is_operator": True}),
        (
            Stage.ANSWERED,
            False,
            {"facts": {"respondent_is_operator": False}},
            {"respondent_is_operator": False},
        ),
    ],
)
def test_facts_come_from_the_file_the_directory_and_from_people(
    stage: Stage, case: dict[str, object], facts: dict[str, bool], *, answers: bool
) -> None:
    """What a person answered stands above the rest."""
    file = stands(stage, **case)
    if answers:
        file = replace(file, messages=(FIRST, a_message(Party.RESPONDENT, intent=Intent.ANSWER)))

    assert facts.items() <= facts_of(file).items()


def test_of_an_unknown_respondent_the_directory_says_nothing() -> None:
    """It is neither an operator nor not one."""
    assert "respondent_is_operator" not in facts_of(stands(Stage.ACKNOWLEDGED, respondent=None))


@pytest.mark.parametrize(
    ("submits", "address", "authorised", "who"),
    [
        (Submits.DESK, "a@body.example", False, Submits.DESK),
        (Submits.DESK, "", True, Submits.COMPLAINANT),
        (Submits.COMPLAINANT, "a@body.example", True, Submits.COMPLAINANT),
        (Submits.DESK_IF_AUTHORISED, "a@body.example", True, Submits.DESK),
        (Submits.DESK_IF_AUTHORISED, "a@body.example", False, Submits.COMPLAINANT),
    ],
)
def test_the_desk_submits_only_where_it_may(
    submits: Submits, address: str, who: Submits, *, authorised: bool
) -> None:
    """A body that takes no mail takes none from us."""
    file = with_rung(stands(Stage.WITH_RESPONDENT), submits=submits)
    file = replace(file, policy=replace(file.policy, authorisation="contract"))
    if authorised:
        file = replace(file, evidence=(replace(CALL_LOG, item="contract"),))
    (first, _) = ladder(file)

    assert who_submits(replace(first, body=replace(first.body, address=address)), file) is who


TAKE_MAIL = {
    "authorisation": "contract",
    "bodies": {name: replace(one, address="a@body.example") for name, one in POLICY.bodies.items()},
}


@pytest.mark.parametrize(
    ("changes", "authorisation", "there", "wanted"),
    [
        ({"submits": Submits.DESK_IF_AUTHORISED}, "contract", (), OMBUDSMAN),
        ({"submits": Submits.DESK_IF_AUTHORISED}, None, (), None),
        ({"submits": Submits.DESK_IF_AUTHORISED}, "contract", ("contract",), None),
        ({"submits": Submits.DESK}, "contract", (), None),
        (
            {"submits": Submits.DESK_IF_AUTHORISED, "categories": ("data_leak",)},
            "contract",
            (),
            None,
        ),
    ],
)
def test_an_authorisation_is_wanted_where_it_would_help(
    changes: dict[str, object],
    authorisation: str | None,
    there: tuple[str, ...],
    wanted: str | None,
) -> None:
    """A body ahead for this category that the desk could turn to with it."""
    file = with_rung(stands(Stage.ACKNOWLEDGED), **changes)
    file = replace(
        file,
        policy=replace(file.policy, authorisation=authorisation),
        evidence=tuple(EvidenceKept(item=one, message="f" * 64) for one in there),
    )
    body = wants_authorisation(file)

    assert (body.id if body else None) == wanted


def test_an_authorisation_is_not_wanted_for_a_body_that_another_one_excludes() -> None:
    """The first surely takes the case, and the second refuses what the first has taken."""
    second = replace(SECOND_RUNG, submits=Submits.DESK_IF_AUTHORISED)
    sure = replace(FIRST_RUNG, excludes=(TRIBUNAL,))
    perhaps = replace(sure, preconditions=(asks("complainant_is_consumer"),))
    file = stands(Stage.ACKNOWLEDGED)
    found = [
        wants_authorisation(replace(file, policy=a_pack(ladder=(first, second), **TAKE_MAIL)))
        for first in (sure, perhaps)
    ]

    assert [one.id if one else None for one in found] == [None, TRIBUNAL]


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        ({}, OMBUDSMAN),
        ({"asked_at": MONDAY}, OMBUDSMAN),
        ({"category": None}, None),
        ({"facts": {"respondent_asked": False}}, None),
    ],
)
def test_by_then_the_respondent_has_been_asked(case: dict[str, object], wanted: str | None) -> None:
    """A body that wants it asked first lies ahead all the same, unless it is known never to be."""
    first = replace(
        FIRST_RUNG, submits=Submits.DESK_IF_AUTHORISED, preconditions=(asks("respondent_asked"),)
    )
    pack = a_pack(ladder=(first,), authorisation="contract")
    body = wants_authorisation(replace(stands(Stage.ACKNOWLEDGED, **case), policy=pack))

    assert (body.id if body else None) == wanted


# ---- what goes along -----------------------------------------------------------------------


def a_scan(sha256: str, size: int = 9, name: str = "scan.pdf") -> Attachment:
    """A file that came with a mail."""
    return Attachment(name=name, media_type="application/pdf", size=size, sha256=sha256)


def test_files_that_show_evidence_go_along_once_and_as_far_as_there_is_room() -> None:
    """A file that nobody ticked off stays here; so does one too large for mail servers."""
    shown = [EvidenceKept(item=one, message="", sha256=one) for one in ("a", "b", "c")]
    bare = EvidenceKept(item="call_log", message="f" * 64)
    first = a_message(attachments=(a_scan("a", name=""), a_scan("b", ENCLOSED_LIMIT), a_scan("x")))
    second = a_message(attachments=(a_scan("a"), a_scan("c", ENCLOSED_LIMIT - 9)))
    file = replace(stands(Stage.ANSWERED), messages=(first, second), evidence=(*shown, bare))

    assert [one.sha256 for one in enclosed_evidence(file)] == ["a", "c"]
    assert [one.name for one in enclosed_evidence(file)] == ["file", "scan.pdf"]
    assert [one.sha256 for one in enclosed_evidence(file, ("b",))] == ["b"]
