"""Whether a person wrote a mail, or a machine, and how that is known.

Three tables, from the surest to the weakest. What is automatic is never answered and
opens no case: only marks that no person's mail has. Bulk went to many. A doubt is a
mark that machines set and some people's mail has too, such as mail from a web form;
such a mail waits for staff. So does a mail of which only the subject says that it is
automatic: people complain about automatic replies, and put that in the subject.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.mailbox.machines import daemon_signs, lists, subjects
from adapters.mailbox.machines.tree import leaves
from adapters.mailbox.reading.headers import addresses, header
from casework.messages import MessageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from email.message import Message

    from casework.messages import DeliveryReport


@dataclass(frozen=True, slots=True)
class Marks:
    """What is looked at: the header in lower case, the subject as it reads, the parts' types."""

    mail: Message
    fields: Mapping[str, Sequence[str]]
    subject: str
    types: frozenset[str]

    def has(self, *names: str) -> bool:
        """One of these fields is there and not empty."""
        return any(any(self.fields.get(name, ())) for name in names)

    def says(self, name: str, *values: str) -> bool:
        """The field is one of these values, parameters and comments left out."""
        said = (re.split(r"[;(\s]", one, maxsplit=1)[0] for one in self.fields.get(name, ()))
        return any(one in values for one in said)

    def contains(self, name: str, *words: str) -> bool:
        """The field has one of these words in it."""
        return any(word in one for one in self.fields.get(name, ()) for word in words)

    @property
    def sender(self) -> str:
        """The local part of the address that From shows first."""
        shown = addresses(self.mail, "From")
        return shown[0][1].lower().partition("@")[0] if shown else ""


def _is_auto_submitted(it: Marks) -> bool:
    return it.has("auto-submitted") and not it.says("auto-submitted", "no", "")


def _is_auto_replied(it: Marks) -> bool:
    """Of RFC 3834's words the one that only an answer bears; web forms say ``auto-generated``."""
    return it.says("auto-submitted", *_REPLIED)


def _is_marked_reply(it: Marks) -> bool:
    """``X-Autoreply`` and its kin. ``X-Autoreply: no`` says a program that a person wrote with."""
    return any(
        it.has(name) and not it.says(name, *_NOT)
        for name in it.fields
        if name in _REPLY_FIELDS or _REPLY_FIELD.fullmatch(name)
    )


def _is_marked_bulk(it: Marks) -> bool:
    return it.says("precedence", "bulk", "junk") or it.says("x-precedence", "bulk", "junk")


def _is_bulk_to_leave(it: Marks) -> bool:
    """Bulk that says how to leave it, or which campaign it is of: web forms say neither."""
    return _is_marked_bulk(it) and (
        it.has("list-unsubscribe", "feedback-id", "x-feedback-id")
        or it.contains("sender", "owner-", "-owner", "-bounces", "-request")
    )


def _is_unsubscribable(it: Marks) -> bool:
    """Not the field that a list sets itself, such as a group in which the desk reads its mail."""
    return it.has("list-unsubscribe") and not it.has(*lists.FIELDS)


def _answers_a_letter(it: Marks) -> bool:
    """It says which, or bears a mark of RFC 3834's kind beside its subject."""
    return (
        it.has("in-reply-to", "references")
        or _is_auto_submitted(it)
        or _is_marked_bulk(it)
        or daemon_signs.has_no_return_path(it.mail)
    )


def _is_receipt(it: Marks) -> bool:
    return any("disposition-notification" in kind for kind in it.types) or (
        it.mail.get_content_type() == "multipart/report"
        and it.contains("content-type", "disposition-notification")
    )


def _is_dmarc_report(it: Marks) -> bool:
    """Its subject is laid down: ``Report Domain: … Submitter: …``."""
    told = it.subject.lower()
    return told.startswith("report domain:") and "submitter:" in told


def _is_tls_report(it: Marks) -> bool:
    return it.has("tls-report-domain") or any(
        one.startswith("application/tlsrpt") for one in it.types
    )


