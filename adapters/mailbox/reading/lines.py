"""Lines of text as they come out of HTML: what breaks them, what stands before them."""

from __future__ import annotations

import re

_DEEPEST = 20  # quotes in quotes that are shown
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_HARD_BLANKS = re.compile("[ \xa0]+")
_FORWARDED = re.compile(r"-{3,}(?!.*(?:original|原始))", re.IGNORECASE)


class Lines:
    """Text written piece by piece, and the lines that it makes.

    A break is kept until something follows it, so that breaks never add up to more than
    one blank line, and a cell of one line stays in its row.
    """

    def __init__(self) -> None:
        self.preformatted = 0
        self.quotes = 0
        self.has_words = False  # whether anything but history was written
        self._done: list[tuple[int, str]] = []  # depth of quotes, text
        self._line: list[str] = []
        self._marker = ""  # a list's sign, before the next text
        self._lead = ""  # one, before this line
        self._break = 0  # 1: a new line, 2: a blank one before it
        self._lines_of_cell = 0
        self._is_fresh = False  # a cell or an item has begun, and there is nothing in it yet

    def add(self, text: str) -> None:
        """Some text; white space is one blank, but in what is preformatted."""
        if self.preformatted:
            first, *rest = text.split("\n")
            self._write(first)
            for line in rest:
                self.end(always=True)
                self._write(line)
            return
        text = _BLANKS.sub(" ", text)
        if self._break or not self._line or self._line[-1].endswith((" ", "\t")):
            text = text.removeprefix(" ")
        self._write(text)

    def end(self, *, always: bool = False) -> None:
        """The line ends here; ``always``: also where there is nothing in it yet."""
        if self._is_fresh and not always:
            return
        if self._break:
            self._break = 2 if always else self._break
        elif self._line:
            self._break = 1

    def blank(self) -> None:
        """A blank line follows, unless nothing stands before it."""
        if not self._is_fresh and (self._line or self._done):
            self._break = 2

    def mark(self, sign: str) -> None:
        """The next text begins a line with this sign: "- ", "2. "."""
        self.end()
        self._marker = sign
        self._is_fresh = True

    def row(self) -> None:
        """A row of a table begins."""
        self.end()
        if self._lines_of_cell == 0:
            self._break = min(self._break, 1)
        self._lines_of_cell = -1

    def cell(self) -> None:
        """A cell begins: beside the one before it, if that is one line."""
        if self._lines_of_cell == 0 and self._line:
            self._break = 0
            self._line.append("\t")
        self._lines_of_cell = 0
        self._is_fresh = True

    def settle(self) -> None:
        """What a cell or a list's item holds ends here, even if that is nothing."""
        self._is_fresh = False

    def rule(self, sign: str) -> None:
        """A line across."""
        self.end()
        self._write(sign)
        self.end()

    def quote(self, deeper: int) -> None:
        """Quoted history begins (1), or ends (-1)."""
        self._flush()
        self._break = max(self._break, 1)
        self.quotes += deeper

    def here(self) -> int:
        """The line that is written next; for ``quote_from``."""
        self._flush()
        return len(self._done)

    def quote_from(self, begun: int) -> None:
        """What was written since is history, unless it is what somebody forwards."""
        self._flush()
        written = self._done[begun:]
        first = next((text for _, text in written if text.strip()), "")
        if not _FORWARDED.match(first.strip()):
            self._done[begun:] = [(max(depth, self.quotes + 1), text) for depth, text in written]

    def text(self) -> str:
        """All of it."""
        self._flush()
        return "\n".join(
            f"{'> ' * min(depth, _DEEPEST)}{text}".rstrip() for depth, text in self._done
        ).strip("\n")

    def _write(self, text: str) -> None:
        if not text:
            return
        if self._break:
            blank = self._break > 1
            self._flush()
            if blank and self._done:
                self._done.append((min(self._done[-1][0], self.quotes), ""))
            self._break = 0
            self._lines_of_cell += not self._is_fresh
        if self._marker:
            self._lead, self._marker = self._marker, ""
        self._line.append(text)
        self._is_fresh = False

    def _flush(self) -> None:
        """The line that is being written is done."""
        if self._line:
            text = "".join(self._line)
            if not self.preformatted:
                text = _HARD_BLANKS.sub(" ", text).strip(" \t")
            self._done.append((self.quotes, self._lead + text))
            self._lead = ""
            self.has_words = self.has_words or bool(text and not self.quotes)
            self._break = max(self._break, 1)
        self._line = []
