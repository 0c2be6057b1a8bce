"""What the web console and the command line both do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters import language
from adapters.storage.decisions import Approver, Decisions, RefusedError, Who
from adapters.storage.desk import looked_first_at, set_paused
from adapters.storage.files import attachment_of
from adapters.storage.intake import Intake
from adapters.storage.respondents import RespondentError, Respondents
from casework.assessment import evidence_in, useful_items
from casework.callers import Caller, number_of
from casework.case import Outcome, Party
from casework.decisions import DecisionKind, Question, Verdict
from casework.escalation import ladder
from casework.facts import PolicyFact
from casework.findings import Field
from casework.letters import LetterKind
from casework.matching import comes_to
from console.choices import checked, is_day
from console.tongue import _
from mailroom.receive import Receiver
from mailroom.release import NotReleasedError, Release

if TYPE_CHECKING:
    from collections.abc import Awaitable, Collection, Iterable, Mapping

    from adapters.storage.models import CaseRow, LetterRow
    from adapters.storage.staff import Person
    from adapters.storage.views import CaseView
    from casework.intake import Route
    from casework.policy import Policy
    from casework.respondents import Respondent
    from console.desk import Desk
    from mailroom.release import Attached


_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of one held message: its case if it has one now, or why nothing was done.

    ``way`` is where the rules sent it, where they were asked anew.
    """

    message_id: int
    case_number: str | None = None
    trouble: str = ""
    way: Route | None = None


async def close_case(desk: Desk, number: str, outcome: Outcome, *, by: str, why: str) -> str:
    """Decide that a case is closed; its workflow hears of it next. Raises RefusedError."""
    if outcome is Outcome.DUPLICATE:
        raise RefusedError("a duplicate is merged into the case that it goes on as")
    return await decide(desk, number, DecisionKind.CLOSE, by=by, why=why, value=outcome)


async def decide(  # noqa: PLR0913  a decision is these facts
    desk: Desk, number: str, kind: DecisionKind, *, by: str, why: str, value: str = ""
) -> str:
    """Decide something about an open case; its workflow hears of it next. Raises RefusedError."""
    await _check_value(desk, number, kind, value)
    if kind is DecisionKind.TAKE_AS_ANSWER:
        message = int(value) if value else None
        return await _decisions(desk).take_as_answer(number, message, who_decides(desk, by, why))
    return await _decisions(desk).decide(number, kind, who_decides(desk, by, why), value=value)


async def _check_value(desk: Desk, number: str, kind: DecisionKind, value: str) -> None:
    """What a decision names must be there. Raises RefusedError."""
    if kind is DecisionKind.ASSIGN_RESPONDENT:
        known = [one.id for one in await Respondents(desk.rows).all()]
        _check_listed("a respondent", value, known)
    if kind is DecisionKind.TAKE_AS_ANSWER and value and not value.isdecimal():
        raise RefusedError(f"{value!r} is not the number of a message, as `mail list` shows it")
    if kind is DecisionKind.REFER and value:
        file = await desk.views.file(number, desk.packs)
        rungs = {one.body.id: one for one in ladder(file)} if file else {}
        _check_listed("a body of the ladder", value, list(rungs))
        if why_not := rungs[value].why_not:
            raise RefusedError(f"{value} does not take {number} as it stands: {why_not}")


def _check_listed(what: str, value: str, known: list[str]) -> None:
    if value not in known:
        raise RefusedError(f"{value!r} is not {what}: {', '.join(known) or 'there is none'}")


async def reopen_case(desk: Desk, number: str, *, by: str, why: str) -> str:
    """Take a closed case up again, under the same number. Raises RefusedError."""
    return await _decisions(desk).reopen(number, who_decides(desk, by, why))


async def deal_with(desk: Desk, number: str, *, by: str, why: str) -> None:
    """What was left on a closed case is dealt with. Raises RefusedError."""
    await _decisions(desk).deal_with(number, who_decides(desk, by, why))


async def answer_question(  # noqa: PLR0913  an answer is these facts
    desk: Desk, number: str, about: str, value: str, *, by: str, why: str
) -> str:
    """Say what no rule could tell: the category, a date, a fact. Raises RefusedError.

    ``about`` is a Question or a PolicyFact. With a category, what the case's mails
    brought is ticked off by its checklist.
    """
    why = reason(why)
    view = await desk.views.case(number)
    if view is None or (pack := await desk.pack_of(view.case)) is None:
        raise RefusedError(f"there is no case {number}, or no pack for it")
    _check_answer(about, value, pack)
    if about == Question.CATEGORY:
        await _tick_off_again(desk, view, pack, value)
    who = who_decides(desk, by, why)
    kind = DecisionKind.ANSWER_QUESTION
    return await _decisions(desk).decide(number, kind, who, value=value, about=about)