def _is_calendar_answer(it: Marks) -> bool:
    """Yes, no, perhaps, another time. An invitation is no answer: people write such mail."""
    methods = {
        str(part.get_param("method", "")).upper()
        for part in leaves(it.mail)
        if part.get_content_type() == "text/calendar"
    }
    return bool(methods & {"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})


def _is_challenge(it: Marks) -> bool:
    """The sender's own mail guard asks whether we are a person: TMDA, SpamArrest and others."""
    told = it.subject.lower()
    return (
        it.contains("x-delivery-agent", "tmda")
        or it.has("x-tmda-fingerprint", "x-askversion", "x-spamarrest", "x-antispam-challenge")
        or it.contains("from", "@spamarrest.com", "spamblocker-challenge@", "antispamuol")
        or told.startswith(("your email requires verification verify", "please confirm (conf#"))
        or (it.contains("reply-to", "confirm") and told.startswith("please confirm your me"))
    )


def _is_daemon(it: Marks) -> bool:
    """Only programs are called so, and they also say what it is about; people make up test mail."""
    return daemon_signs.is_from_a_daemon(it.mail) and (
        daemon_signs.is_subject_of_a_report(it.subject)
        or not it.subject
        or _is_auto_submitted(it)
        or daemon_signs.has_no_return_path(it.mail)
    )


def _wants_no_reply(it: Marks) -> bool:
    shown = addresses(it.mail, "From")
    name = shown[0][0].lower() if shown else ""
    return bool(_NOBODY.search(it.sender)) or any(one in name for one in _NOBODY_NAMES)


def _is_from_a_script(it: Marks) -> bool:
    return it.contains("x-mailer", *_SCRIPTS) or it.has(
        *("x-php-originating-script", "x-php-script", "x-source-args", "x-wpforms", "x-form-id")
    )


_AUTORESPONDERS = (
    *("vacation", "autorespond", "auto-respond", "autoreply", "auto-reply", "mailbot"),
    *("kana response", "egain", "rightnow", "sympa-autoresponder"),
)

_REPLIED = ("auto-replied", "auto-reply", "auto_replied", "auto_reply", "autoreply", "vacation")
_REPLY_FIELDS = frozenset(
    {"x-autogenerated", "x-mdautoresponse", "x-auto-reply-from", "x-autoreply-from"}
)
# X-Autoreply, X-QQ-Auto-Reply, X-Mail-Autoreply, X-Autoresponder; not X-Auto-Response-Suppress.
_REPLY_FIELD = re.compile(
    r"x-(?:(?!no-|dont|never|disable|suppress|skip|ignore|prevent|allow)[a-z0-9]{1,20}-)?"
    r"auto-?(?:repl(?:y|ied)|respon(?:d|der|se))(?:-domain)?"
)
_NOT = ("no", "false", "0", "none", "off")

_CAMPAIGNS = (
    *("x-campaign", "x-mc-user", "x-mailchimp", "x-mailing-id", "x-newsletter", "x-bulkmail"),
    *("x-mailer-lid", "x-cid-campaign", "x-rpcampaign", "x-job_id", "x-sfmc", "x-mktarchive"),
)
_SCRIPTS = (
    *("phpmailer", "php/", "swiftmailer", "wordpress", "drupal", "nodemailer", "python", "perl"),
    *("mime::lite", "mail::sender", "laravel", "codeigniter", "javamail", "jmail", "cdosys"),
    *("microsoft cdo", "sendgrid", "mailgun", "zend", "symfony"),
)
_NOBODY = re.compile(r"(?:do[._-]?)?not?[._-]?(?:reply|respond|response|answer)")
_NOBODY_NAMES = (
    "不要回复",
    "请勿回复",
    "勿回复",
    "請勿回覆",
    "no reply",
    "no-reply",
    "do not reply",
)

Rule = tuple[str, "Callable[[Marks], bool]"]

# The mark of RFC 3834, and what mail programs have set before it and beside it.
AUTOMATIC: tuple[Rule, ...] = (
    ("Auto-Submitted", _is_auto_replied),
    ("spam report (RFC 5965)", lambda it: "message/feedback-report" in it.types),
    ("read receipt (RFC 8098)", _is_receipt),
    ("DMARC report (RFC 7489)", _is_dmarc_report),
    ("TLS report (RFC 8460)", _is_tls_report),
    ("a report", lambda it: it.mail.get_content_type() == "multipart/report"),
    ("calendar answer (RFC 5546)", _is_calendar_answer),
    ("Precedence", lambda it: it.says("precedence", "auto_reply", "auto-reply", "autoreply")),
    ("X-Precedence", lambda it: it.says("x-precedence", "auto_reply", "auto-reply")),
    ("Preference", lambda it: it.says("preference", "auto_reply")),
    ("X-Autoreply", _is_marked_reply),
    ("X-Apple-Action", lambda it: it.says("x-apple-action", "vacation")),
    ("Delivered-To an autoresponder", lambda it: it.says("delivered-to", "autoresponder")),
    ("X-POST-MessageClass", lambda it: it.contains("x-post-messageclass", "autoresponder")),
    ("X-FC-MachineGenerated", lambda it: it.says("x-fc-machinegenerated", "true", "1", "yes")),
    ("X-Mailer of an autoresponder", lambda it: it.contains("x-mailer", *_AUTORESPONDERS)),
    ("a cron job", lambda it: it.has("x-cron-env")),
    ("challenge-response", _is_challenge),
    ("a mail daemon", _is_daemon),
)

# What sends to many: campaigns first, then lists. Neither is a complaint to us; what came
# through a list may be one.
_CAMPAIGNS_SAY: tuple[Rule, ...] = (
    (
        "List-Unsubscribe with one click (RFC 8058)",
        lambda it: it.has("list-unsubscribe") and it.has("list-unsubscribe-post"),
    ),
    (
        "Feedback-ID and List-Unsubscribe",
        lambda it: it.has("list-unsubscribe") and it.has("feedback-id", "x-feedback-id"),
    ),
    ("Precedence and a way to leave", _is_bulk_to_leave),
    (
        "a campaign",
        lambda it: any(name.startswith(_CAMPAIGNS) for name in it.fields),
    ),
)
_LISTS_SAY: tuple[Rule, ...] = (
    ("List-Id", lambda it: it.has("list-id", "x-list-id")),
    ("List-Post", lambda it: it.has("list-post") and not it.says("list-post", "no")),
    ("Mailing-List", lambda it: it.has("mailing-list", "x-mailing-list", "x-mailinglist")),
    ("Precedence", lambda it: it.says("precedence", "list")),
    ("X-Precedence", lambda it: it.says("x-precedence", "list")),
    (
        "a list's software",
        lambda it: it.has(
            *("x-beenthere", "x-mailman-version", "x-ml-name", "x-mlserver", "x-listserver"),
            *("x-listname", "x-list-software", "x-google-group-id", "x-yahoo-profile"),
        ),
    ),
)
BULK: tuple[Rule, ...] = (*_CAMPAIGNS_SAY, *_LISTS_SAY)
# Where the list is a group in which the desk itself reads, these say nothing: lists.posts_to.
LIST_RULES = frozenset(name for name, _ in _LISTS_SAY)

# Marks of machines that complaints bear, too: forms on web sites send by such scripts, and
# keep to RFC 3834. The likeliest to be a machine's come first. A Feedback-ID alone is none:
# mail services set it on everybody's mail.
DOUBT: tuple[Rule, ...] = (
    ("Auto-Submitted", _is_auto_submitted),
    ("Return-Path is empty", lambda it: daemon_signs.has_no_return_path(it.mail)),
    ("subject may be of an automatic reply", lambda it: subjects.perhaps_automatic(it.subject)),
    ("Precedence", _is_marked_bulk),
    (
        "X-Auto-Response-Suppress",
        lambda it: (
            it.has("x-auto-response-suppress") and not it.says("x-auto-response-suppress", "none")
        ),
    ),
    ("sender wants no reply", _wants_no_reply),
    ("a postmaster or mail daemon", lambda it: daemon_signs.is_from_a_postmaster(it.mail)),
    ("List-Unsubscribe", _is_unsubscribable),
    ("sent by a script", _is_from_a_script),
    ("X-Loop", lambda it: it.has("x-loop")),
)


def kind_of(mail: Message, report: DeliveryReport | None) -> tuple[MessageKind, str]:
    """Whether a person wrote it: RFC 3834 and what mail programs do besides; and the rule."""
    if report is not None:
        return MessageKind.DELIVERY_REPORT, report.rule
    marks = _marks(mail)
    if rule := _first(AUTOMATIC, marks):
        return MessageKind.AUTOMATIC, rule
    told = subjects.automatic_reply(marks.subject)
    if told and not told.complains and _answers_a_letter(marks):
        return MessageKind.AUTOMATIC, f"subject says automatic reply ({told.language})"
    return MessageKind.PERSON, ""


LIKELY = frozenset(
    {
        "Auto-Submitted",
        "Return-Path is empty",
        "subject may be of an automatic reply",
        "Precedence",
    }
)
"""The doubts that weigh: so marked, not even a correspondent's mail is added unseen."""


def bulk_of(mail: Message) -> str:
    """What says that a mail went to many: a mailing list (RFC 2919), a newsletter; or nothing."""
    return _first(BULK, _marks(mail))


def doubt_of(mail: Message) -> str:
    """A mark that machines set, and some people's mail has too; or nothing."""
    return _first(DOUBT, _marks(mail))


def _first(rules: tuple[Rule, ...], marks: Marks) -> str:
    return next((name for name, fits in rules if fits(marks)), "")


def _marks(mail: Message) -> Marks:
    fields: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in mail.raw_items():
        fields[name.lower()].append(" ".join(str(value).split()).lower())
    types = frozenset(part.get_content_type() for part in leaves(mail))
    return Marks(mail=mail, fields=fields, subject=header(mail, "Subject"), types=types)
