"""Names for ids: what a pack, a body or a respondent is called, wherever people read of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from casework.case import Language, Outcome
from casework.clock import OWN_RULE
from casework.decisions import DecisionKind, Question
from casework.events import EventKind
from console.rule_words import rule_in_words
from console.tongue import _, tongue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from adapters.storage.models import DecisionRow, EventRow, RespondentRow
    from casework.policy import Policy
    from casework.terms import Precondition

_LETTER = re.compile(r"C-\d{4}-\d{6,}/([a-z-]+)/[^\s,]+")
_UNTIL = re.compile(r" until (\S+) is over$")
_OURS = {  # what stands there is all ours: ids, and words of our rules
    EventKind.ADVISED,
    EventKind.BODY_AT_WORK,
    EventKind.EVIDENCE_REQUESTED,
    EventKind.GUIDE_WRITTEN,
    EventKind.LETTER_FAILED,
    EventKind.LETTER_UNKNOWN,
    EventKind.NOT_KNOWN,
    EventKind.NO_RUNG,
    EventKind.PRESERVATION_ASKED,
    EventKind.REFERRAL_WRITTEN,
    EventKind.REFERRED,
    EventKind.RESPONDENT_ASKED,
    EventKind.TIME_BAR_NEAR,
}
_UNTIL_WHO = {  # an id, and then somebody's own words: "acme, by ling: she says so"
    EventKind.APPROVED,
    EventKind.REFUSED,
    EventKind.RESPONDENT_ASSIGNED,
    EventKind.SENT_AGAIN,
}
_QUESTIONS: Mapping[str, str] = {
    Question.CATEGORY: "Category",
    Question.PRIOR_ON: "The respondent was asked before, on",
    Question.CONSENT: "The complainant agrees that it is passed on",
}
_SAY_IT_ALL = {DecisionKind.TAKE_AS_ANSWER, DecisionKind.SEND_LETTER, DecisionKind.REMIND}
_OUR_WORDS = {*Outcome, "yes", "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What ids are called. ``facts`` are the preconditions of the ladder, by what they ask for."""

    ids: Mapping[str, str]
    facts: Mapping[str, Precondition]

    @classmethod
    def of(cls, pack: Policy | None, respondents: Sequence[RespondentRow]) -> Names:
        """The names of a case's pack, if it is there, and of the directory."""
        ids = {one.id: one.name for one in respondents}
        if pack is None:
            return cls(ids=ids, facts={})
        asked = [one for rung in pack.ladder for one in rung.preconditions]
        of_the_pack = {
            "policy": _(OWN_RULE),
            **pack.sources,
            **{one.fact: in_tongue(one.names) for one in asked},
            **{one.id: in_tongue(one.names) for one in pack.bodies.values()},
            **{one.id: in_tongue(one.names) for one in pack.categories},
            **{one.id: in_tongue(one.names) for one in pack.evidence.values()},
        }
        return cls(ids={**of_the_pack, **ids}, facts={one.fact: one for one in reversed(asked)})

    def of_id(self, one: str) -> str:
        """The name of an id; the id itself where nobody gave it one."""
        return self.ids.get(one, one)

    def in_text(self, text: str) -> str:
        """A text of our rules, with names where ids stand."""
        text = _LETTER.sub(lambda found: letter_name(found[1]), text)
        if not self.ids:
            return text
        known = "|".join(map(re.escape, sorted(self.ids, key=len, reverse=True)))
        return re.sub(rf"(?<![\w-])(?:{known})(?![\w-])", lambda one: self.ids[one[0]], text)

    def why(self, event: EventRow, tail: str = "") -> str:
        """The reason of an event. What a person wrote stays as they wrote it.

        ``tail``: who and why, where the decision that it belongs to says that beside it.
        """
        told = event.why.removesuffix(tail).removesuffix(", ")
        if event.kind in _IN_PARTS:
            return _IN_PARTS[event.kind](told)
        if event.kind in _OURS:
            return self.in_text(rule_in_words(told))
        head, by, words = told.partition(", by ")
        after = f"{_(by)}{words}"
        if event.kind in _UNTIL_WHO:
            return f"{self.in_text(head)}{after}"
        if event.kind in {EventKind.QUESTION_ANSWERED, EventKind.CORRECTED}:
            about, _colon, value = head.partition(": ")
            return f"{self.answer(about, value)}{after}"
        if event.kind in {EventKind.EVIDENCE_ADDED, EventKind.EVIDENCE_STRUCK}:
            item, colon, rule = told.partition(": ")
            return f"{self.of_id(item)}{colon}{rule_in_words(rule.strip())}"
        known = rule_in_words(told)
        return known if known != told else f"{rule_in_words(head)}{after}"

    def decision(self, row: DecisionRow) -> str:
        """What was decided, in one line."""
        if row.kind in {DecisionKind.ANSWER_QUESTION, DecisionKind.CORRECT}:
            return self.answer(row.about, row.value)
        if row.kind == DecisionKind.HAPPENED:  # an event, and its instant or "never"
            return f"{_(row.kind)}: {row.about.replace('_', ' ')}, {row.value[:10]}"
        if row.kind in _SAY_IT_ALL:
            return _(row.kind)
        value = _(row.value) if row.value in _OUR_WORDS else self.of_id(row.value)
        what = ": ".join(filter(None, [self.in_text(row.about), value]))
        return f"{_(row.kind)}: {what}" if what else _(row.kind)

    def answer(self, about: str, value: str) -> str:
        """The answer to a question about the case: a fact is so, or it is not."""
        if about in self.facts:
            one = self.facts[about]
            is_so = _("so") if (value == "yes") is one.wanted else _("not so")
            return f"{in_tongue(one.names)}: {is_so}"
        if value in _OUR_WORDS:
            known = _(value)
        else:
            known = ", ".join(self.of_id(one) for one in value.split(", ")) or _("none")
        return f"{_(_QUESTIONS.get(about, about.replace('_', ' ')))}: {known}"


def _held(why: str) -> str:
    """That a case is kept, and until when, in the reader's language."""
    day = _UNTIL.search(why)
    until = _("nothing of the case may be deleted until %(day)s is over")
    return until % {"day": day[1]} if day else _(why)


def _flagged(why: str) -> str:
    """What a person should look at, one after another, each with the rule that says so."""
    parts = (one.partition(": ") for one in why.split("; "))
    return "; ".join(
        f"{_(name.replace('_', ' '))}{colon}{rule_in_words(rule)}" for name, colon, rule in parts
    )


_IN_PARTS: Mapping[str, Callable[[str], str]] = {
    EventKind.LEGAL_HOLD: _held,
    EventKind.FLAGGED: _flagged,
}


def in_english(names: Mapping[Language, str]) -> str:
    """A name in English; where a pack has none, its first."""
    return names.get(Language.ENGLISH) or next(iter(names.values()), "")


def in_tongue(names: Mapping[Language, str]) -> str:
    """A name in the reader's language; where a pack has none, in English, else its first."""
    return names.get(Language(tongue())) or in_english(names)


LANGUAGES: Mapping[str, str] = {
    Language.SIMPLIFIED: "Simplified Chinese",
    Language.TRADITIONAL: "Traditional Chinese",
    Language.ENGLISH: "English",
}


def language_name(language: str) -> str:
    """``Traditional Chinese`` for ``zh-Hant``."""
    return _(LANGUAGES.get(language, language))


def letter_name(kind: str) -> str:
    """A kind of letter, as people say it: ``filing guide``."""
    return _(kind.replace("-", " "))
