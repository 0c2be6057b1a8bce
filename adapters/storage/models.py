"""The tables: columns, and a sentence about each. Instants are UTC."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from adapters.storage.base import Base, CaseNumber, Key, Moment


class DeskRow(Base):
    """What the whole desk agrees on: paused or not, when a mailbox was first looked into."""

    __tablename__ = "desk"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


class CounterRow(Base):
    """The last case number given out in a year."""

    __tablename__ = "counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


class CaseRow(Base):
    """One complaint and where it stands. This row, not Temporal, is the record."""

    __tablename__ = "case"

    number: Mapped[str] = mapped_column(primary_key=True)
    first_digest: Mapped[str]
    pack: Mapped[str]
    pack_version: Mapped[str]
    stage: Mapped[str] = mapped_column(index=True)
    next_step: Mapped[str]
    due_at: Mapped[Moment | None] = mapped_column(index=True)
    opened_at: Mapped[Moment] = mapped_column(index=True)
    language: Mapped[str]
    language_rule: Mapped[str]
    category: Mapped[str | None]
    category_rule: Mapped[str]
    needs_staff: Mapped[bool] = mapped_column(default=False, index=True)
    owner: Mapped[str | None] = mapped_column(default=None, index=True)
    outcome: Mapped[str | None] = mapped_column(default=None)
    flagged_at: Mapped[Moment | None] = mapped_column(default=None)
    respondent: Mapped[str | None] = mapped_column(
        ForeignKey("respondent.id"), default=None, index=True
    )
    respondent_rule: Mapped[str] = mapped_column(default="")
    consent: Mapped[str] = mapped_column(default="not asked")
    prior_on: Mapped[date | None] = mapped_column(default=None)
    prior_rule: Mapped[str] = mapped_column(default="")
    evidence_since: Mapped[Moment | None] = mapped_column(default=None)
    asked_at: Mapped[Moment | None] = mapped_column(default=None)
    approval_since: Mapped[Moment | None] = mapped_column(default=None)
    referred_at: Mapped[Moment | None] = mapped_column(default=None)
    answered_at: Mapped[Moment | None] = mapped_column(default=None)
    reminded_until: Mapped[Moment | None] = mapped_column(default=None)
    rung: Mapped[str | None] = mapped_column(default=None)
    self_filed: Mapped[bool] = mapped_column(default=False)
    tried: Mapped[list[str]] = mapped_column(default_factory=list)
    appealed: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    closed_at: Mapped[Moment | None] = mapped_column(default=None)
    ahead: Mapped[float] = mapped_column(default=0.0)
    complainant: Mapped[str] = mapped_column(default="unknown")
    urgency: Mapped[str] = mapped_column(default="normal")
    review_since: Mapped[Moment | None] = mapped_column(default=None)


class RespondentRow(Base):
    """Who can be complained about: a directory kept by staff.

    ``aliases`` and ``numbers`` choose it; ``facts`` are what bodies ask about it.
    """

    __tablename__ = "respondent"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    address: Mapped[str]
    language: Mapped[str]
    aliases: Mapped[list[str]]
    numbers: Mapped[list[str]]
    facts: Mapped[list[str]]
    is_default: Mapped[bool]
    added_by: Mapped[str]
    added_at: Mapped[Moment]


class CorrespondentRow(Base):
    """A party to a case, its address and the token of its reply address.

    ``only_writes``: another address of the same party, which staff know; letters do not
    go there. ``bounced_at``: a mail server said that nothing can be delivered to it.
    """

    __tablename__ = "correspondent"
    __table_args__ = (UniqueConstraint("case_number", "party", "address"),)

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    party: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    token: Mapped[str] = mapped_column(index=True)
    only_writes: Mapped[bool] = mapped_column(default=False)
    bounced_at: Mapped[Moment | None] = mapped_column(default=None)


class EventRow(Base):
    """Something that happened to a case. Rows are only ever added.

    ``cause`` is the order or happening behind it: what makes a second run harmless.
    """

    __tablename__ = "event"

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    at: Mapped[Moment]
    kind: Mapped[str]
    why: Mapped[str]
    cause: Mapped[str]


class StepRow(Base):
    """What one cause left behind: the standing that the workflow was told."""

    __tablename__ = "step"

    case_number: Mapped[str] = mapped_column(ForeignKey("case.number"), primary_key=True)
    cause: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Moment]
    standing: Mapped[dict[str, Any]]


class KeptRow(Base):
    """Bytes in the evidence store. ``key_id`` names the key they are encrypted with; none yet."""

    __tablename__ = "kept"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]
    kept_at: Mapped[Moment]
    key_id: Mapped[str | None] = mapped_column(default=None)


class MessageRow(Base):
    """A message that was taken: what it says of itself, and its one disposition.

    On a case, ``party`` is who wrote it, ``own_text`` is what they wrote themselves in a
    reply, and ``intent`` is what it plainly asks for. ``suggested_case`` is one that it may
    belong to. ``tells_case``: it is only recorded, and its case must hear of it all the same;
    ``report`` is what it reports of a letter. ``channel`` is the way by which it came.
    """

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("mailbox", "sha256"),)

    id: Mapped[Key] = mapped_column(init=False)
    mailbox: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    taken_at: Mapped[Moment]
    received_at: Mapped[Moment]
    message_id: Mapped[str] = mapped_column(index=True)
    sender: Mapped[str] = mapped_column(index=True)
    sender_name: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str | None]
    kind: Mapped[str]
    content_digest: Mapped[str] = mapped_column(index=True)
    attachments: Mapped[list[str]]
    refers_to: Mapped[list[str]]
    defects: Mapped[list[str]]
    disposition: Mapped[str] = mapped_column(index=True)
    rule: Mapped[str]
    case_number: Mapped[str | None] = mapped_column(ForeignKey("case.number"), index=True)
    handed_over_at: Mapped[Moment | None] = mapped_column(default=None)
    noted_at: Mapped[Moment | None] = mapped_column(default=None)
    party: Mapped[str | None] = mapped_column(default=None)
    own_text: Mapped[str | None] = mapped_column(default=None)
    intent: Mapped[str | None] = mapped_column(default=None)
    intent_rule: Mapped[str] = mapped_column(default="")
    authenticity: Mapped[str] = mapped_column(default="unchecked")
    tells_case: Mapped[bool] = mapped_column(default=False)
    suggested_case: Mapped[str | None] = mapped_column(default=None)
    report: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    channel: Mapped[str] = mapped_column(default="mail")


class DeliveryRow(Base):
    """One message seen in one place of a mailbox: how often it was tried, where it went."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),)

    id: Mapped[Key] = mapped_column(init=False)
    mailbox: Mapped[str]
    folder: Mapped[str]
    uidvalidity: Mapped[int]
    uid: Mapped[int]
    sha256: Mapped[str | None]
    size: Mapped[int]
    received_at: Mapped[Moment]
    first_seen_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(default="")
    disposition: Mapped[str | None] = mapped_column(default=None)
    rule: Mapped[str] = mapped_column(default="")
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), default=None)
    moved_to: Mapped[str | None] = mapped_column(default=None)


