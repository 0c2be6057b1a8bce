"""What a complainant can say with a button on their page, and when each of them is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.case import Consent, Stage
from casework.policy import Intent
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casework.casefile import CaseFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something a complainant can say by pressing a button: and what it then says, and asks."""

    name: str
    intent: Intent
    button: str
    says: str
    means: str


def offered(file: CaseFile, *, may_reopen: bool) -> Iterable[Deed]:
    """What a complainant can say by now."""
    case = file.case
    open_ = case.stage is not Stage.CLOSED
    fits = {
        "resolved": open_,
        "not-enough": case.stage is Stage.ANSWERED,
        "agree": open_ and case.consent is Consent.ASKED,
        "do-not-pass-on": open_ and case.consent is Consent.ASKED,
        "person": open_ or may_reopen,
        "withdraw": open_,
    }
    return (one for one in (*_how_it_is(), *_passing_on(), *_what_we_do()) if fits[one.name])


def _how_it_is() -> tuple[Deed, ...]:
    """Whether the answer is enough."""
    return (
        Deed(
            name="resolved",
            intent=Intent.SETTLED,
            button=_("My complaint is resolved"),
            says=_("My complaint is resolved. You can close it."),
            means=_(
                "We will close your complaint and confirm it by e-mail. If something is "
                "wrong after all, you can have it opened again for some time."
            ),
        ),
        Deed(
            name="not-enough",
            intent=Intent.UNHAPPY,
            button=_("The answer is not enough"),
            says=_("The answer is not enough for me."),
            means=_("Somebody who has not decided about your complaint before will look at it."),
        ),
    )


def _passing_on() -> tuple[Deed, ...]:
    """Whether others may be told."""
    return (
        Deed(
            name="agree",
            intent=Intent.CONSENT,
            button=_("You may pass it on"),
            says=_("I agree that my complaint is passed on."),
            means=_(
                "We will put your complaint to the company or department it is about, with "
                "as little about you as that needs."
            ),
        ),
        Deed(
            name="do-not-pass-on",
            intent=Intent.OBJECTION,
            button=_("Do not pass it on"),
            says=_("Please do not pass my complaint on."),
            means=_(
                "We will pass nothing on. What has been passed on already cannot be taken back."
            ),
        ),
    )


def _what_we_do() -> tuple[Deed, ...]:
    """What is to be done with the complaint."""
    return (
        Deed(
            name="person",
            intent=Intent.PERSON,
            button=_("I want to speak to a person"),
            says=_("I would like a person to look at this and to answer me."),
            means=_("A member of our staff will read your complaint and write to you."),
        ),
        Deed(
            name="withdraw",
            intent=Intent.WITHDRAW,
            button=_("I withdraw my complaint"),
            says=_("I withdraw my complaint."),
            means=_(
                "We will close your complaint without going on with it, and confirm it by e-mail."
            ),
        ),
    )
