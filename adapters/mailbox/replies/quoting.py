"""What a sender wrote themselves, without what their mail program put around it.

Lines are read once, from the top. Only lines that are the sender's own so far are
remembered, and only they decide what the next line is: so reading the answer again
finds nothing more to cut. It knows the text only; whether a mail answers one of ours,
its headers tell, and others read them.
"""

from __future__ import annotations

import re
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from adapters.mailbox.replies.marks import (
    HEADER,
    WRAPPED,
    Line,
    attribution,
    by_program,
    header,
    is_source,
    loosely_wrote,
    perhaps_wrote,
    says_more,
    surely_wrote,
)
from adapters.mailbox.replies.signatures import end_of_words

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINES = 20_000  # nobody writes a mail of more
_MARK = re.compile("##-[^#]{1,400}-##")
_BROKEN_HEADING = ">:"  # the end of Gmail's "… wrote <\ndesk@desk.example\n>:"
_BEFORE_MARK = "> |*_\t"  # what may stand before it: a quote's, a table's, a stress's signs


def reply_mark(words: str) -> str:
    """The line near the top of a letter of ours below which all is ours: ``##- words -##``."""
    return f"##- {words} -##"


def own_words(text: str) -> str:
    """What the sender of a reply wrote themselves: no quoted history, no signature. Never raises.

    Answers between ">" quotes are kept; of a reply that only quotes nothing is left. What
    never looked like a reply keeps all it says, what it forwards or pastes, and what it
    quotes in the middle: that is what its sender has to say. Words inside or below history
    without marks (Outlook's) cannot be told from it, and go with it; but where nothing is
    said above it, or only that the answers are below, all of the text is the answer.
    """
    if text.count("\n") >= _LINES:
        return text
    lines = [Line(raw) for raw in text.split("\n")]
    reader = _Reader(lines, marks=_marks(lines))
    for at in range(len(lines)):
        if not reader.take(at):
            break
    return reader.answer(text)


def without_quotes(words: str) -> str:
    """Own words without the lines they quote: for rules that read what somebody decides."""
    lines = (Line(raw) for raw in words.split("\n"))
    return "\n".join(line.raw for line in lines if not line.is_quoted(within=False))


class _Reader:
    """Takes a text line by line, and remembers the sender's own."""

    def __init__(self, lines: Sequence[Line], *, marks: dict[int, bool]) -> None:
        self.own: list[Line] = []
        self._lines = lines
        self._marks = marks  # the lines where a letter of ours begins; whether they are quoted
        self._replied = bool(marks)  # something was quoted
        self._by_program = bool(marks)  # and a mail program has said so
        self._forwards = False  # somebody else's mail was handed on
        self._quoting = False  # nothing of the sender's has come since
        self._citing = False  # what is quoted now, the sender has put among their own words
        self._announced = False  # the last thing said was that a quote follows
        self._shown = _LINES  # from this line on, the sender shows what others wrote to them
        self._hides = False  # history without marks ends it, and there may be answers in it
        self._below = _LINES  # from this line on, all stands below a quote

    def answer(self, text: str) -> str:
        """The sender's own, where ``text`` looked like a reply; else without its signature."""
        if self._forwards and not self._replied:
            return text
        self._drop_below(quote=False)
        if self._hides and all(line.points_below for line in self.own if line.key):
            return own_words(self._above_mark()) if self._marks else text
        own = "\n".join(line.raw for line in self.own)
        untouched = own.strip() == text.strip()
        return text if untouched or not (own or self._by_program) else own

    def take(self, at: int) -> bool:
        """Read one line. False if it is history that runs to the end."""
        line, heading = self._lines[at], self._heading(at)
        if not self._marks.get(at, True):
            return self._end_at_mark(line)
        if at in self._marks or (line.is_quoted(within=self._quoting) and not heading):
            self._quote(at)
        elif self._announced and line.key:
            return self._end_at_history(at)
        elif heading and not self._shows_what_others_wrote(heading - 1):
            self._announce(heading - 1)
        elif line.is_original and not self._is_introduced(0):
            self._announce(0)
        elif line.is_forwarded or line.is_original:
            self._forwards = True
            return False
        elif lines := header([*self.own[1 - HEADER :], line]):
            return self._end_at_header(at, lines - 1)
        else:
            self._keep(line)
        return True

    def _end_at_mark(self, line: Line) -> bool:
        """All below is a letter of ours. Words on the very line of its mark are not lost."""
        if line.key.lstrip(_BEFORE_MARK).startswith("##-"):
            _drop_blank(self.own)
            above = self.own[-HEADER:]
            self._announce(attribution(above, loosely_wrote) or (header(above) if above else 0))
        else:
            self._keep(line)
        return False

    def _end_at_history(self, at: int) -> bool:
        """History without marks. What is below the mark of a letter of ours is no answer."""
        self._hides = says_more(self._lines[at : min(self._marks, default=len(self._lines))])
        return False

    def _above_mark(self) -> str:
        return "\n".join(line.raw for line in self._lines[: min(self._marks)])

    def _shows_what_others_wrote(self, lines: int) -> bool:
        """Messages that are pasted into the text, below "This is what they wrote me:"."""
        if self._is_introduced(lines):
            self._shown = min(self._shown, len(self.own))
        return self._shown < _LINES

    def _end_at_header(self, at: int, lines: int) -> bool:
        """Outlook's history; or a mail that is handed on, announced or in its very source."""
        self._forwards = self._is_introduced(lines) or is_source(self._lines, at)
        if self._forwards:
            return False
        self._announce(lines)
        return self._end_at_history(at)

    def _heading(self, at: int) -> int:
        """How many lines, this the last, are a mail program's "On … wrote:" above no ">"."""
        line = self._lines[at]
        if line.key != _BROKEN_HEADING and _stands_above_quote(self._lines, at):
            return 0  # the quote will tell
        return attribution([*self.own[1 - WRAPPED :], line], surely_wrote)

    def _is_introduced(self, lines: int) -> bool:
        """Whether the sender's last words above ``lines`` say that they hand on what follows."""
        above = (line for line in islice(reversed(self.own), lines, None) if line.key)
        last = next(above, None)
        return last is not None and last.is_introduction

    def _quote(self, at: int) -> None:
        """Somebody else's line."""
        if not self._quoting:
            self._begin_quote(at)
        if self._citing:
            self.own.append(self._lines[at])
        self._announced = False

    def _begin_quote(self, at: int) -> None:
        """A mail that is pasted begins with its sender, a reply does not."""
        blank = _blank_below(self.own)
        above = self.own[-blank - HEADER : len(self.own) - blank]
        lines = attribution(above, surely_wrote)
        lines = lines or attribution(above, loosely_wrote if self._marks else perhaps_wrote)
        said, headed = Line(_bare(self._lines[at])), _has_heading(self._lines, at)
        self._quoting = True
        headed &= not said.is_forwarded and not (said.field and self._is_introduced(0))
        if not (lines or headed) and (said.field == "from" or said.is_forwarded):
            self._forwards = True
        elif headed or self._is_history(above, lines):
            del self.own[len(self.own) - blank :]
            self._announce(lines, by_program=headed or attribution(above, by_program) > 0)
        else:
            self._citing = True

    def _is_history(self, above: Sequence[Line], lines: int) -> bool:
        """Whether a mail program quotes, and not the sender: on top, or below its own heading.

        A mail that quotes so once quotes nothing else.
        """
        if self._replied or len(above) == lines:
            return True
        return not above[-lines - 1].key and attribution(above, by_program) > 0

    def _announce(self, lines: int, *, by_program: bool = True) -> None:
        """A quote begins, and the last ``lines`` of the sender's own were its heading."""
        del self.own[len(self.own) - lines :]
        self._drop_below(quote=True)
        self._replied = self._quoting = self._announced = True
        self._by_program |= by_program
        self._citing = False
        self._below = len(self.own)
        self._shown = self._shown if self._shown < self._below else _LINES

    def _keep(self, line: Line) -> None:
        """The sender's own; where quotes are taken out, one blank line stays."""
        if line.key:
            self._quoting = self._citing = False
        elif not self.own or (self._quoting and not self._citing and not self.own[-1].key):
            return
        self.own.append(line)

    def _drop_below(self, *, quote: bool) -> None:
        """Drop signatures, quotes and blank lines at the end; above a quote, rules, too."""
        while self.own:
            end = end_of_words(self.own, quote=quote, below=self._below)
            if end == len(self.own):
                end = _end_above_quote(self.own)
            if end == len(self.own):
                break
            del self.own[end:]


