"""Every letter of the desk in one language, as the rules themselves order it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from adapters.calendars import Calendars
from casework import correspondence, ladder_letters
from casework.case import Consent, Correspondent, Language, Outcome, Party, Stage
from casework.casefile import Approver, EvidenceKept, LetterSent, MessageKept
from casework.decisions import Decision, DecisionKind
from casework.drafts import Draft, by_a_person
from casework.escalation import BarState, TimeBar, ladder
from casework.letters import LetterKind, LetterState
from casework.messages import Attachment
from casework.paperwork import merge
from casework.plan import Moment
from casework.policy import Intent, Submits
from casework.respondents import RespondentKind
from casework.status_pages import status_link
from casework.terms import Bar, Precondition
from tests.examples import ANA, FIRM, HOUSE, MONDAY, a_case, a_file, a_policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.casefile import CaseFile
    from casework.letters import Fact, Letter
    from casework.policy import Policy

DAY = timedelta(days=1)
NUMBER = "C-2026-000042"
BORIS = Approver(account="boris", role="approver", address="boris@desk.example")
PICTURE = Attachment(name="calls.png", media_type="image/png", size=16, sha256="1" * 64)
WORDS = "They call me every day. > stop <b>it</b> & {{ this }}\nAnd 0571-0000-6612 at night."
WHAT_WAITS: dict[str, Fact] = {
    "letter_key": f"{NUMBER}/referral/1",
    "recipient": "cases@body.example",
    "sha256": "a" * 64,
    "files": ("dossier.txt",),
}
COURT = Precondition(
    fact="accepted_elsewhere",
    wanted=False,
    names={
        Language.SIMPLIFIED: "法院没有受理过此事",
        Language.TRADITIONAL: "法院沒有受理過此事",
        Language.ENGLISH: "No court has the matter",
    },
)
STORY = (
    LetterKind.ACKNOWLEDGEMENT,
    LetterKind.EVIDENCE_REQUEST,
    LetterKind.COMPLAINT_NOTICE,
    LetterKind.BREACH_NOTICE,
)
TO_THE_RESPONDENT = (LetterKind.COMPLAINT_NOTICE,)


def policy_in(language: Language) -> Policy:
    """The example pack, all of whose people read this language, with advice and authorisations."""
    policy = a_policy()
    advice = {language: ("Call your bank.", "Keep the receipts.")}
    ombudsman, tribunal = policy.ladder
    return replace(
        policy,
        staff_language=language,
        bodies={name: replace(one, language=language) for name, one in policy.bodies.items()},
        categories=tuple(replace(one, advice=advice) for one in policy.categories),
        ladder=(
            replace(
                ombudsman,
                submits=Submits.DESK_IF_AUTHORISED,
                excludes=(tribunal.body,),
                preconditions=(COURT,),
            ),
            tribunal,
        ),
        authorisation="contract",
    )


def a_moment(language: Language, stage: Stage, **changes: object) -> Moment:
    """A case at a stage, with mail, evidence and letters on it; all its people read one language."""  # noqa: E501  one sentence
    facts: dict[str, object] = {"asked_at": MONDAY - 20 * DAY, "referred_at": MONDAY - 10 * DAY}
    case = a_case(number=NUMBER, stage=stage, language=language, **{**facts, **changes})
    people = (Correspondent(party=Party.COMPLAINANT, address=ANA, token="a" * 26, name="Ana"),)
    file = replace(
        _a_file(),
        case=case,
        policy=policy_in(language),
        correspondents=people,
        directory=tuple(replace(one, language=language) for one in (FIRM, HOUSE)),
    )
    calendar = Calendars()[file.policy.calendar]
    return Moment(file=file, calendar=calendar, since=MONDAY, now=MONDAY)


def _a_file() -> CaseFile:
    messages = (
        _said(Party.COMPLAINANT, "f" * 64, WORDS, PICTURE),
        _said(Party.RESPONDENT, "e" * 64, "We did not call.\n\nSincerely", PICTURE),
        _said(Party.BODY, "d" * 64, "We have decided."),
    )
    letters = tuple(
        LetterSent(
            kind=kind,
            party=Party.RESPONDENT if kind in TO_THE_RESPONDENT else Party.COMPLAINANT,
            message_id=f"<{kind}@desk.example>",
            written_at=MONDAY,
            state=LetterState.SENT,
        )
        for kind in STORY
    )
    evidence = (EvidenceKept(item="call_log", message="f" * 64, sha256=PICTURE.sha256),)
    return a_file(messages=messages, letters=letters, evidence=evidence, staff=(BORIS,))


def _said(party: Party, sha256: str, text: str, *files: Attachment) -> MessageKept:
    return MessageKept(
        sha256=sha256,
        party=party,
        sender_name="x",
        subject="s",
        text=text,
        received_at=MONDAY,
        attachments=files,
        intent=None if party is Party.COMPLAINANT else Intent.ANSWER,
    )


def every_letter(language: Language) -> Iterator[tuple[str, Letter]]:
    """Each kind in each of its shapes, with a name that says which."""
    for letters in (_to_the_complainant, _to_the_respondent, _to_bodies, _to_staff, _by_people):
        for name, letter in letters(language):
            yield f"{letter.kind} {letter.to.party} {name}".strip(), replace(letter, key=name)


def _to_the_complainant(language: Language) -> Iterator[tuple[str, Letter]]:
    here = a_moment(language, Stage.RECEIVED, evidence_since=MONDAY)
    case, bare = here.file.case, replace(here, file=replace(here.file, evidence=()))
    yield "", correspondence.acknowledgement(here, case, MONDAY + 3 * DAY)
    yield "", correspondence.urgent_advice(here, case)
    yield "", status_link(here)
    asking = replace(case, consent=Consent.ASKED)
    for name, at, what in (
        ("missing", bare, case),
        ("missing and consent", bare, asking),
        ("authorisation", here, case),
        ("consent", here, asking),
    ):
        yield name, correspondence.evidence_request(at, what)
        yield name, correspondence.evidence_receipt(at, what, ("call_log",))
        if name != "authorisation":  # nobody is reminded of what is only useful
            yield name, correspondence.evidence_reminder(at, what)
    nobody = replace(here, file=replace(here.file, case=replace(case, respondent=None)))
    yield "consent and nobody named", correspondence.evidence_request(nobody, asking)
    for stage in Stage:
        for due_at in (MONDAY + DAY, None):
            there = a_moment(language, stage, due_at=due_at, needs_staff=due_at is None)
            yield f"{stage} {due_at}", correspondence.progress(there, there.file.case)
    for said in here.file.messages[1:]:
        rung = "example-ombudsman" if said.party is Party.BODY else None
        there = a_moment(language, Stage.ANSWERED, rung=rung)
        yield said.party, correspondence.answer(there, there.file.case, said)
        for again in (False, True):
            for about in ("answer", "filing", "staff"):
                yield (
                    f"{said.party} {about} {again}",
                    correspondence.closing_question(there, there.file.case, about, again=again),
                )
    yield from _breaches(language)
    yield from _ends(language)


def _breaches(language: Language) -> Iterator[tuple[str, Letter]]:
    for silent, stage in ((Party.RESPONDENT, Stage.WITH_RESPONDENT), (Party.BODY, Stage.WITH_BODY)):
        here = a_moment(language, stage, rung="example-ombudsman")
        rungs = ladder(here.file)
        for rung in (*rungs, None):
            name = f"{silent} {rung.body.id if rung else 'nobody'}"
            yield name, ladder_letters.breach_notice(here, here.file.case, silent, rung)
    for one in ladder(here.file):
        yield one.body.id, ladder_letters.filing_guide(here, here.file.case, one)
    later = a_moment(language, Stage.APPROVAL_PENDING, rung=one.body.id, tried=(rungs[0].body.id,))
    yield "once more", ladder_letters.filing_guide(later, later.file.case, one)
    yield "", ladder_letters.referral_notice(here, here.file.case, rungs[0])
    clock = here.file.policy.clocks.answer
    bar = TimeBar(bar=Bar(clock=clock), ends_on=MONDAY.date() + 9 * DAY, state=BarState.SOON)
    near = ((rungs[0], bar), (rungs[1], bar))
    yield "", ladder_letters.time_bar_warning(here, here.file.case, near)


def _ends(language: Language) -> Iterator[tuple[str, Letter]]:
    here = a_moment(language, Stage.WITH_RESPONDENT)
    here = replace(here, file=replace(here.file, messages=here.file.messages[:1]))
    for how in ("settled", "withdrawn", "silence", "staff"):
        for outcome in Outcome:
            for letter in correspondence.closure(here, here.file.case, outcome, how):
                yield f"{how} {outcome}", letter
    for self_filed in (False, True):
        there = a_moment(
            language,
            Stage.WITH_BODY,
            self_filed=self_filed,
            rung="example-ombudsman",
            tried=("example-ombudsman",),
        )
        asked = replace(there.file.letters[-1], kind=LetterKind.REFERRAL, party=Party.BODY)
        file = replace(there.file, letters=(*there.file.letters, asked), messages=())
        for letter in correspondence.closure(
            replace(there, file=file), file.case, Outcome.WITHDRAWN, "withdrawn"
        ):
            yield f"a body has it {self_filed}", letter
    decision = Decision(
        id="1", case_number=NUMBER, kind=DecisionKind.MERGE, by="bo", why="y", value="C-2026-000041"
    )
    for letter in merge(here, decision).letters:
        yield "merged", letter
    yield "", correspondence.reopened(here, here.file.case, MONDAY + DAY)


def _to_the_respondent(language: Language) -> Iterator[tuple[str, Letter]]:
    for respondent in (RespondentKind.COMPANY, RespondentKind.DEPARTMENT):
        named = "acme" if respondent is RespondentKind.COMPANY else "house"
        for prior_on in (None, MONDAY.date()):
            here = a_moment(
                language,
                Stage.WITH_RESPONDENT,
                respondent=named,
                prior_on=prior_on,
                asked_at=MONDAY,
            )
            name = f"{respondent} {prior_on}"
            yield name, correspondence.complaint_notice(here, here.file.case)
            yield name, correspondence.complaint_reminder(here, here.file.case)
            later = replace(here, now=MONDAY + 13 * DAY)
            yield f"{name} last", correspondence.complaint_reminder(later, later.file.case)
            yield name, correspondence.preservation_notice(here, here.file.case)
            ended = replace(here.file.letters[-1], kind=LetterKind.CLOSURE, party=Party.RESPONDENT)
            again = replace(here, file=replace(here.file, letters=(*here.file.letters, ended)))
            yield f"{name} again", correspondence.complaint_notice(again, again.file.case)
            anew = replace(here, file=_asked_before(here.file))
            yield f"{name} anew", correspondence.complaint_notice(anew, anew.file.case)


def _asked_before(file: CaseFile) -> CaseFile:
    """The respondent has had a notice, and the complainant has written since."""
    notice = next(one for one in file.letters if one.kind is LetterKind.COMPLAINT_NOTICE)
    said = replace(file.messages[0], sha256="c" * 64, received_at=MONDAY + DAY, text="Again.")
    address = file.respondent.address if file.respondent else ""
    threads = {address: (notice.message_id,)}
    return replace(file, messages=(*file.messages, said), threads=threads)


def _to_bodies(language: Language) -> Iterator[tuple[str, Letter]]:
    for asked_at in (None, MONDAY - 20 * DAY):
        here = a_moment(language, Stage.APPROVAL_PENDING, asked_at=asked_at)
        silent = replace(here, file=replace(here.file, messages=here.file.messages[:1]))
        for name, at in (("answered", here), ("silent", silent)):
            for one in ladder(at.file):
                letter = ladder_letters.referral(at, at.file.case, one)
                yield f"{one.body.id} {name} {asked_at}", letter


def _to_staff(language: Language) -> Iterator[tuple[str, Letter]]:
    here = a_moment(language, Stage.APPROVAL_PENDING, rung="example-ombudsman")
    for kind in (LetterKind.REFERRAL, LetterKind.FILING_GUIDE):
        for attempt in ("first", "again", "reminder", "deputy"):
            asked = correspondence.approval_request(here, here.file.case, kind, BORIS, attempt)
            # what waits is added as the letter is frozen: activities/clerk.py
            yield f"{kind} {attempt}", replace(asked, facts={**asked.facts, **WHAT_WAITS})
    yield "", correspondence.use_the_console(here, here.file.case, BORIS)


def _by_people(language: Language) -> Iterator[tuple[str, Letter]]:
    """Whatever somebody typed stands there as they typed it; Han where the language has it."""
    here = a_moment(language, Stage.WITH_RESPONDENT)
    typed = "Please ring us." if language == "en" else "請來電\u3002"
    for party in (Party.COMPLAINANT, Party.RESPONDENT, Party.BODY):
        body = "example-ombudsman" if party is Party.BODY else ""
        draft = Draft(id="1", party=party, body=body, subject="One\nquestion", text=typed, by="bo")
        yield "", by_a_person(here, draft)
