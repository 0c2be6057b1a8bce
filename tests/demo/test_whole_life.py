"""Four complaints to their end on the demo desk: over SMTP and IMAP, in a browser, by the clock."""

from __future__ import annotations

from shutil import which
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from tests.conftest import aside
from tests.demo.conftest import RunningDemo, until
from tests.demo.town import BODY, FIRM, LIN, Town, approve_in_shell
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.slow, pytest.mark.timeout(500)]
CHROMIUM = which("chromium")
AUTHORISATION = ("授權委託書.png", "image/png", PNG)
WINDING = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
}
CALLS = ("calls.png", "image/png", PNG)
SETTLED, PASSED_ON, REFERRED, GUIDED = (f"C-2026-00000{n}" for n in (1, 3, 2, 4))


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
    until(lambda: len(town.demo.stages()) == 3)
    until(lambda: {town.stage(one) for one in (SETTLED, PASSED_ON)} == {"with respondent"})
    raw = a_mail(
        "Yuanhu Calling call me every day: unwanted calls. A record of the calls is attached.\n"
        "My number is 13800000000.",
        sender=LIN,
        message_id="<fourth@home.example>",
        files=(CALLS,),
    )
    town.mail(raw)
    until(lambda: len(town.demo.stages()) == 4)
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

    town.days("15d")  # and some hours, by the hour of the day: nobody who approves is reminded
    town.hours_until(REFERRED, "approval pending")
    town.until_stage(GUIDED, "approval pending")
    assert not town.mails("body", REFERRED), "nothing goes to a body unapproved"

    approve_in_browser(town.demo, page, REFERRED)
    town.until_stage(REFERRED, "with external body")
    approve_in_shell(town.demo, GUIDED)
    town.until_stage(GUIDED, "with external body")
    town.days("1d")
    town.until_stage(PASSED_ON, "closed")
    town.until_file("body", REFERRED, f"{REFERRED}-dossier.pdf")
    town.until_file("complainant", GUIDED, f"{GUIDED}-dossier.pdf")
    assert not town.mails("body", GUIDED), "who files for themselves gets the guide"

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
    aside(all_are_cheap(town.demo, (SETTLED, PASSED_ON, REFERRED, GUIDED)))
    states = {one["state"] for one in town.demo.lines("outbox", "export")}
    assert states <= {"sent", "cancelled", "pending"}
    assert "BAD" not in town.demo.ombud("doctor")


async def all_are_cheap(demo: RunningDemo, numbers: tuple[str, ...]) -> None:
    """The first run of each case took fewer than 200 events, without those of winding."""
    client = await Client.connect(demo.state()["temporal"])
    costs = {}
    for number in numbers:
        runs = [one async for one in client.list_workflows(f"WorkflowId = 'case/{number}'")]
        first = min(runs, key=lambda one: one.start_time)
        handle = client.get_workflow_handle(first.id, run_id=first.run_id)
        history = await handle.fetch_history()
        costs[number] = len([one for one in history.events if one.event_type not in WINDING])
    assert max(costs.values()) < 200, costs


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
