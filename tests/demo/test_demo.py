"""The demo from the outside: processes, mailboxes, commands. Nothing is faked."""

from __future__ import annotations

import json
import os
import smtplib
import socket
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo.conftest import RunningDemo, environment, six_free_ports, stop, until
from tests.examples import DESK, PNG, ROOT, a_mail

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytestmark = pytest.mark.slow
LIN = "lin@home.example"


def send(demo: RunningDemo, raw: bytes, to: str = DESK) -> None:
    """Mail something, as any mail program does."""
    with smtplib.SMTP("127.0.0.1", demo.state()["smtp"]["port"]) as smtp:
        smtp.sendmail(LIN, [to], raw)


def subjects(demo: RunningDemo, number: str) -> list[str]:
    """The subjects of the letters about one case, oldest first."""
    mails = [one for one in demo.mail("complainant") if number in one["subject"]]
    return [one["subject"].partition("] ")[2] for one in sorted(mails, key=lambda m: m["date"])]


def case_of(demo: RunningDemo, number: str) -> dict[str, Any]:
    """One line of the case list."""
    return next(one for one in demo.cases() if one["number"] == number)


@pytest.mark.chaos  # `make test` has a whole life on a demo; this is another
def test_a_first_visit(new_demo: Callable[..., RunningDemo]) -> None:
    """Samples are answered; a complaint of one's own is acknowledged, reminded and completed."""
    base = six_free_ports()
    demo = new_demo("demo", "--port-base", str(base))
    assert demo.state()["console"].endswith(f":{base}")
    again = demo.ombud("demo", status=1)
    assert not again, "a second demo in the same folder is refused before anything happens"
    assert json.loads(demo.ombud("demo", "status", "--json"))["ready"]
    until(lambda: len(demo.mail("complainant")) >= 6)  # 3 acknowledgements, 3 evidence requests
    assert len(json.loads(demo.ombud("demo", "mail", "complainant", "--json"))) == 6
    assert {one["language"] for one in demo.cases()} == {"zh-Hans", "zh-Hant", "en"}

    raw = a_mail("Yuanhu Calling keep calling me.", sender=LIN, message_id="<own@home.example>")
    send(demo, raw)
    send(demo, raw)  # the same bytes twice
    until(lambda: "We need something more from you" in subjects(demo, "C-2026-000004"))
    assert len(demo.cases()) == 4
    assert subjects(demo, "C-2026-000004").count("We have your complaint") == 1

    demo.ombud("demo", "fast-forward", "5d")
    until(lambda: len(subjects(demo, "C-2026-000004")) == 3)
    assert subjects(demo, "C-2026-000004")[2] == "A reminder: we are waiting to hear from you"

    reminder = next(
        one
        for one in demo.mail("complainant")
        if "000004" in one["subject"] and "reminder" in one["subject"]
    )
    answer = a_mail(
        "Here is the screenshot of the calls to my number, 13800000000.",
        sender=LIN,
        to=reminder["reply_to"],
        subject=f"Re: {reminder['subject']}",
        message_id="<answer@home.example>",
        files=(("calls.png", "image/png", PNG),),
        headers=(("In-Reply-To", reminder["message_id"]),),
    )
    send(demo, answer, reminder["reply_to"])
    until(lambda: demo.stages()["C-2026-000004"] == "with respondent")
    assert case_of(demo, "C-2026-000004")["stage"] == "with respondent"

    rules = [one["rule"] for one in demo.lines("intake", "export", "--jsonl")]
    assert rules.count("same message") + rules.count("same delivery") == 1
    assert rules.count("a case's correspondent writes to it") == 1
    states = {one["state"] for one in demo.lines("outbox", "export")}
    assert states <= {"sent", "pending"}, "what waits, waits for the morning"
    assert "BAD" not in demo.ombud("doctor")


@pytest.mark.chaos
def test_everything_survives_a_restart(new_demo: Callable[..., RunningDemo]) -> None:
    """Mailboxes, cases, passwords and workflows are there again; samples are not sent again."""
    demo = new_demo("kept")
    until(lambda: len(demo.mail("complainant")) >= 6)
    before = demo.state()
    stop(demo)
    assert not demo.state()["ready"]

    again = new_demo("kept")
    assert again.state()["mailboxes"] == before["mailboxes"]
    assert len(again.mail("complainant")) == 6
    again.ombud("demo", "fast-forward", "6d")
    until(lambda: len(again.mail("complainant")) == 8)  # two reminders; one lacked nothing
    assert len(again.cases()) == 3


@pytest.mark.chaos
def test_what_dies_is_started_again_and_nothing_is_left_behind(
    new_demo: Callable[..., RunningDemo],
) -> None:
    """Every part may be killed; Ctrl-C ends all of them."""
    demo = new_demo("dies", "--no-samples")
    parts = ("post", "worker", "mailroom", "console", "temporal")
    before = {part: demo.pid(part) for part in parts}
    for part in parts:
        demo.kill(part)
    until(lambda: all(demo.pid(part) != before[part] for part in parts))
    until(lambda: demo.ombud("demo", "mail", "inbox", status=None).startswith("0 mails"))

    send(demo, a_mail("They keep calling me.", sender=LIN))
    until(lambda: len(demo.mail("complainant")) == 2)

    after = [demo.pid(part) for part in parts]
    stop(demo)
    assert not [pid for pid in after if _runs(pid)]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    """A chosen port that is taken: which one, and what to do."""
    base = six_free_ports()
    with socket.create_server(("127.0.0.1", base)):
        refused = subprocess.run(  # noqa: S603  our own command
            [ROOT / "ombud", "demo", "--data", str(tmp_path), "--port-base", str(base)],
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert refused.returncode == 1
    assert f"{base} (console)" in refused.stderr
    assert "choose another one" in refused.stderr