async def correct(  # noqa: PLR0913  a correction is these facts
    desk: Desk, number: str, field: str, value: str, *, by: str, why: str
) -> str:
    """Say that a finding is something else: from now on it is that. Raises RefusedError.

    ``field`` is a Field, or what else can be answered; several values are set apart by commas,
    and none stands for "nothing of the kind".
    """
    if field in {Question.CONSENT, *PolicyFact}:
        return await answer_question(desk, number, field, value, by=by, why=why)
    if field == Field.RESPONDENT:
        kind = DecisionKind.ASSIGN_RESPONDENT
        return await decide(desk, number, kind, by=by, why=why, value=value)
    who, view = who_decides(desk, by, why), await desk.views.case(number)
    if view is None or (pack := await desk.pack_of(view.case)) is None:
        raise RefusedError(f"there is no case {number}, or no pack for it")
    values = checked(field, value, pack, desk.packs_folder)
    if field == Field.CALLERS:
        callers = [Caller(number_of(one, pack.jurisdiction), one) for one in values]
        return await _decisions(desk).correct_callers(number, callers, who)
    if field == Field.CATEGORY:
        await _tick_off_again(desk, view, pack, values[0])
    kind, said = DecisionKind.CORRECT, ", ".join(values)
    return await _decisions(desk).decide(number, kind, who, value=said, about=field)


def _check_answer(about: str, value: str, pack: Policy) -> None:
    """Raises RefusedError for an answer that fits no question."""
    match about:
        case Question.CATEGORY:
            _check_listed("a category of the pack", value, [one.id for one in pack.categories])
        case Question.PRIOR_ON:
            if not is_day(value):
                raise RefusedError(f"{value!r} is not a day such as 2026-11-03")
        case _ if about in {*PolicyFact, Question.CONSENT}:
            _check_listed("an answer", value, ["yes", "no"])
        case _:
            raise RefusedError(f"{about!r} is not a question")


async def _tick_off_again(desk: Desk, view: CaseView, pack: Policy, category: str) -> None:
    """What came before the category was known, ticked off by its checklist now."""
    known = pack.category(category)
    wanted = [pack.evidence[item] for item in known.evidence] if known else []
    async with intake(desk).transaction() as tx:
        for message in view.messages:
            reading = language.read(message.subject, message.own_text or message.text or "")
            files = language.comparable(attachment_of(one) for one in message.attachments)
            useful = useful_items(pack, known)
            await tx.tick_off_kept(message.id, evidence_in(reading, files, wanted, useful))


async def rule_on_letter(  # noqa: PLR0913  an approval is these facts
    desk: Desk, key: str, verdict: Verdict, *, by: Person, sha256: str, why: str, door: str
) -> str:
    """Let a letter go out, or not: exactly what has this digest. Raises RefusedError.

    ``door`` is where it was said: the console, or the server's shell.
    """
    letter = await desk.views.letter(key)
    view = await desk.views.case(letter.case_number) if letter is not None else None
    if letter is not None and view is not None and verdict is Verdict.APPROVED:
        await _check_size(desk, letter, view.case)
    stands_for = await deputies(desk, letter, view.case) if letter and view else {}
    who = Approver(
        account=by.account,
        role=by.role,
        stands_for=stands_for,
        at=desk.wall(),
        door=door,
    )
    return await _decisions(desk).rule_on(key, verdict, who, sha256, reason(why))


def mailbox_limit(desk: Desk, letter: LetterRow, case: CaseRow, pack: Policy | None) -> int:
    """How large a mail the mailbox takes that a letter goes to."""
    bodies = pack.bodies if pack is not None and letter.party == Party.BODY else {}
    theirs = (one for one in bodies.values() if one.address.lower() == letter.recipient.lower())
    body = next(theirs, bodies.get(case.rung or ""))
    return (body.mailbox_limit if body else 0) or desk.settings.receiving_limit_bytes


async def _check_size(desk: Desk, letter: LetterRow, case: CaseRow) -> None:
    """Nothing is cut, and nothing goes that would come back. Raises RefusedError."""
    limit = mailbox_limit(desk, letter, case, await desk.pack_of(case))
    if letter.approval and len(letter.raw) > limit:
        way = "choose on the case's dossier page what is left out"
        if letter.kind == LetterKind.LETTER:
            way = "change it, and untick files"
        raise RefusedError(
            f"the mail has {len(letter.raw):,} bytes, and the mailbox it goes to takes {limit:,}: "
            f"{way}"
        )


async def deputies(desk: Desk, letter: LetterRow, case: CaseRow) -> Mapping[str, str]:
    """Who may rule on a letter in whose place by now, as its pack says."""
    held = {one.role for one in await desk.accounts.all()}
    return deputies_of(desk, letter, case, held, await desk.pack_of(case))


def deputies_of(
    desk: Desk, letter: LetterRow, case: CaseRow, held: Collection[str], pack: Policy | None
) -> Mapping[str, str]:
    """The same, where the roles that somebody holds, and the rules of the case, are known."""
    if pack is None:
        return {}
    return pack.approvals.deputies_after(desk.case_time(case) - letter.written_at, held)


