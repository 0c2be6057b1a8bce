"""Delivery reports that do not have RFC 3464's form, each mail server's in its own words.

Which words, and where the address stands, is a table: ``report_habits``. A report must
also bear a sign that a mail server wrote it (``daemon_signs``): people quote these words,
too, whole reports of them, when they complain that a firm's address does not work.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from adapters.mailbox.machines import daemon_signs
from adapters.mailbox.machines.report_habits import HABITS, Habit, Stands
from adapters.mailbox.machines.reported_text import reported_text
from adapters.mailbox.machines.status_codes import status_in
from adapters.mailbox.reading.headers import addresses, header
from casework.messages import DeliveryReport, ReportedRecipient

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from email.message import Message

    from adapters.mailbox.machines.reported_text import ReportedText

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-][\w.-]{0,252}\.?", re.ASCII)
_FIRST = re.compile(
    r"[\s>*<\"'\[(\u2022\u00b7-]{0,20}"
    r"(?:smtp:|rfc822;\s{0,3}|expanded from: <?|(?:ultimately )?generated from )?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\s*[\"'*-]{0,3}\s{0,3}(?:failed |intended |original |final )?(?:recipients?|rcpt to|to"
    r"|address|error-for|收件人(?:/to)?|收信人|收件者|受信者|宛先|あて先|被退回地址|退信地址|无法发送到|无法投递到)"
    r"(?:\(s\))?[\s\"*]{0,9}[:\uff1a\s]",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"[^\W_]")
_MIME = re.compile(r"--\S+$|content-", re.IGNORECASE)  # what a damaged multipart leaves in sight
_IN_JSON = re.compile(r"emailaddress\W{1,9}", re.IGNORECASE)
# An address beside one of these is somebody to ask, or the one who wrote.
_OTHERS = (
    *("postmaster@", "mailer-daemon@", "contact", "envelope-from", "mail from", "return-path"),
    *("sender:", "from:", "from <", "help", "support", "联系", "聯絡", "联络", "发件人", "寄件者"),
    *("发信人", "客服", "管理员", "お問い合わせ", "ご連絡", "message-id:", "http", "abuse@"),
)
_DELAY_WORDS = (
    *("still being retried", "will be retried", "will continue to attempt", "will keep trying"),
    *("has been delayed", "delivery is delayed", "will retry", "no action is required"),
    *("do not need to resend", "仍在尝试", "继续尝试", "会继续", "暂缓", "繼續嘗試", "再送を試み"),
)
RECIPIENT_LIMIT = 100  # our letters go to one


def unformed_report(mail: Message, subject: str) -> DeliveryReport | None:
    """What a mail server says in words of its own; None where it was none."""
    said = reported_text(mail)
    habit = _habit(mail, subject, said)
    if habit is None:
        return None
    delayed = habit.delayed or any(words in said.lowered for words in _DELAY_WORDS)
    return DeliveryReport(
        rule=habit.name,
        action="delayed" if delayed else "failed",
        recipients=tuple(_recipients(mail, said, habit, delayed=delayed)),
        original_message_id=said.letter_id,
    )


def _habit(mail: Message, subject: str, said: ReportedText) -> Habit | None:
    """The first habit whose words it has, where a mail server wrote it; a person has none."""
    server = daemon_signs.names_itself_a_server(mail)
    if not server:
        return None
    habit = next((one for one in HABITS if any(words in said.lowered for words in one.words)), None)
    titled = daemon_signs.is_subject_of_a_report(subject)
    daemon = daemon_signs.is_from_a_daemon(mail)
    if header(mail, "X-Failed-Recipients"):
        return habit or Habit("X-Failed-Recipients", ())
    form = daemon_signs.may_be_a_form(mail)
    if habit and form and habit.is_plain_speech:
        return None
    within = 6 if daemon_signs.is_from_a_postmaster(mail) else 2
    if habit and (daemon or titled or _begins_with(said, habit, within=within)):
        return habit
    return Habit("subject of a mail daemon", ()) if daemon and titled else None


def _begins_with(said: ReportedText, habit: Habit, *, within: int) -> bool:
    """A server begins with its words; a person who asks about a report writes before or above."""
    if habit.is_plain_speech:
        return False
    first = [line for line in said.lines if _SPEAKS.search(line) and not _MIME.match(line)]
    first = first[:within]
    if any(line.startswith(">") for line in first):
        return False
    return any(words in " ".join(first).lower() for words in habit.words)


def _recipients(
    mail: Message, said: ReportedText, habit: Habit, *, delayed: bool
) -> Iterable[ReportedRecipient]:
    """Each recipient with what is said of it: from its line to the next one's."""
    found, overall = _found(mail, said, habit), status_in(said.lowered)
    starts = sorted(line for _, line in found)
    for address, line in found:
        end = next((later for later in starts if later > line), len(said.lines))
        beside = "" if line < 0 else "\n".join(said.lines[line:end])
        status = status_in(beside) or overall
        yield ReportedRecipient(
            address=address, status=status, permanent=_is_permanent(status, said, delayed=delayed)
        )


