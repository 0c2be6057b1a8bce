"""Why a mail went where it went, in words for somebody who has never seen the table of rules."""

from __future__ import annotations

from casework.authenticity import Authenticity
from console.tongue import _

HELD = {
    "cannot be read": "The program that reads mail gave up on it, or it passes a limit. "
    "It is kept as it came.",
    "older than the desk": "It lay in the inbox before this desk began. Nobody was answered.",
    "no single sender": "From names nobody, or several people: there is nobody to answer.",
    "the sender's own domain denies it": "Our mail server asked, and the domain in From says "
    "that the mail is not from there. Most likely it is forged.",
    "names more than one case": "It carries the reply addresses of several cases. Only one can "
    "have it.",
    "a stranger holds a case's address": "It came to the reply address of a case, from somebody "
    "who is not known there. Perhaps it was passed on; perhaps it is the same person's "
    "other address. The sender was not told that the case exists.",
    "the sender is not proven": "It answers a case in the name of somebody on it, and nothing "
    "proves that it is from them: anybody can write a name into From.",
    "over the budget of its case": "More came to one case than is taken in unseen. Perhaps two "
    "machines answer each other.",
    "over the budget of its sender": "One sender began more than is taken in unseen. Most "
    "likely a machine.",
    "over the budget of the desk": "More cases began in one hour than people could ever want "
    "to. Most likely a flood.",
    "likelier a machine's": "It bears a mark that mostly machines set, and fits its case. A "
    "ticket system marks real answers so, too.",
    "its case is closed": "It answers a case that is closed, after the days in which it could "
    "be taken up again.",
    "perhaps automatic": "It bears a mark that machines set, and some people's mail has, too.",
    "says nothing": "No subject, no words, no file.",
    "names a case by its number only": "The subject has the number of one of the sender's "
    "cases. A number proves nothing; most likely it belongs there.",
    "reads like an authority's notice": "Its words are an authority's, which sets terms of its "
    "own. A name proves nothing: ask the authority by a way that you know. To work on it, open a "
    "case.",
    "reads like no complaint": "It offers something, or is nothing that this desk deals with. "
    "If it is a complaint after all, open a case.",
    "failed three times": "Taking it in went wrong three times, so it was set apart unread, "
    "that it stops no other.",
    "came by phone or paper": "Somebody began to enter it, and did not come to the end.",
}
OTHERS = {
    "nothing known about it": "It belongs to no case: a new complaint.",
    "our own mail come back": "It is from the desk itself.",
    "delivery report": "A mail server tells what became of a letter.",
    "automatic mail": "A machine wrote it. It is never answered.",
    "mailing list or bulk mail": "It went to many. It is never answered.",
    "staff use the console": "It is from somebody who works here.",
    "same message": "The same message had come before by another way.",
    "same delivery": "The same bytes had come before.",
    "the same complaint again": "The sender sent their complaint once more.",
    "a case's correspondent writes to it": "It answers a case, and its sender belongs to it.",
    "answers in another's thread": "Its sender belongs to the case and answered a letter to "
    "somebody else.",
    "reopens its case": "It came within the days in which a closed case is taken up again.",
    "came by phone": "Somebody of the staff took it down, as it was told by telephone.",
    "came by paper": "Somebody of the staff copied it from paper.",
    "came by chat": "Somebody of the staff copied it from a chat.",
    "came by social media": "Somebody of the staff copied it from social media.",
    "came by the status page": "The complainant sent it on their status page.",
    "not a complaint": "Somebody of the staff read it and put it away.",
    "released by staff": "Somebody of the staff read it and opened a case from it.",
    "attached by staff": "Somebody of the staff read it and added it to a case.",
}
PROOF = {
    Authenticity.UNCHECKED: "not checked: this desk trusts no mail server's word on it",
    Authenticity.PASS: "proven: our mail server found that the sender's domain vouches for it",
    Authenticity.FAIL: "denied: our mail server found that it is not from the sender's domain",
    Authenticity.NONE: "not proven: our mail server found nothing for or against it",
}
ACTIONS = {
    "failed": "it could not be delivered",
    "delayed": "it is late; the mail server still tries",
    "delivered": "it was delivered",
    "relayed": "it was handed to a server that reports nothing more",
    "expanded": "it was handed on to several addresses",
}
"""What a delivery report says, in words that people use."""


def why(rule: str) -> str:
    """What a rule means; nothing where it speaks for itself."""
    return _(HELD.get(rule) or OTHERS.get(rule, ""))


def in_short(rule: str) -> str:
    """The first sentence of it."""
    told = why(rule)
    ends = (place for sign in (". ", "\N{IDEOGRAPHIC FULL STOP}") if (place := told.find(sign)) > 0)
    return told[: min(ends, default=len(told)) + 1]


def proof(authenticity: str) -> str:
    """Whether the sender is who From says."""
    known = authenticity if authenticity in set(Authenticity) else Authenticity.UNCHECKED
    return _(PROOF[Authenticity(known)])


def reported(action: str) -> str:
    """What a delivery report says, in a word that people use."""
    return _(ACTIONS.get(action, "")) or action or _("something that it does not say")
