"""How a date was counted, line by line, in the reader's language."""

from __future__ import annotations

import re

from console.tongue import _

_LINES = [  # as casework/clock.py and casework/counting.py say it, the longer ones first
    (re.compile(pattern), text)
    for pattern, text in (
        (r"from (.+), a day that is not counted", "from %s, a day that is not counted"),
        (r"from (.+)", "from %s"),
        (r"due (.+), to the end of the day", "due %s, to the end of the day"),
        (r"due (.+)", "due %s"),
        (
            r"(.+), days of rest included: to (.+), the corresponding day",
            "%s, days of rest included: to %s, the corresponding day",
        ),
        (
            r"(.+), days of rest included: to (.+), that month's last day",
            "%s, days of rest included: to %s, that month's last day",
        ),
        (r"(.+), days of rest included: to (.+)", "%s, days of rest included: to %s"),
        (r"(.+) to (.+): (\d+) working days", "%s to %s: %s working days"),
        (r"(.+): 1 working day", "%s: 1 working day"),
        (r"(.+) is worked, so the last", "%s is worked, so the last"),
        (r"(.+): (.+), so not the last", "%s: %s, so not the last"),
        (r"(.+) to (.+): (.+): the clock stood still", "%s to %s: %s: the clock stood still"),
        (r"(.+), (.+) to (.+): the clock stood still", "%s, %s to %s: the clock stood still"),
        (r"(.+): (.+): the clock stood still", "%s: %s: the clock stood still"),
        (r"extended to (.+): (.+)", "extended to %s: %s"),
        (
            r"provisional: nobody has confirmed the calendar for (.+) and later days it needed",
            "provisional: nobody has confirmed the calendar for %s and later days it needed",
        ),
        (r"the desk's own target; (.+) says: (.+)", "the desk's own target; %s says: %s"),
    )
]
_PERIOD = re.compile(r"(\d+) (calendar day|working day|week|month|year|hour|business hour)s?\b")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
_OURS = re.compile("a day of rest|day and night|closed|business hours|the desk's own rule")


def in_the_readers_words(line: str) -> str:
    """A line of an explanation; what a calendar or a law says of itself stays as it says it."""
    for pattern, text in _LINES:
        if found := pattern.fullmatch(line):
            return _(text) % tuple(_part(one) for one in found.groups())
    return _part(line)


def _part(words: str) -> str:
    words = _PERIOD.sub(_period, words)
    words = _WEEKDAY.sub(lambda one: _(one[0]), words)
    return _OURS.sub(lambda one: _(one[0]), words)


def _period(found: re.Match[str]) -> str:
    text = f"%(count)s {found[2]}s"
    told = _(text)
    return found[0] if told == text else told % {"count": found[1]}
