"""Four complaints to their end on the demo desk: over SMTP and IMAP, in a browser, by the clock."""

from __future__ import annotations

import json
import smtplib
from shutil import which
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.demo.conftest import RunningDemo, until
from tests.examples import DESK, PNG, a_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]
CHROMIUM = which("chromium")
LIN = "lin@home.example"
FIRM = "calls@firm.example"
BODY = "intake@ombudsman.example"
AUTHORISATION = ("授權委託書.png", "image/png", PNG)
CALLS = ("calls.png", "image/png", PNG)
SETTLED, PASSED_ON, REFERRED, GUIDED = (f"C-2026-00000{n}" for n in (1, 3, 2, 4))


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
        return next(str(one["stage"]) for one in self.demo.cases() if one["number"] == number)

    def until_stage(self, number: str, stage: str) -> None:
        """Wait until a case has come so far."""
        until(lambda: self.stage(number) == stage)

    def until_mail(self, role: str, number: str, words: str) -> dict[str, Any]:
        """Wait for a mail about a case whose subject has these words."""
        until(lambda: any(words in one["subject"] for one in self.mails(role, number)))
        return next(one for one in reversed(self.mails(role, number)) if words in one["subject"])

    def days(self, period: str) -> None:
        """Time passes for every case that is under way."""
        self.demo.ombud("demo", "fast-forward", period)


@pytest.fixture
def page() -> Iterator[Page]:
    """A page of a real browser; skipped, with a word, where there is none."""
    if CHROMIUM is None:
        pytest.skip("no chromium here: apt-get install chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield browser.new_page()
        browser.close()


@pytest.fixture
def town(new_demo: Callable[..., RunningDemo]) -> Town:
    """A demo with its three samples acknowledged, and a fourth complaint of one's own."""
    town = Town(new_demo("life"))
    until(lambda: len(town.demo.cases()) == 3)
    until(lambda: {town.stage(one) for one in (SETTLED, PASSED_ON)} == {"with respondent"})
    raw = a_mail(
        "Yuanhu Calling call me every day: unwanted calls. A record of the calls is attached.\n"
        "My number is 13800000000.",
        sender=LIN,
        message_id="<fourth@home.example>",
        files=(CALLS,),
    )
    town.mail(raw)
    until(lambda: len(town.demo.cases()) == 4)
    town.until_stage(GUIDED, "with respondent")
    return town


def test_four_complaints_to_their_end(town: Town, page: Page) -> None:
    """Settled early; answer and silence; breach, referral, answer, reopened; filing guide."""
    town.reply("complainant", SETTLED, "问题解决了! 谢谢。")
    town.until_stage(SETTLED, "closed")

    town.days("1d")  # whatever the hour, the notices have left
    notice = town.until_mail("respondent", PASSED_ON, "")
    assert "money back" in notice["text"], "the respondent reads what it is about"
    town.reply("respondent", PASSED_ON, "We have paid the money back today.", sender=FIRM)
    town.until_stage(PASSED_ON, "answered")
    town.reply("complainant", REFERRED, "授權書在附件。", AUTHORISATION)

    town.days("16d")
    town.until_stage(PASSED_ON, "closed")
    town.until_stage(REFERRED, "approval pending")
    town.until_stage(GUIDED, "approval pending")
    assert not town.mails("body", REFERRED), "nothing goes to a body unapproved"

    approve_in_browser(town.demo, page, REFERRED)
    town.until_stage(REFERRED, "with external body")
    approve_in_shell(town.demo, GUIDED)
    town.until_stage(GUIDED, "with external body")
    town.days("1d")
    referral = town.until_mail("body", REFERRED, "")
    assert f"{REFERRED}-dossier.txt" in referral["attachments"]
    assert not town.mails("body", GUIDED), "who files for themselves gets the guide"
    guide = town.until_mail("complainant", GUIDED, "")
    assert f"{GUIDED}-dossier.txt" in guide["attachments"]

    town.reply("body", REFERRED, "本机构决定 远呼科技应停止拨打并书面道歉。", sender=BODY)
    town.until_stage(REFERRED, "answered")
    town.reply("complainant", REFERRED, "已解決 謝謝。")
    town.until_stage(REFERRED, "closed")

    town.days("31d")
    town.until_stage(GUIDED, "answered")
    town.reply("complainant", GUIDED, "It is settled, thank you.")
    town.until_stage(GUIDED, "closed")

    town.reply("complainant", REFERRED, "他們又打來了。")
    town.until_stage(REFERRED, "handed to a person")
    states = {one["state"] for one in town.demo.lines("outbox", "export")}
    assert states <= {"sent", "cancelled", "pending"}
    assert "BAD" not in town.demo.ombud("doctor")


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


def approve_in_browser(demo: RunningDemo, page: Page, number: str) -> None:
    """A person logs in, reads what will go out, and lets it."""
    state = demo.state()
    password = next(one["password"] for one in state["accounts"] if one["account"] == "approver")
    page.goto(f"{state['console']}/approvals")
    page.get_by_label("Account").fill("approver")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("row", name=number).get_by_role("link").first.click()
    expect(page.get_by_text("Exactly this goes out")).to_be_visible()
    expect(page.get_by_text(BODY).first).to_be_visible()
    page.get_by_label("Why").fill("It is complete.")
    page.get_by_role("button", name="Approve").click()
    page.wait_for_load_state()
