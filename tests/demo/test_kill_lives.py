"""Kill -9 at random through whole lives. Afterwards the mailboxes are counted, not the code."""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.demo.conftest import RunningDemo, until
from tests.demo.town import BODY, FIRM, LIN, Town
from tests.examples import PNG, a_mail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(500)]
CASES = 20
CALLS = ("calls.png", "image/png", PNG)
AUTHORISATION = ("authorisation.png", "image/png", PNG + b"1")
VICTIMS = ("worker", "mailroom", "temporal")
WHILE_WINDING = ("worker", "mailroom")  # the clock is Temporal's own


@contextmanager
def killing(
    demo: RunningDemo,
    seed: int,
    victims: tuple[str, ...] = VICTIMS,
    pause: tuple[float, float] = (1.5, 5.0),
) -> Iterator[list[str]]:
    """Everything is killed twice, in a random order, while this lasts."""
    chance, over = random.Random(seed), threading.Event()  # noqa: S311  a seed makes a run repeatable
    killed: list[str] = []
    order = chance.sample(victims, len(victims)) * 2

    def kill() -> None:
        for victim in order:
            if over.wait(chance.uniform(*pause)):
                return
            killed.append(victim)
            demo.kill(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        over.set()
        killer.join()


def complaint(n: int) -> bytes:
    """A complaint with all its evidence; every second one with an authorisation."""
    return a_mail(
        f"Yuanhu Calling call me, for the {n}th time, on 13800000000: unwanted calls.",
        sender=LIN,
        message_id=f"<life-{n}@home.example>",
        files=(CALLS, AUTHORISATION) if n % 2 else (CALLS,),
    )


def wind(town: Town, period: str) -> None:
    """Time passes; what was killed while it did is wound again."""
    for _ in range(10):
        said = town.demo.ombud("demo", "fast-forward", period, status=None)
        if "wound" in said or "0 cases" in said:
            return
        time.sleep(1)
    raise AssertionError("the clock could not be wound")


def settled_down(town: Town, stages: set[str]) -> None:
    """Wait until every case is at one of these stages."""
    deadline = time.monotonic() + 120
    while not (found := Counter(town.demo.stages().values())).keys() <= stages:
        assert time.monotonic() < deadline, found
        time.sleep(0.5)


def test_twenty_lives_through_months_of_kills(new_demo: Callable[..., RunningDemo]) -> None:
    """No letter lost, none doubled, no referral without the approval of exactly its bytes."""
    town = Town(new_demo("lives", "--no-samples"))
    with killing(town.demo, seed=5) as killed:
        for n in range(CASES):
            town.mail(complaint(n))
            time.sleep(0.7)  # so long that all of them are killed meanwhile
        until(lambda: len(town.demo.stages()) == CASES, 120)
        settled_down(town, {"with respondent"})
    assert len(set(killed)) == len(VICTIMS), "every part must have died at least once"
    numbers = sorted(town.demo.stages())
    with killing(town.demo, 6, WHILE_WINDING, (5.0, 10.0)):
        wind(town, "1d")
        for number in numbers[:5]:
            town.until_mail("respondent", number, "")
            town.reply("respondent", number, "It will not happen again.", sender=FIRM)
        for number in numbers[:5]:
            town.until_stage(number, "answered")
        for _ in range(2):
            wind(town, "10d")
        settled_down(town, {"approval pending", "closed"})
    assert not town.demo.mail("body"), "nothing goes to a body unapproved"
    assert Counter(town.demo.stages().values()) == {"closed": 5, "approval pending": CASES - 5}
    approve_all(town.demo)

    with killing(town.demo, seed=7):
        settled_down(town, {"with external body", "closed"})
    with killing(town.demo, 8, WHILE_WINDING, (5.0, 10.0)):
        wind(town, "1d")
        referred = {one["case"] for one in referrals(town.demo)}
        until(lambda: {one["subject"][1:14] for one in town.demo.mail("body")} == referred)
        for number in sorted(referred):
            town.reply("body", number, "The calls must stop.", sender=BODY)
        for number in sorted(referred):
            town.until_stage(number, "answered")
        for _ in range(3):
            wind(town, "20d")
        settled_down(town, {"closed"})

    everything_arrived_once(town.demo)
    assert referred, "some had given an authorisation"
    assert all(one["approval_sha256"] == one["sha256"] for one in referrals(town.demo))


def approve_all(demo: RunningDemo) -> None:
    """Everything that waits, letter by letter, as what it is."""
    digests = {one["key"]: one["sha256"] for one in demo.lines("outbox", "export")}
    for one in json.loads(demo.ombud("approval", "list", "--json")):
        said = ("--sha256", digests[one["key"]], "--as", "approver", "--reason", "complete")
        demo.ombud("approval", "approve", one["key"], *said)


def referrals(demo: RunningDemo) -> list[dict[str, Any]]:
    """The letters to bodies that are sent, or about to be."""
    letters = [one for one in demo.lines("outbox", "export") if one["to"] == BODY]
    return [one for one in letters if one["state"] != "cancelled"]


def everything_arrived_once(demo: RunningDemo) -> None:
    """Every letter that was sent lies in one mailbox, once; nothing else came from the desk."""
    letters = demo.lines("outbox", "export")
    assert {one["state"] for one in letters} <= {"sent", "cancelled"}
    sent = Counter(one["message_id"] for one in letters if one["state"] == "sent")
    roles = ("complainant", "respondent", "body", "staff")
    found = Counter(one["message_id"] for role in roles for one in demo.mail(role))
    assert found == sent, (found - sent, sent - found)
