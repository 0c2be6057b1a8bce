"""Delivery reports: what became of a letter, by RFC 3464 and by other habits."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import Message
from itertools import islice
from typing import TYPE_CHECKING

from adapters.mailbox.machines.daemon_signs import (
    has_no_return_path,
    is_from_a_daemon,
    is_passed_on,
    is_subject_of_a_report,
    may_be_a_form,
    names_itself_a_server,
)
from adapters.mailbox.machines.reported_text import LETTERS, content, reported_text
from adapters.mailbox.machines.status_codes import enhanced_code, failure_code, is_vague, status_in
from adapters.mailbox.machines.tree import leaves
from adapters.mailbox.machines.unformed_reports import RECIPIENT_LIMIT, unformed_report
from adapters.mailbox.reading.headers import header
from casework.messages import DeliveryReport, ReportedRecipient

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")  # RFC 3464, 2.3.3
_STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_OTHER_REPORTS = frozenset(
    {
        "message/disposition-notification",  # RFC 8098: read receipts
        "message/global-disposition-notification",
        "message/feedback-report",  # RFC 5965: complaints about spam
        "application/tlsrpt+gzip",  # RFC 8460
        "application/tlsrpt+json",
    }
)
_OTHER_TYPES = ("disposition-notification", "feedback-report", "tlsrpt", "dmarc")
_TEXT_LIMIT = 64_000
_GROUP_LIMIT = 1_000  # recipients of one letter that are looked at

_FIELD = re.compile(r"[ \t>|]{0,20}([A-Za-z][A-Za-z-]{1,40})[ \t]{0,20}:(.*)")
_MAILBOX = re.compile(r'(?:"[^"\r\n]{1,64}"|[^\s<>@;:,"]{1,64})@[^\s<>@;:,"()]{1,253}')
_RECIPIENT_FIELDS = ("original-recipient", "final-recipient")
_SPEAKS_OF_RECIPIENTS = re.compile(
    r"^[ \t>|]{0,20}(?:final|original)-recipient[ \t]{0,20}:", re.IGNORECASE | re.MULTILINE
)
_GROUP_FIELDS = frozenset(
    {*_RECIPIENT_FIELDS, "action", "status", "diagnostic-code", "remote-mta", "x-actual-recipient"}
)


def report_of(mail: Message, subject: str, text: str) -> DeliveryReport | None:
    """What the mail reports of a letter; None where it is no delivery report."""
    if _is_another_report(mail):
        return None
    if has_form(mail) and not _is_forwarded_by_a_person(mail, subject):
        return _formed_report(mail)
    if inner := _wrapped_report(mail, subject):
        return _formed_report(inner)
    if _SPEAKS_OF_RECIPIENTS.search(text[:_TEXT_LIMIT]) and _is_a_server_s(mail, subject):
        return _report("RFC 3464 fields in the text", mail, text[:_TEXT_LIMIT])
    return unformed_report(mail, subject)


def has_form(mail: Message) -> bool:
    """A report by its types (RFC 3462, RFC 3464), or a delivery-status part of its own."""
    return _declares(mail, "delivery-status") or any(
        part.get_content_type() in _STATUS_PARTS for part in leaves(mail)
    )


def _declares(mail: Message, *kinds: str) -> bool:
    declared = "".join(str(mail.get("Content-Type", "")).lower().replace('"', "").split())
    return mail.get_content_type() == "multipart/report" and any(
        f"report-type={kind}" in declared for kind in kinds
    )


def _is_another_report(mail: Message) -> bool:
    """A report on reading, on spam, on authentication: none of them on delivery."""
    return _declares(mail, *_OTHER_TYPES) or any(
        part.get_content_type() in _OTHER_REPORTS for part in leaves(mail)
    )


def _is_a_server_s(mail: Message, subject: str) -> bool:
    """A web form, too, has RFC 3834's mark: then the subject must be of a report as well."""
    return names_itself_a_server(mail) and (
        not may_be_a_form(mail) or is_subject_of_a_report(subject)
    )


def _wrapped_report(mail: Message, subject: str) -> Message | None:
    """The report that a gateway passes on inside a mail of its own; a postmaster may, too."""
    speaks = is_subject_of_a_report(subject) or is_from_a_daemon(mail) or has_no_return_path(mail)
    if not (speaks and names_itself_a_server(mail)):
        return None
    attached = [part for part in leaves(mail) if part.get_content_type() == "message/rfc822"]
    inner = [one for part in attached if part.is_multipart() for one in part.get_payload()]
    return next((one for one in inner if isinstance(one, Message) and has_form(one)), None)


def _is_forwarded_by_a_person(mail: Message, subject: str) -> bool:
    """Mail programs keep the parts of a report that somebody passes on; its own type is lost.

    People also save the part and attach it, under a subject and with words of their own.
    """
    return not names_itself_a_server(mail) and (
        is_passed_on(subject) or bool(mail.get("In-Reply-To")) or _says_something(mail)
    )


