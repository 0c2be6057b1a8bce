"""Why a rule found something, in the reader's language; the words of a mail stay as they are."""

from __future__ import annotations

import re

from console.counting_words import in_the_readers_words
from console.tongue import ENGLISH, _, tongue

_SHAPES = [  # as casework/ says it, the longer ones first; what stands in quotes is of the mail
    (re.compile(pattern), text)
    for pattern, text in (
        (r"to answer by (\S+): (.+)", "to answer by %s: %s"),
        (r"as deputy: (.+)", "as deputy: %s"),
        (r"over before we asked: (.+)", "over before we asked: %s"),
        (r"(\S+): until (.+) at the latest", "%s: until %s at the latest"),
        (r"merged from (\S+)", "merged from %s"),
        (r"duplicate of (C-[\d-]+)", "duplicate of %s"),
        (r"it is of (\w+), and the pack of (\w+)", "it is of %s, and the pack of %s"),
        (r"the file ('.+')", "the file %s"),
        (r"(.+) serves for it", "%s serves for it"),
        (r"told in the mail: (.+)", "told in the mail: %s"),
        (r"(\w+), by silence: (.+)", "%s, by silence: %s"),
        (r"cancelled by (\S+): (.+)", "cancelled by %s: %s"),
        (r"a try broke off, and then (.+): a person decides", "a try broke off, and then %s"),
        (r"given up after (\d+) days: (.+)", "given up after %s days: %s"),
        (r"not approved by: (.+)", "not approved by: %s"),
        (r"the (.+) was edited by (.+)", "the %s was edited by %s"),
        (r"it asks something: (.+)", "it asks something: %s"),
        (r"its words ask for (.+)", "its words ask for %s"),
        (r"as many words of (.+) are in the text", "as many words of %s are in the text"),
        (r"as much speaks for (.+)", "as much speaks for %s"),
        (r"it says (.+), and (.+) in the past", "it says %s, and %s in the past"),
        (r"it says (.+), and (.+) as well", "it says %s, and %s as well"),
        (r"(.+) is denied", "%s is denied"),
        (r"(.+) stands beside a doubt", "%s stands beside a doubt"),
        (r"(.+) stands in a long letter", "%s stands in a long letter"),
        (r"restricted to (.+)", "restricted to %s"),
        (r"account (\S+) made, as (.+)", "account %s made, as %s"),
        (r"role of (\S+): (.+) to (.+)", "role of %s: %s to %s"),
        (r"new password for (\S+)", "new password for %s"),
        (r"it names nobody and says (.+): our own house", "it names nobody and says %s: our own"),
        (r"it says ('.+') and one day in the past", "it says %s and one day in the past"),
        (r"it says ('.+') to a machine", "it says %s to a machine"),
        (r"it says ('.+') as well", "it says %s as well"),
        (r"it says (['\"].+)", "it says %s"),
        (r"it complains: (.+)", "it complains: %s"),
        (r"it is named: (.+)", "it is named: %s"),
        (r"its calling number (.+) is named", "its calling number %s is named"),
        (r"it names (['\"].+)", "it names %s"),
        (r"(.+) are as likely", "%s are as likely"),
        (r"by the words (.+) \((.+)\)", "by the words %s (%s)"),
        (r"by the words (.+)", "by the words %s"),
        (r"the ladder of ([\w-]+)", "the ladder of %s"),
        (r"by (its .+)", "by %s"),
    )
]
_QUOTING = re.compile(r"(.+?)( \(['\"].+['\"]\))")  # a rule, and the words of the mail after it
_PARTS = re.compile(
    r"weak before|weak after|before|after|beside it|owed|total|paid"
    r"|its domain|its words|its currency|its numbers|its clock|its script| and (?=[A-Z'])"
)


def rule_in_words(rule: str) -> str:
    """A rule as the record names it, said to whoever reads; an unknown one as it stands."""
    if tongue() == ENGLISH:
        return rule
    if (known := _(rule)) != rule:
        return known
    for pattern, text in _SHAPES:
        if found := pattern.fullmatch(rule):
            return _(text) % tuple(_part(one) for one in found.groups())
    quoting = _QUOTING.fullmatch(rule)
    return f"{_(quoting[1])}{quoting[2]}" if quoting else rule


def _part(words: str) -> str:
    """Our own words among them; what is quoted is the mail's."""
    if words.startswith(("'", '"')):
        return words
    if (known := _(words)) != words:
        return known
    return _PARTS.sub(lambda one: _(one[0]), in_the_readers_words(words))


def clock_in_words(name: str) -> str:
    """A clock that only a pack knows: ``cn.first_contact`` is *first contact*."""
    return _(name.rpartition(".")[2].replace("_", " "))
