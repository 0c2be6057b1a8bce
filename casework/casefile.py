"""The case file: all a rule may look at, as one value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from casework.case import Party
from casework.letters import TO_APPROVE, LetterKind, LetterState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from casework.case import Case, Correspondent, Language
    from casework.courses import Happened
    from casework.dossier_choice import DossierKept
    from casework.messages import Attachment
    from casework.policy import ExternalBody, Intent, Policy
    from casework.respondents import Respondent


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSent:
    """A letter that is already in the outbox, as later letters need to know it.

    ``approval`` names the roles that must let it go out; none: it needs nobody. ``answer`` is
    what the mail server said in the end.
    """

    kind: LetterKind
    party: Party
    message_id: str
    written_at: datetime
    key: str = ""
    state: LetterState = LetterState.PENDING
    leaves_at: datetime | None = None
    approval: tuple[str, ...] = ()
    sha256: str = ""
    sent_at: datetime | None = None
    answer: str = ""

    @property
    def waits_for_approval(self) -> bool:
        """It is written, it needs an approval, and it has not left."""
        return bool(self.approval) and self.state is LetterState.PENDING

    @property
    def has_left(self) -> bool:
        """It is gone, or may be: nobody can call it back."""
        return self.state in {LetterState.SENDING, LetterState.SENT, LetterState.UNKNOWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKept:
    """A message on the case: who wrote what, and which evidence it brought."""

    sha256: str
    party: Party
    sender_name: str
    subject: str
    text: str
    received_at: datetime
    attachments: tuple[Attachment, ...] = ()
    intent: Intent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKept:
    """An item of the checklist that is there; ``sha256`` is the file that shows it, if one does."""

    item: str
    message: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """Someone of the staff who may let letters go out, in this role."""

    account: str
    role: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An approval that was given for a letter and still stands."""

    letter_key: str
    role: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """All a rule may look at: the case, its pack, its people, its evidence, its letters."""

    case: Case
    policy: Policy
    correspondents: tuple[Correspondent, ...]
    directory: tuple[Respondent, ...] = ()
    evidence: tuple[EvidenceKept, ...] = ()
    messages: tuple[MessageKept, ...] = ()  # oldest first
    letters: tuple[LetterSent, ...] = ()  # oldest first
    threads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # Message-IDs, by address
    staff: tuple[Approver, ...] = ()
    given: tuple[Given, ...] = ()
    dossier: DossierKept | None = None  # the latest version
    may_write: bool = True  # the caps on letters to one address leave room for another
    told: tuple[Happened, ...] = ()  # what only people knew to have happened, and recorded
    demands: tuple[str, ...] = ()  # what it asks for, as far as that was found
    lacks_pack: str = ""  # why its own rules cannot be read; ``policy`` only stands in for them

    @property
    def answers(self) -> tuple[MessageKept, ...]:
        """What the respondent answered, by its words or by what a person took them for."""
        return tuple(
            one for one in self.messages if one.party is Party.RESPONDENT and one.intent == "answer"
        )

    def correspondent(self, party: Party) -> Correspondent:
        """Who writes for this party, the latest. Raises LookupError where the case has none."""
        for one in reversed(self.correspondents):
            if one.party is party:
                return one
        raise LookupError(f"{self.case.number} has no {party}")

    @property
    def respondent(self) -> Respondent | None:
        """The entry of the directory that this case is about, if it is known."""
        return next((one for one in self.directory if one.id == self.case.respondent), None)

    @property
    def body(self) -> ExternalBody | None:
        """The body whose turn it is, if one's is."""
        return self.policy.bodies.get(self.case.rung or "")

    def with_letter(self, kind: LetterKind, written_at: datetime) -> CaseFile:
        """The file once this letter to the complainant is in the outbox, too."""
        letter = LetterSent(
            kind=kind, party=Party.COMPLAINANT, message_id="", written_at=written_at
        )
        return replace(self, letters=(*self.letters, letter))

    def has_written(self, kind: LetterKind) -> bool:
        """Whether a letter of this kind is already in the outbox."""
        return any(letter.kind == kind for letter in self.letters)

    def last(self, kind: LetterKind) -> LetterSent | None:
        """The latest letter of this kind, or none."""
        return next((one for one in reversed(self.letters) if one.kind == kind), None)

    @property
    def respondent_has_last(self) -> LetterKind | None:
        """The last letter that has left for the respondent, or none."""
        left = (one for one in reversed(self.letters) if one.has_left)
        return next((one.kind for one in left if one.party is Party.RESPONDENT), None)

    @property
    def respondent_was_told_the_end(self) -> bool:
        """It was told that the case is closed, and has been asked for nothing since."""
        return self.respondent_has_last is LetterKind.CLOSURE

    @property
    def body_at_work(self) -> ExternalBody | None:
        """The body that has had the case and has not answered it, if one has."""
        case, since = self.case, self.case.referred_at
        went = any(one.kind in TO_APPROVE and one.has_left for one in self.letters)
        if since is None or case.rung not in case.tried or not went:
            return None
        answers = (one for one in self.messages if one.party is Party.BODY)
        done = any(one.intent == "answer" and one.received_at >= since for one in answers)
        return None if done else self.body

    @property
    def waiting(self) -> tuple[LetterSent, ...]:
        """The letters that wait for an approval."""
        return tuple(one for one in self.letters if one.waits_for_approval)

    def pending(self, *kinds: LetterKind) -> tuple[str, ...]:
        """The keys of letters of these kinds that have not left."""
        still = (one for one in self.letters if one.state is LetterState.PENDING)
        return tuple(one.key for one in still if one.kind in kinds)

    @property
    def items(self) -> frozenset[str]:
        """The items of the checklist that are there."""
        return frozenset(one.item for one in self.evidence)

    def language_of(self, party: Party) -> Language:
        """The language this party is written to in."""
        if party is Party.RESPONDENT and self.respondent is not None:
            return self.respondent.language
        if party is Party.BODY and self.body is not None:
            return self.body.language
        return self.policy.staff_language if party is Party.STAFF else self.case.language