def _says_something(mail: Message) -> bool:
    texts = (part for part in leaves(mail) if part.get_content_maintype() == "text")
    return any(part.get_content_type() not in LETTERS and content(part).strip() for part in texts)


def _formed_report(mail: Message) -> DeliveryReport:
    """By its delivery-status part; what that leaves open, by what the text says."""
    fields = "\n\n".join(content(part) for part in leaves(mail) if _may_hold_status(part))
    report = _report("RFC 3464 report", mail, fields[:_TEXT_LIMIT])
    if report.recipients:
        said = reported_text(mail)
        return replace(report, recipients=tuple(_specified(report.recipients, said.lines)))
    said_so = unformed_report(mail, header(mail, "Subject"))
    return replace(said_so, rule=report.rule, has_form=True) if said_so else report


def _specified(
    recipients: Sequence[ReportedRecipient], lines: Sequence[str]
) -> Iterable[ReportedRecipient]:
    """Where a status tells no more than its class, what the text says beside the address."""
    for one in recipients:
        beside = next((line for line in lines if one.address in line), "")
        told = failure_code(beside.replace(one.address, ""))
        if told and is_vague(one.status) and told[0] == one.status[0]:
            yield replace(one, status=told)
        else:
            yield one


def _may_hold_status(part: Message) -> bool:
    """Its delivery-status part; or a text that holds the fields, as in damaged reports."""
    return part.get_content_type() in _STATUS_PARTS or (
        part.get_content_type() not in LETTERS
        and _SPEAKS_OF_RECIPIENTS.search(content(part)[:_TEXT_LIMIT]) is not None
    )


def _report(rule: str, mail: Message, fields: str) -> DeliveryReport:
    groups = [
        group
        for group in islice(_groups(fields), _GROUP_LIMIT)
        if any(one in group for one in _RECIPIENT_FIELDS)
    ]
    recipients = tuple(_once(one for group in groups for one in _recipients(group)))
    actions = [_action(group) for group in groups]
    return DeliveryReport(
        rule=rule,
        action=next((one for one in ACTIONS if one in actions), "failed"),
        has_form=has_form(mail),
        recipients=recipients[:RECIPIENT_LIMIT],
        original_message_id=reported_text(mail).letter_id,
    )


def _groups(text: str) -> Iterable[Mapping[str, str]]:
    """The fields of each recipient. A blank line parts them, or a field that comes again."""
    group: dict[str, str] = {}
    name = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _FIELD.match(line)
        if not line.strip():
            if group:
                yield group
            group, name = {}, ""
        elif line[:1] in " \t" and name and not (found and found[1].lower() in _GROUP_FIELDS):
            group[name] += " " + line.strip()
        elif found:
            name = found[1].lower()
            if name in group and name in _RECIPIENT_FIELDS:
                yield group
                group = {}
            group[name] = found[2].strip()
    if group:
        yield group


def _recipients(group: Mapping[str, str]) -> Iterable[ReportedRecipient]:
    """The address that we wrote to, where the report has it; and the one that it ended at."""
    status, action = _status(group), _action(group)
    for field in _RECIPIENT_FIELDS:
        yield ReportedRecipient(
            address=_address(group.get(field, "")),
            status=status,
            permanent=_is_permanent(status, action),
        )


def _address(value: str) -> str:
    """``rfc822; <ana@home.example>``, and what servers make of it; nothing if it is no mailbox."""
    found = _MAILBOX.search(value.partition(";")[2] or value)
    return found[0].rstrip(".") if found else ""


def _status(group: Mapping[str, str]) -> str:
    """As reported; where that tells the class only, as the server at the other end said it."""
    told = enhanced_code(group.get("status", ""))
    diagnostic = group.get("diagnostic-code", "")
    if told and not is_vague(told):
        return told
    told_there = enhanced_code(diagnostic) if told else status_in(diagnostic)
    return told_there if told_there and (not told or told_there[0] == told[0]) else told


def _action(group: Mapping[str, str]) -> str:
    """The word of RFC 3464, 2.3.3; where it is none of them, as the status has it."""
    words = re.sub(r"[^a-z]", " ", group.get("action", "").lower()).split()
    if words and words[0] in ACTIONS:
        return words[0]
    return "delivered" if group.get("status", "").startswith("2") else "failed"


def _is_permanent(status: str, action: str) -> bool | None:
    """Whether trying again cannot help; None where nothing was said, or nothing failed."""
    if action == "delayed":
        return False
    if action != "failed" or not status:
        return None
    return status[0] == "5"


def _once(recipients: Iterable[ReportedRecipient]) -> Iterable[ReportedRecipient]:
    """Each address once, its first mention."""
    seen: set[str] = set()
    for one in recipients:
        if one.address and one.address.lower() not in seen:
            seen.add(one.address.lower())
            yield one