def _is_permanent(status: str, said: ReportedText, *, delayed: bool) -> bool | None:
    if delayed:
        return False
    if status:
        return status[0] == "5"
    return True if "permanent" in said.lowered or "永久" in said.lowered else None


def _found(mail: Message, said: ReportedText, habit: Habit) -> list[tuple[str, int]]:
    """The addresses it speaks of, and in which line: where its habit puts them, or elsewhere.

    The reader's own only where there is no other: people do write to themselves.
    """
    named = [(one, -1) for one in _ADDRESS.findall(header(mail, "X-Failed-Recipients"))]
    ours = {address.lower() for _, address in addresses(mail, "From", "To", "Delivered-To")}
    start = next((at for at, line in enumerate(said.lines) if _has(line, habit.words)), 0)
    for stands, begin in ((habit.stands, start), *((one, 0) for one in Stands)):
        found = _once(_standing(stands, said.lines, begin, habit), ours)
        if found:
            break
    else:
        found = _once(((one, -1) for one in said.letter_recipients), set())
    if not found and not named:
        found = _once(_standing(habit.stands, said.lines, start, habit), set())
    return _once(_with_lines(named, found), set()) if named else found


def _with_lines(
    named: Iterable[tuple[str, int]], found: Iterable[tuple[str, int]]
) -> Iterable[tuple[str, int]]:
    """The recipients that a header names, each in the line where the text speaks of it."""
    lines = {address.lower(): line for address, line in found}
    return ((address, lines.get(address.lower(), -1)) for address, _ in named)


def _once(found: Iterable[tuple[str, int]], ours: set[str]) -> list[tuple[str, int]]:
    """Each address once, the sender of the report and its reader left out."""
    kept: dict[str, tuple[str, int]] = {}
    for address, line in found:
        clean = address.rstrip(".")
        if clean.lower() not in ours:
            kept.setdefault(clean.lower(), (clean, line))
    return list(kept.values())[:RECIPIENT_LIMIT]


def _standing(
    stands: Stands, lines: Sequence[str], start: int, habit: Habit
) -> Iterable[tuple[str, int]]:
    """The addresses that stand so, from a line on."""
    for at in range(start, len(lines)):
        if at and lines[at - 1].rstrip().lower().endswith("sent by"):
            continue
        for found in _IN_LINE[stands](lines, at, habit):
            yield found, at


def _first_on(lines: Sequence[str], at: int, _: Habit) -> list[str]:
    indent = _FIRST.match(lines[at])
    found = _ADDRESS.match(lines[at], indent.end() if indent else 0)
    return [found[0]] if found and not _has(found[0].lower(), _OTHERS) else []


def _after_label(lines: Sequence[str], at: int, _: Habit) -> list[str]:
    label = _LABEL.match(lines[at] + " ")
    if label is None:
        return []
    rest = lines[at][label.end() :]
    following = next((line for line in lines[at + 1 : at + 4] if line.strip()), "")
    return _ADDRESS.findall(rest) or ([] if rest.strip() else _first_on([following], 0, _))


def _in_sentence(lines: Sequence[str], at: int, habit: Habit) -> list[str]:
    line = lines[at]
    return _anywhere(lines, at, habit) if _has(line, habit.words) else []


def _anywhere(lines: Sequence[str], at: int, _: Habit) -> list[str]:
    line = lines[at]
    return [
        found[0]
        for found in _ADDRESS.finditer(line)
        if not _has(line[max(found.start() - 40, 0) : found.end()], _OTHERS)
    ]


def _in_json(lines: Sequence[str], at: int, _: Habit) -> list[str]:
    return [
        found[0]
        for one in _IN_JSON.finditer(lines[at])
        if (found := _ADDRESS.match(lines[at], one.end()))
    ]


def _has(line: str, words: Iterable[str]) -> bool:
    lowered = line.lower()
    return any(word in lowered for word in words)


_IN_LINE = {
    Stands.FIRST_ON_A_LINE: _first_on,
    Stands.AFTER_A_LABEL: _after_label,
    Stands.IN_THE_SENTENCE: _in_sentence,
    Stands.IN_JSON: _in_json,
    Stands.ANYWHERE: _anywhere,
}