def _marks(lines: Sequence[Line]) -> dict[int, bool]:
    """The lines over which marks of letters of ours go, and whether those are quoted."""
    return {
        at: line.key.startswith(">")
        for begin, line in enumerate(lines)
        if "##-" in line.key
        for at in range(begin, begin + _length_of_mark(lines[begin : begin + WRAPPED]))
    }


def _length_of_mark(lines: Sequence[Line]) -> int:
    """Over how many lines the mark goes that begins in the first; mail programs break it."""
    said = ""
    for count, line in enumerate(lines, 1):
        said += f" {line.key.lstrip(_BEFORE_MARK)}"
        if (found := _MARK.search(said)) and found.start() <= len(lines[0].key):
            return count
    return 0


def _stands_above_quote(lines: Sequence[Line], at: int) -> bool:
    """Whether ">" comes next, or after one blank line."""
    below = next((line for line in lines[at + 1 : at + 3] if line.key), None)
    return below is not None and below.is_quoted(within=False) and below.key != _BROKEN_HEADING


def _has_heading(lines: Sequence[Line], at: int) -> bool:
    """Whether a quote begins with its heading: Apple's "On … wrote:", Outlook's header."""
    quoted = takewhile(lambda line: line.key.startswith(">"), lines[at : at + HEADER])
    said = [Line(_bare(line)) for line in quoted]
    begins = (said[:end] for end in range(1, len(said) + 1))
    return said[0].is_original or any(
        header(begin) or (len(begin) <= WRAPPED and attribution(begin, surely_wrote))
        for begin in begins
    )


def _bare(line: Line) -> str:
    return line.key.lstrip("> ")


def _end_above_quote(own: Sequence[Line]) -> int:
    """How many lines stand above a quote at the end and its heading; all, if it is introduced."""
    end = len(own)
    while end and (own[end - 1].is_quoted(within=True) or not own[end - 1].key):
        end -= 1
    while end < len(own) and not own[end].is_quoted(within=False):
        end += 1
    above = own[max(0, end - HEADER) : end]
    blank = _blank_below(above)
    above = above[: len(above) - blank]
    if end == len(own) or not above or above[-1].is_introduction:
        return len(own)
    return end - blank - attribution(above, perhaps_wrote)


def _blank_below(own: Sequence[Line]) -> int:
    """How many blank lines are at the end."""
    return next((count for count, line in enumerate(reversed(own)) if line.key), len(own))


def _drop_blank(own: list[Line]) -> None:
    del own[len(own) - _blank_below(own) :]
