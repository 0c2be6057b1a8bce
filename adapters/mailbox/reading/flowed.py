"""``format=flowed`` (RFC 3676): paragraphs that were broken for the way, in one line again."""

from __future__ import annotations


def unflowed(text: str, *, deletes_space: bool) -> str:
    """Lines that end in a blank joined with the next of the same depth of quotes.

    ``deletes_space`` is DelSp=yes: the blank is only the mark, as in Chinese and Japanese.
    """
    lines: list[list[str]] = []
    flows, depth_before = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if flows and depth == depth_before and words != "-- ":
            lines[-1].append(words)
        else:
            lines.append([f"{'>' * depth} " if depth else "", words])
        flows = words.endswith(" ") and words != "-- "
        if flows and deletes_space:
            lines[-1][-1] = words[:-1]
        depth_before = depth
    return "\n".join(map("".join, lines))