async def send_again(desk: Desk, key: str, *, by: str, why: str) -> str:
    """A letter that failed, or may have been lost, goes out once more. Raises RefusedError."""
    return await _decisions(desk).send_again(key, who_decides(desk, by, why))


async def add_respondent(desk: Desk, one: Respondent, *, by: str) -> None:
    """A new entry of the directory. Raises RespondentError."""
    if comes_to(desk.settings.desk_address, one.address):
        raise RespondentError(f"{one.address} is our own address: what goes there comes back to us")
    await Respondents(desk.rows).add(one, by=by, at=desk.wall())


def who_decides(desk: Desk, by: str, why: str) -> Who:
    """Who decides, why, and when. Raises RefusedError without a reason."""
    return Who(account=by, why=reason(why), at=desk.wall())


def _decisions(desk: Desk) -> Decisions:
    return Decisions(desk.rows, one_person=desk.settings.one_person_desk)


def intake(desk: Desk) -> Intake:
    """Where this desk takes things in."""
    settings = desk.settings
    secret = settings.secret.get_secret_value().encode()
    return Intake(desk.rows, desk.packs, secret, settings.desk_address.lower(), desk.wall)


async def release(desk: Desk, message_ids: Iterable[int], *, by: str, why: str) -> list[Done]:
    """Open a case from each held message; one that cannot does not stop the others.

    Raises RefusedError without a reason.
    """
    why = reason(why)
    work = await _releasing(desk)
    return [await _done(one, work.release(one, by, why)) for one in message_ids]


async def attach(
    desk: Desk, message_ids: Iterable[int], to: Attached, *, by: str, why: str
) -> list[Done]:
    """Add held mail to a case; one that cannot does not stop the others. Raises RefusedError."""
    why = reason(why)
    work = await _releasing(desk)
    return [await _done(one, work.attach(one, to, by, why)) for one in message_ids]


async def retry(desk: Desk, message_ids: Iterable[int], *, by: str, why: str) -> list[Done]:
    """Have held mail read and routed anew, after a fix. Raises RefusedError."""
    why = reason(why)
    work = await _releasing(desk)
    return [await _done(one, work.retry(one, by, why)) for one in message_ids]


async def _releasing(desk: Desk) -> Release:
    there = intake(desk)
    looked = await looked_first_at(desk.rows, desk.settings.imap_user)
    pack = await desk.pack_now()
    receiver = Receiver(
        intake=there,
        pack=pack,
        settings=desk.settings,
        first_look_at=looked or desk.wall(),
        reader=desk.reader,
    )
    return Release(intake=there, store=desk.store, pack=pack, reader=desk.reader, receiver=receiver)


async def _done(message_id: int, work: Awaitable[str | Route]) -> Done:
    try:
        came_of_it = await work
    except NotReleasedError as error:
        return Done(message_id=message_id, trouble=str(error))
    if isinstance(came_of_it, str):
        return Done(message_id=message_id, case_number=came_of_it)
    way = came_of_it
    return Done(message_id=message_id, case_number=way.case_number, way=way)


async def set_aside(desk: Desk, message_ids: Iterable[int], *, by: str, why: str) -> list[Done]:
    """Held mail that is no complaint becomes recorded; one that cannot does not stop the others.

    Raises RefusedError without a reason.
    """
    who = who_decides(desk, by, why)
    return [await _set_aside_one(Decisions(desk.rows), one, who) for one in message_ids]


async def _set_aside_one(decisions: Decisions, message_id: int, who: Who) -> Done:
    try:
        await decisions.set_aside(message_id, who)
    except RefusedError as error:
        return Done(message_id=message_id, trouble=str(error))
    return Done(message_id=message_id)


async def cancel_letter(desk: Desk, key: str, *, by: str, why: str) -> None:
    """A letter that has not left is not sent any more. Raises RefusedError."""
    who = who_decides(desk, by, why)
    await Decisions(desk.rows).cancel_letter(key, who)


async def restrict(
    desk: Desk, number: str, accounts: Collection[str], *, by: str, why: str
) -> None:
    """A case is for these people, managers and auditors from now on; with nobody, for all."""
    why = reason(why)
    strangers = sorted(set(accounts) - {one.account for one in await desk.accounts.all()})
    if strangers:
        raise RefusedError(_("nobody here has the account %s") % ", ".join(strangers))
    if await desk.views.case(number, light=True) is None:
        raise RefusedError(f"there is no case {number}")
    await desk.access.restrict(number, accounts, by=by, why=why, at=desk.wall())


async def pause(desk: Desk, *, paused: bool, by: str) -> None:
    """Stop or restart all outgoing letters."""
    await set_paused(desk.rows, paused=paused, by=by, at=desk.wall())


def reason(why: str) -> str:
    """A reason is part of every decision. Raises RefusedError without one."""
    kept = writable(why).strip()
    if not kept:
        raise RefusedError("a reason is needed: it stays with the decision")
    return kept


def writable(text: str) -> str:
    """A text without the signs that nobody can write and no database need keep."""
    return _UNWRITABLE.sub("", text)
