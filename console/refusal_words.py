"""What the desk refuses, in the reader's language: a sentence of ours, and its values beside it.

The record, the mailroom and the command line say in English why they refuse; the console says
the same sentence to whoever reads. What has no shape here is shown as it was said.
"""

from __future__ import annotations

import re
from functools import cache

from console.tongue import ENGLISH, _, tongue

_LONGEST = 2000  # signs: what is longer holds somebody's words, and is shown as it stands
# fmt: off
SHAPES = (  # the longer before those that they begin with
    "the mail has %s bytes, and the mailbox it goes to takes %s: choose on the case's dossier page what is left out",  # noqa: E501  one sentence
    "%s follows from the category, the complainant and the place: correct those",
    "%s is restricted: a manager restricts %s to the same people first",
    "%s is the default: `respondent default ID` makes another one it",
    "%s is an appeal: somebody else decides it, %s has handled it",
    "%s is not the number of a message, as `mail list` shows it",
    "%s is still being looked for: wait until that has its end",
    "%s has approved it already; the second is another person",
    "%s has not come yet: only what has happened is recorded",
    "%s is our own address: what goes there comes back to us",
    "%s has changed the draft: read it again, then send it",
    "nothing is left to be dealt with on %s, or it is open",
    "another version for %s is on its way: wait for that",
    "message %s is on its way to the case: wait for that",
    "%s is too long, or holds signs that cannot be read",
    "%s has no such message of a respondent or a body",
    "%s had it written: somebody else lets it go out",
    "%s: only an open case can take another one up",
    "%s is the last admin: make another one first",
    "there is no letter %s that needs an approval",
    "%s edited it: somebody else lets it go out",
    "%s is being closed already: by %s, because %s",
    "%s has sent it already: it goes out once",
    "%s is no event that people record for %s: %s",
    "no pack of an open case has a version %s",
    "there is no failed or unknown letter %s",
    "%s has no link in %s that could be ended",
    "nobody has complained of the number %s",
    "there is no case %s, or no pack for it",
    "there is no version %s of %s: there are %s",
    "%s is the desk itself: who complains?",
    "nobody with the account %s works here",
    "somebody has split it already: see %s",
    "%s has thrown it away: write it anew",
    "%s waits no longer: %s has refused it",
    "%s has no link that could be ended",
    "%s is not a day such as 2026-03-05",
    "%s is not a day such as 2026-11-03",
    "'%s' is not decided with this form",
    "%s went on as another case itself",
    "message %s cannot become a case: %s",
    "%s does not take %s as it stands: %s",
    "there is a respondent %s already",
    "%s goes on as %s: reopen that one",
    "%s is %s: '%s' makes no sense there",
    "there is no pending letter %s",
    "this cannot become a case: %s",
    "this is on a case already: %s",
    "its files cannot be read: %s",
    "%s has no message %s to split",
    "%s is approved already, as %s",
    "message %s cannot be read: %s",
    "message %s has no such file",
    "%s and %s are linked already",
    "%s is %s; this letter needs %s",
    "%s is a number of %s already",
    "%s waits no longer: it is %s",
    "the dossier has no page %s",
    "there is no respondent %s",
    "there is no pack for %s",
    "%s has no %s to write to",
    "%s has no such dossier",
    "%s must be something: %s",
    "message %s is not held",
    "there is no account %s",
    "there is no message %s",
    "there is no letter %s",
    "%s follows %s %s already",
    "%s has no such draft",
    "%s is closed already",
    "%s is not a question",
    "%s cannot adopt %s %s: %s",
    "%s has no such link",
    "a dossier has no %s",
    "there is no case %s",
    "%s cannot be an id",
    "%s has no message %s",
    "%s is no finding: %s",
    "%s is not a number",
    "%s is not one of: %s",
    "%s has no draft %s",
    "%s is not %s: %s",
    "%s is open",
)
# fmt: on


def refusal_in_words(said: str) -> str:
    """A refusal, said to whoever reads; the values in it are the record's own."""
    if (known := _(said)) != said:
        return known
    if tongue() == ENGLISH or len(said) > _LONGEST:
        return said
    for shape in SHAPES:
        if found := _pattern(shape).fullmatch(said):
            return _(shape) % tuple(_value(one) for one in found.groups())
    return said


def _value(said: str) -> str:
    """A stage, a role, a state, or several; or one refusal inside another."""
    words = said.split(", ")
    return ", ".join(map(_, words)) if len(words) > 1 else refusal_in_words(said)


@cache
def _pattern(shape: str) -> re.Pattern[str]:
    return re.compile(re.escape(shape).replace("%s", "(.+?)"), re.DOTALL)
