"""What staff chose for a dossier: each message, each file, each fact; and what shows unmasked."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from casework.case import Party
from casework.policy import Intent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.casefile import CaseFile, MessageKept
    from casework.dossier_parts import LeftOut
    from casework.messages import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What goes in. Of what it does not name, the rules below decide.

    ``shown`` are personal data that a person unmasked, as they stand; ``demand`` is what is
    asked for, in a person's words, and by default what was found; ``words`` the text of the
    letter, where a person wrote it. ``linked``: the originals do not go along, the letter
    tells a link to them.
    """

    messages: Mapping[str, bool] = field(default_factory=dict)  # by their digests
    files: Mapping[str, bool] = field(default_factory=dict)  # by their digests
    facts: Mapping[str, bool] = field(default_factory=dict)  # by their names
    shown: tuple[str, ...] = ()
    demand: str | None = None
    words: str = ""
    linked: bool = False

    def has_message(self, file: CaseFile, one: MessageKept) -> bool:
        """By default the complaint itself, and what the respondent answered."""
        return self.messages.get(one.sha256, one.sha256 in _told(file))

    def has_file(self, file: CaseFile, one: Attachment) -> bool:
        """By default what shows an item of the checklist."""
        return self.files.get(one.sha256, one.sha256 in {it.sha256 for it in file.evidence})

    def has_fact(self, name: str) -> bool:
        """By default all."""
        return self.facts.get(name, True)

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {**asdict(self), "shown": list(self.shown)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Choice:
        """As it was kept."""
        return cls(**{**kept, "shown": tuple(kept["shown"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierKept:
    """A version of a dossier that is kept: for which body, what was chosen, its files.

    ``facts`` is the digest of what it tells: another one makes another dossier.
    ``after_message``: how many messages the case had.
    """

    version: int
    body: str
    choice: Choice
    facts: str
    pdf: str
    zip: str
    by: str
    after_message: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A dossier that is made: its papers, its originals, and what was left out in the making."""

    facts: str
    pdf: bytes = field(repr=False)
    zip: bytes = field(repr=False)
    left_out: tuple[LeftOut, ...] = ()


def words_of_staff(file: CaseFile, body: str) -> str:
    """The words that a person gave the letter; after a new message they may be true no more."""
    kept = file.dossier
    if kept is None or kept.body != body or kept.after_message != len(file.messages):
        return ""
    return kept.choice.words


def _told(file: CaseFile) -> set[str]:
    first = next((one for one in file.messages if one.party is Party.COMPLAINANT), None)
    answers = {
        one.sha256
        for one in file.messages
        if one.party is Party.RESPONDENT and one.intent is Intent.ANSWER
    }
    return answers | ({first.sha256} if first else set())
