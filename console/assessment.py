"""What was found out about a case: each finding with its rule, and a form to correct it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

from fastapi import Form, Request
from fastapi.responses import Response  # noqa: TC002  FastAPI reads it

from casework.decisions import DecisionKind
from casework.findings import ASSESSMENT, DAYS, FOLLOWS, LISTED, Field
from casework.plainly import NOT
from console import actions
from console.choices import choices
from console.decisions import back, check_makes_sense
from console.guards import OurDesk, Someone  # noqa: TC001  FastAPI reads them
from console.names import language_name
from console.rule_words import rule_in_words
from console.tongue import _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from adapters.storage.callers import CallerLine
    from adapters.storage.findings import FindingRow
    from adapters.storage.staff import Person
    from casework.policy import Policy
    from console.desk import Desk
    from console.names import Names

NAMED = {  # in the order in which a person reads them
    Field.INTENT: "What the mail is for",
    Field.CATEGORY: "Category",
    Field.OTHERS: "Other matters in it",
    Field.COMPLAINANT: "Who complains",
    Field.URGENCY: "Urgency",
    Field.FLAGS: "Flags",
    Field.DEMANDS: "What is asked for",
    Field.LANGUAGE: "Language",
    Field.JURISDICTION: "Place",
    Field.PACK: "Another pack may fit better",
    Field.RESPONDENT: "Respondent",
    Field.PRIOR_ON: "The respondent was asked before, on",
    Field.MENTIONED: "Evidence that is only mentioned",
    Field.CALLERS: "Numbers that called",
    Field.OWN_NUMBERS: "The complainant's own numbers",
    Field.AMOUNT: "The sum it is about",
    Field.AMOUNTS: "All sums",
    Field.DEADLINE: "Term the complainant sets",
    Field.REFERENCES: "Numbers of orders, contracts and cases",
    Field.DATES: "Days in it",
    Field.TIMES: "Times in it",
    Field.BODIES: "Bodies that fit, at the first look",
    Field.WRONG_BODIES: "Bodies that do not fit",
    Field.FACTS: "What bodies ask, and the mail says",
}
_IN_SHORT = frozenset({Field.DATES, Field.TIMES, Field.AMOUNTS, Field.REFERENCES})
"""One rule found them all: said once."""

_IN_BRIEF = frozenset({Field.COMPLAINANT, Field.DEMANDS, Field.URGENCY})
"""What a person wants to know of a case before anything else."""

_NEVER_EMPTY = frozenset(
    {Field.INTENT, Field.CATEGORY, Field.COMPLAINANT, Field.URGENCY, Field.LANGUAGE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value, as people say it, and why it is that; of a number that called, its history."""

    words: str
    why: str
    history: CallerLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldForm:
    """How a field is corrected: what can be chosen, what stands now. No choices: it is typed."""

    offered: tuple[tuple[str, str, bool], ...]  # value, words, whether it stands
    several: bool
    is_day: bool
    now: str
    may_be_none: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldLine:
    """One field: what stands, who corrected it if a person did, and the form."""

    field: Field
    name: str
    values: tuple[Value, ...]
    unsure: bool  # no rule could tell: a person is asked
    by: str
    at: datetime | None
    form: FieldForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """The panel of a case. ``none``: fields of which nothing was found."""

    known: bool
    lines: tuple[FieldLine, ...]
    none: tuple[FieldLine, ...]

    @property
    def brief(self) -> tuple[FieldLine, ...]:
        """What stands of a case at its head."""
        return tuple(one for one in self.lines if one.field in _IN_BRIEF)


async def assessed(
    desk: Desk, number: str, pack: Policy | None, names: Names, who: Person
) -> Assessed:
    """What stands of a case by now, and the histories of the numbers that it complains of."""
    kept = await desk.findings.in_force(number)
    callers = await desk.callers.of_case(number, who)
    lines = [
        _with_histories(_line(field, kept.get(field, ()), pack, desk.packs_folder, names), callers)
        for field in NAMED
    ]
    said = [one for one in lines if one.values or one.unsure]
    return Assessed(
        known=bool(kept),
        lines=tuple(said),
        none=tuple(one for one in lines if one not in said and one.form is not None),
    )