class DispositionRow(Base):
    """Every disposition a message ever had, with the rule or the person behind it."""

    __tablename__ = "disposition"

    id: Mapped[Key] = mapped_column(init=False)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    at: Mapped[Moment]
    disposition: Mapped[str]
    rule: Mapped[str]
    case_number: Mapped[str | None]
    by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")

    @classmethod
    def of(cls, message: MessageRow, *, at: datetime, by: str, why: str = "") -> DispositionRow:
        """What a message has just become, through whom and why."""
        return cls(
            message_id=message.id,
            at=at,
            disposition=message.disposition,
            rule=message.rule,
            case_number=message.case_number,
            by=by,
            why=why,
        )


class EvidenceRow(Base):
    """An item of the checklist that a message brought, and the rule that ticked it off.

    ``struck`` says who found that it is not that after all: then it counts for nothing.
    """

    __tablename__ = "evidence"

    id: Mapped[Key] = mapped_column(init=False)
    case_number: Mapped[CaseNumber]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    item: Mapped[str]
    sha256: Mapped[str | None]
    rule: Mapped[str]
    struck: Mapped[str] = mapped_column(default="")


class LetterRow(Base):
    """A letter in the outbox. The key is what makes writing it twice harmless.

    ``approval`` names the roles that must let it go out. It tells what was known up to
    the message ``after_message``; a later one from a person voids it. Approved by all, it
    is released. ``bounced_at`` and ``bounce``: when and why a mail server sent it back.
    """

    __tablename__ = "outbox"

    key: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[CaseNumber]
    party: Mapped[str]
    kind: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    raw: Mapped[bytes]
    sha256: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    written_at: Mapped[Moment] = mapped_column(index=True)
    leaves_at: Mapped[Moment]
    fence: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[Moment | None] = mapped_column(default=None)
    in_doubt_at: Mapped[Moment | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[Moment | None] = mapped_column(default=None)
    approval: Mapped[list[str]] = mapped_column(default_factory=list)
    files: Mapped[list[dict[str, Any]]] = mapped_column(default_factory=list)
    after_message: Mapped[int] = mapped_column(default=0)
    released_at: Mapped[Moment | None] = mapped_column(default=None)
    bounced_at: Mapped[Moment | None] = mapped_column(default=None)
    bounce: Mapped[str] = mapped_column(default="")


class ApprovalRow(Base):
    """A person let a letter go out, or did not: who, when, exactly what, in which role, and why.

    Rows are only ever added; one that a later event voided says so.
    """

    __tablename__ = "approval"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[CaseNumber]
    letter_key: Mapped[str] = mapped_column(ForeignKey("outbox.key"), index=True)
    verdict: Mapped[str]
    role: Mapped[str]
    by: Mapped[str]
    at: Mapped[Moment]
    why: Mapped[str]
    door: Mapped[str]
    sha256: Mapped[str]
    files: Mapped[list[dict[str, Any]]]
    voided: Mapped[str] = mapped_column(default="")


class DecisionRow(Base):
    """A decision by staff, kept before the workflow hears of it."""

    __tablename__ = "decision"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_number: Mapped[CaseNumber]
    kind: Mapped[str]
    by: Mapped[str]
    why: Mapped[str]
    decided_at: Mapped[Moment]
    value: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    handed_over_at: Mapped[Moment | None] = mapped_column(default=None)
    noted_at: Mapped[Moment | None] = mapped_column(default=None)


class StaffRow(Base):
    """Someone who works on cases. The password is an argon2 hash.

    ``session`` counts the log-outs: a cookie from before the last one opens nothing. Who has
    left (``left_at``) stays in the record: their decisions have their name.
    """

    __tablename__ = "staff"

    account: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    role: Mapped[str]
    password_hash: Mapped[str]
    created_at: Mapped[Moment]
    failed_logins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[Moment | None] = mapped_column(default=None)
    session: Mapped[int] = mapped_column(default=0)
    left_at: Mapped[Moment | None] = mapped_column(default=None)
