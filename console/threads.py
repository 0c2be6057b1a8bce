"""The threads of a case: what was said with each party, kept apart so that nobody's words leak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.storage.models import LetterRow
from casework.case import Party
from console.names import in_tongue
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from adapters.storage.models import CorrespondentRow, MessageRow
    from adapters.storage.views import CaseView
    from casework.casefile import CaseFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One party of the case and where it is written to; ``key`` names it in addresses.

    ``address`` is nothing for the complainant, whose every address is theirs; so it is where
    a body or a respondent is meant whose letters went nowhere else.
    """

    key: str
    party: Party
    name: str
    address: str = ""
    body: str = ""
    may_be_written_to: bool = True


def threads(view: CaseView, file: CaseFile | None) -> list[Thread]:
    """Whom this case has words with, or could have: complainant, respondent, bodies."""
    found = [*_complainant(view), *_respondents(view, file), *_bodies(view, file)]
    return list({one.key: one for one in reversed(found)}.values())[::-1]


def thread_of(key: str, view: CaseView, file: CaseFile | None) -> Thread | None:
    """The thread of this key, if the case has it."""
    return next((one for one in threads(view, file) if one.key == key), None)


def holds(thread: Thread, one: MessageRow | LetterRow, addresses: frozenset[str]) -> bool:
    """Whether a message or a letter is of this thread. ``addresses`` are those of all threads.

    Who writes from an address that no letter went to belongs to the main thread of the party.
    """
    if one.party != thread.party:
        return False
    if thread.party is Party.COMPLAINANT:
        return True
    theirs = (one.recipient if isinstance(one, LetterRow) else one.sender).lower()
    if theirs in addresses:
        return theirs == thread.address
    return thread.key in {Party.RESPONDENT, Party.BODY}


def addresses_of(found: Sequence[Thread]) -> frozenset[str]:
    """The addresses by which threads of one kind of party are told apart."""
    return frozenset(one.address for one in found if one.address)


def _people(view: CaseView, party: Party) -> list[CorrespondentRow]:
    return [one for one in view.people if one.party == party and not one.only_writes]


def _complainant(view: CaseView) -> Iterator[Thread]:
    for one in _people(view, Party.COMPLAINANT)[:1]:
        name = one.name or one.address
        yield Thread(key=Party.COMPLAINANT, party=Party.COMPLAINANT, name=name)


def _respondents(view: CaseView, file: CaseFile | None) -> Iterator[Thread]:
    """The one of now, and those that were written to before it took their place."""
    party, known = Party.RESPONDENT, file.respondent if file else None
    now = known.address.lower() if known else ""
    people = {one.address: one.name for one in _people(view, party)}
    wrote = any(one.party == party for one in view.messages)
    if known or people or wrote:
        name = known.name if known else next(iter(people.values()), _("the respondent"))
        address = now or next(iter(people), "")
        can = known is not None
        yield Thread(key=party, party=party, name=name, address=address, may_be_written_to=can)
    for address in dict.fromkeys(one.recipient.lower() for one in _to(view, party)):
        if address not in {now, *people} and address:
            key = f"{party}:{address}"
            yield Thread(
                key=key, party=party, name=address, address=address, may_be_written_to=False
            )


def _bodies(view: CaseView, file: CaseFile | None) -> Iterator[Thread]:
    """Those of the pack that take mail; others that were written to; and who else wrote."""
    party, known = Party.BODY, {}
    for one in file.policy.bodies.values() if file else ():
        if one.address:
            address = one.address.lower()
            known[address] = one.id
            yield Thread(
                key=f"{party}:{one.id}",
                party=party,
                name=in_tongue(one.names),
                address=address,
                body=one.id,
            )
    for address in dict.fromkeys(one.recipient.lower() for one in _to(view, party)):
        if address not in known:
            key = f"{party}:{address}"
            yield Thread(
                key=key, party=party, name=address, address=address, may_be_written_to=False
            )
    if any(one.party == party for one in view.messages):
        name = _("another address of a body")
        yield Thread(key=party, party=party, name=name, may_be_written_to=False)


def _to(view: CaseView, party: Party) -> list[LetterRow]:
    return [one for one in view.letters if one.party == party]
