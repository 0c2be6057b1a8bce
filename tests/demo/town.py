"""Everybody around a running demo: who writes to the desk, who reads, who lets letters go out."""

from __future__ import annotations

import json
import smtplib
from typing import Any

from tests.demo.conftest import RunningDemo, soon, until
from tests.examples import DESK, a_mail

LIN = "lin@home.example"
FIRM = "calls@firm.example"
BODY = "intake@ombudsman.example"


class Town:
    """Everybody who writes to the desk of a running demo, and what they find in their mailboxes."""

    def __init__(self, demo: RunningDemo) -> None:
        self.demo, self.sent = demo, 0

    def mails(self, role: str, number: str) -> list[dict[str, Any]]:
        """The mails about one case in somebody's mailbox, oldest first."""
        found = [one for one in self.demo.mail(role) if f"[{number}]" in one["subject"]]
        return sorted(found, key=lambda one: one["date"])

    def reply(
        self, role: str, number: str, text: str, *files: tuple[str, str, bytes], sender: str = LIN
    ) -> None:
        """Somebody answers the latest mail of the desk about a case."""
        latest = self.mails(role, number)[-1]
        self.sent += 1
        raw = a_mail(
            text,
            sender=sender,
            to=latest["reply_to"],
            subject=f"Re: {latest['subject']}",
            message_id=f"<reply-{self.sent}@{sender.partition('@')[2]}>",
            files=files,
            headers=(("In-Reply-To", latest["message_id"]),),
        )
        self.mail(raw, sender, latest["reply_to"])

    def mail(self, raw: bytes, sender: str = LIN, to: str = DESK) -> None:
        """A mail as any mail program sends it."""
        with smtplib.SMTP("127.0.0.1", self.demo.state()["smtp"]["port"]) as smtp:
            smtp.sendmail(sender, [to], raw)

    def stage(self, number: str) -> str:
        """Where the case list says that a case stands."""
        return self.demo.stages()[number]

    def until_stage(self, number: str, stage: str) -> None:
        """Wait until a case has come so far."""
        until(lambda: self.stage(number) == stage)

    def until_mail(self, role: str, number: str, words: str) -> dict[str, Any]:
        """Wait for a mail about a case whose subject has these words."""
        until(lambda: any(words in one["subject"] for one in self.mails(role, number)))
        return next(one for one in reversed(self.mails(role, number)) if words in one["subject"])

    def until_file(self, role: str, number: str, name: str) -> None:
        """Wait for a mail about a case that has this file."""
        until(lambda: any(name in one["attachments"] for one in self.mails(role, number)))

    def hours_until(self, number: str, stage: str) -> None:
        """Nine hours pass, and nine more, until a case has come so far: no more than it takes."""
        for _ in range(5):
            if soon(lambda: self.stage(number) == stage):
                return
            self.days("9h")
        self.until_stage(number, stage)

    def days(self, period: str) -> None:
        """Time passes for every case that is under way."""
        self.demo.ombud("demo", "fast-forward", period)


def waiting(demo: RunningDemo, number: str) -> str:
    """The key of the letter of a case that waits for an approval."""
    listed = json.loads(demo.ombud("approval", "list", "--json"))
    return next(str(one["key"]) for one in listed if one["case"] == number)


def approve_in_shell(demo: RunningDemo, number: str) -> None:
    """At the server's shell, where the settings allow it: the demo's do."""
    key = waiting(demo, number)
    (shown,) = json.loads(demo.ombud("approval", "show", key, "--json"))
    said = ("--as", "approver", "--reason", "it is complete")
    demo.ombud("approval", "approve", key, "--sha256", shown["sha256"], *said)
