"""Jinja: a letter order becomes words. A fact that is missing stops the letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from adapters.mailbox.replies.quoting import reply_mark
from casework import matching
from casework.case import Language, Party
from casework.letters import WITH_LINK, LetterKind
from casework.messages import OutboundMessage
from casework.originals import with_foot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from casework.letters import Fact, Letter


_ANSWER_US = (Party.COMPLAINANT, Party.RESPONDENT)
_MARKS = {
    Language.SIMPLIFIED: "请在此行上方回复",
    Language.TRADITIONAL: "請在此行上方回覆",
    Language.ENGLISH: "Please write your reply above this line",
}


@dataclass(frozen=True)
class Press:
    """Writes letters from the templates of a folder, in the desk's name.

    ``console`` is the address that staff are shown for it, ``public`` the one where others
    have their pages; either may be unknown.
    """

    folder: Path
    desk_address: str
    desk_name: str
    secret: bytes
    console: str = ""
    public: str = ""

    @cached_property
    def _jinja(self) -> ImmutableSandboxedEnvironment:
        environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self.folder),
            undefined=StrictUndefined,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals["long_date"] = long_date
        return environment

    def compose(self, letter: Letter, thread: tuple[str, ...]) -> OutboundMessage:
        """The letter in its party's language. Raises UndefinedError where a fact is missing."""
        template = self._jinja.get_template(f"{letter.language}/{letter.kind}.txt.j2")
        context = template.new_context(self._facts(letter, letter.facts))
        subject = "".join(template.blocks["subject"](context)).strip()
        words = letter.words or "".join(template.blocks["text"](context))
        text = _marked(with_foot(words.strip(), self._foot(letter)) + "\n", letter)
        domain = self.desk_address.rpartition("@")[2]
        return OutboundMessage(
            message_id=matching.letter_message_id(self.secret, letter.key, domain),
            reply_to=self._reply_to(letter),
            recipient=letter.to.address,
            subject=subject,
            text=text,
            html=as_html(text, letter.language),
            language=letter.language,
            in_reply_to=thread[-1] if thread else "",
            references=thread[-20:],
            written_at=letter.leaves_at,
            automatic=not letter.approval and letter.kind is not LetterKind.LETTER,
            link=matching.code_digest(code) if (code := self._code(letter)) else "",
        )

    def _foot(self, letter: Letter) -> str:
        """Where the originals are fetched, whoever wrote the words above it."""
        if letter.originals is None:
            return ""
        if not self.public:
            raise LookupError(
                f"{letter.key} tells a link to originals, and OMBUD_PUBLIC_ADDRESS is not set"
            )
        template = self._jinja.get_template(f"{letter.language}/originals.txt.j2")
        page = f"{self.public}/originals#{self._code(letter)}"
        one = letter.originals
        return template.render(
            page=page,
            name=one.name,
            size=f"{one.size:,}",
            sha256=one.sha256,
            last_day=long_date(one.last_day, letter.language),
            to=letter.to.party,
        ).strip()

    def _facts(self, letter: Letter, facts: Mapping[str, Fact]) -> dict[str, Any]:
        """What a template may use: what every letter knows, and its own facts."""
        return {
            "case_number": letter.case_number,
            "opened_on": letter.opened_on,
            "language": letter.language,
            "to": letter.to.party,
            "desk_name": self.desk_name,
            "page": f"{self.console}/approvals" if self.console else "",
            "status_page": f"{self.public}/status#{code}" if (code := self._status(letter)) else "",
            **facts,
        }

    def _code(self, letter: Letter) -> str:
        """What opens the page that a letter tells; the browser keeps it to itself.

        It stands behind the ``#`` of an address: so far no server, log or Referer sees.
        """
        if letter.originals is not None:
            return matching.originals_code(self.secret, letter.key)
        return self._status(letter)

    def _status(self, letter: Letter) -> str:
        to_them = letter.to.party is Party.COMPLAINANT and letter.kind in WITH_LINK
        return matching.status_code(self.secret, letter.key) if self.public and to_them else ""

    def _reply_to(self, letter: Letter) -> str:
        """The reply address of one party of one case; staff answer in the console."""
        if not letter.to.token:
            return self.desk_address
        return matching.reply_address(self.desk_address, letter.to.token)


def _marked(text: str, letter: Letter) -> str:
    """With the line above which an answer is looked for, where one is expected."""
    if letter.to.party not in _ANSWER_US:
        return text
    return f"{reply_mark(_MARKS[letter.language])}\n\n{text}"


def letters_missing(folder: Path) -> list[str]:
    """The templates that some language lacks, as paths."""
    return [
        f"{language}/{kind}.txt.j2"
        for language in Language
        for kind in LetterKind
        if not (folder / language / f"{kind}.txt.j2").exists()
    ]


def long_date(told: date | str, language: str) -> str:
    """A date as a person writes it, with its weekday; one in a list of days comes as text."""
    day = date.fromisoformat(told) if isinstance(told, str) else told
    if language == Language.ENGLISH:
        return f"{day.strftime('%A')}, {day.day} {day.strftime('%B')} {day.year}"
    weekday = "一二三四五六日"[day.weekday()]
    return f"{day.year}年{day.month}月{day.day}日\uff08星期{weekday}\uff09"


def as_html(text: str, language: str) -> str:
    """The same words in one calm layout: paragraphs, and lists where lines begin with a dash."""
    blocks = "\n".join(_block(one) for one in escape(text).strip().split("\n\n"))
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"></head>\n'
        '<body style="margin:0;background:#f6f5f2">\n'
        '<div style="max-width:38em;margin:0 auto;padding:2em 1.5em;background:#fff;'
        "color:#222;font:16px/1.6 system-ui,'PingFang SC','Microsoft YaHei',sans-serif\">\n"
        f"{blocks}\n</div></body></html>\n"
    )


def _block(block: str) -> str:
    if block.startswith("##-"):
        return f'<p style="margin:0 0 1em;color:#8a8a8a;font-size:12px">{block}</p>'
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    if lines and all(line.startswith("- ") for line in lines):
        items = "".join(f"<li>{line[2:]}</li>" for line in lines)
        return f'<ul style="margin:0 0 1em;padding-left:1.4em">{items}</ul>'
    return f'<p style="margin:0 0 1em">{"<br>".join(lines)}</p>'