def _with_histories(line: FieldLine, callers: Sequence[CallerLine]) -> FieldLine:
    """Numbers that called, each with all its complaints; those of later mails as well."""
    if line.field is not Field.CALLERS:
        return line
    known = {one.number: one for one in callers}
    first = [replace(one, history=known.pop(one.words, None)) for one in line.values]
    later = [
        Value(words=one.number, why=_("in a later mail"), history=one) for one in known.values()
    ]
    return replace(line, values=(*first, *later))


def _line(
    field: Field, rows: Sequence[FindingRow], pack: Policy | None, folder: Path, names: Names
) -> FieldLine:
    last = rows[-1] if rows else None
    person = last.by if last is not None and last.by != ASSESSMENT else ""
    told = [one for one in rows if one.value is not None]
    return FieldLine(
        field=field,
        name=_(NAMED[field]),
        values=_values(field, rows, pack, names),
        unsure=field in _NEVER_EMPTY and bool(rows) and not told,
        by=person,
        at=last.at if last is not None and person else None,
        form=_form(field, [one.value or "" for one in told], pack, folder, names),
    )


def _values(
    field: Field, rows: Sequence[FindingRow], pack: Policy | None, names: Names
) -> tuple[Value, ...]:
    """A value a line; where all of them have one reason, in one line."""
    short = {one.short: one.id for one in pack.bodies.values()} if pack else {}
    told = [
        (words_of(field, short.get(one.value or "", one.value), names), _why(one, names))
        for one in rows
    ]
    alike = field is not Field.CALLERS and len({why for _words, why in told}) == 1
    if told and (alike or field in _IN_SHORT):
        return (Value(words=", ".join(words for words, _why_ in told), why=told[0][1]),)
    return tuple(Value(words=words, why=why) for words, why in told)


def _why(row: FindingRow, names: Names) -> str:
    """The rule in words; of a person, the reason they gave."""
    return row.why if row.by != ASSESSMENT else names.in_text(rule_in_words(row.rule))


def words_of(field: str, value: str | None, names: Names) -> str:
    """A value as people say it: by its name in the pack, or its own words."""
    if value is None:
        return _("nobody can tell yet") if field in _NEVER_EMPTY else _("none")
    if field == Field.FACTS:
        return names.answer(value.removeprefix(NOT), "no" if value.startswith(NOT) else "yes")
    if (named := names.of_id(value)) != value:
        return named
    if field == Field.LANGUAGE:
        return language_name(value)
    if field in _WORDS:
        return _(value.replace("_", " "))
    return value


_WORDS = frozenset({Field.INTENT, Field.COMPLAINANT, Field.URGENCY, Field.FLAGS, Field.DEMANDS})


def _form(
    field: Field, now: list[str], pack: Policy | None, folder: Path, names: Names
) -> FieldForm | None:
    if pack is None or field in FOLLOWS or field is Field.RESPONDENT:
        return None
    offered = choices(field, pack, folder)
    return FieldForm(
        offered=tuple((one, words_of(field, one, names), one in now) for one in offered),
        several=field in LISTED,
        is_day=field in DAYS,
        now=", ".join(now),
        may_be_none=field not in _NEVER_EMPTY,
    )


async def correct(  # noqa: PLR0913, PLR0917  a form's fields
    request: Request,
    desk: OurDesk,
    person: Someone,
    number: str,
    field: Annotated[str, Form()],
    why: Annotated[str, Form()],
    value: Annotated[tuple[str, ...], Form()] = (),
) -> Response:
    """Say that a finding is something else; several values may be ticked."""
    await check_makes_sense(desk, number, DecisionKind.CORRECT)
    said = ", ".join(value)
    await actions.correct(desk, number, field, said, by=person.account, why=why)
    return back(request, number, _("your correction is noted"))
