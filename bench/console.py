"""How fast the console answers on a desk that has been at work for years.

``python -m bench.console`` fills a database of its own with 10,000 cases and one case with 500
messages, asks the real app for its pages one after the other, and prints how long half of the
answers and nineteen of twenty took at most, in milliseconds, and how much of that the
processor worked: on a busy machine the rest is waiting for others. It fails where a page is
slower than ``--limit``. ``--database URL`` takes an empty database instead: PostgreSQL, say.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import insert

from adapters.storage.callers import CallerRow
from adapters.storage.case_clocks import ClockRow
from adapters.storage.migrate import migrate
from adapters.storage.models import (
    CaseRow,
    CorrespondentRow,
    EventRow,
    LetterRow,
    MessageRow,
    RespondentRow,
)
from casework.case import NextStep, Stage
from casework.roles import Role
from console.desk import Desk
from console.serving import settle
from console.web import make_console

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOW = datetime.now(UTC)
_ACCOUNT, _PASSWORD = "bench", "words for one run"
_BIG, _MESSAGES = "C-2026-000001", 500
_STAGES = (
    *((Stage.CLOSED, NextStep.NOTHING),) * 6,
    (Stage.AWAITING_EVIDENCE, NextStep.REMIND),
    (Stage.WITH_RESPONDENT, NextStep.BREACH),
    (Stage.APPROVAL_PENDING, NextStep.REMIND_APPROVER),
    (Stage.ANSWERED, NextStep.CLOSE_ON_SILENCE),
)
_FLAGGED, _WAITS = 7, 8  # with a respondent, approval pending
_ASKED = {
    "today": "/",
    "today, mine": "/?whose=mine",
    "cases": "/cases",
    "cases, page 100": "/cases?page=100",
    "cases, at a stage": "/cases?stage=with+respondent&sort=newest",
    "cases, need a person": "/cases?needs_staff=true&sort=waits+longest",
    "cases, overdue": "/cases?overdue=true",
    "cases, of a respondent": "/cases?respondent=firm-7&category=harassment_call",
    "cases, by number": "/cases?text=C-2026-004242",
    "cases, by address": "/cases?text=person77%40home",
    "cases, by respondent": "/cases?text=Firm+17",
    "cases, by calling number": "/cases?text=0571+0000+0042",
    "today, clocks": "/?kind=clock",
    "approvals": "/approvals",
    "held mail": "/mail",
    "one case": "/case/C-2026-000042",
    f"a case with {_MESSAGES} messages": f"/case/{_BIG}",
}


def _number(place: int) -> str:
    return f"C-2026-{place:06d}"


def _at(place: int) -> datetime:
    return _NOW - timedelta(hours=place)


def _respondents() -> Iterator[dict[str, Any]]:
    for place in range(200):
        yield {
            "id": f"firm-{place}",
            "name": f"Firm {place}",
            "kind": "company",
            "address": f"complaints@firm{place}.example",
            "language": "en",
            "aliases": [f"the firm {place}", f"第{place}公司"],
            "numbers": [f"05710000{place:04d}"],
            "facts": [],
            "is_default": False,
            "added_by": _ACCOUNT,
            "added_at": _NOW,
        }


def _cases(many: int) -> Iterator[dict[str, Any]]:
    for place in range(1, many + 1):
        stage, step = _STAGES[place % len(_STAGES)]
        is_open = stage is not Stage.CLOSED
        flagged = place % 40 == _FLAGGED
        yield {
            "number": _number(place),
            "first_digest": f"case {place}",
            "pack": "example",
            "pack_version": "1",
            "stage": stage,
            "next_step": step,
            "due_at": _NOW + timedelta(hours=place % 900 - 20) if is_open else None,
            "opened_at": _at(place),
            "language": ("en", "zh-Hans")[place % 2],
            "language_rule": "bench",
            "category": "harassment_call" if place % 3 else None,
            "category_rule": "bench",
            "needs_staff": flagged,
            "flagged_at": _at(place % 90) if flagged else None,
            "owner": _ACCOUNT if place % 5 == 0 else None,
            "respondent": f"firm-{place % 200}",
        }


def _message(place: int, number: str | None, digest: str, **facts: Any) -> dict[str, Any]:  # noqa: ANN401  columns
    return {
        "mailbox": "desk",
        "sha256": digest,
        "size": 4000,
        "taken_at": _at(place),
        "received_at": _at(place),
        "message_id": f"<{digest}@home.example>",
        "sender": f"person{place}@home.example",
        "sender_name": f"Person {place}",
        "subject": f"Unwanted calls, for the {place}th time",
        "text": "They call me every day, and I want it to stop. " * 40,
        "kind": "person",
        "content_digest": digest,
        "attachments": [],
        "refers_to": [],
        "defects": [],
        "disposition": "opened",
        "rule": "nothing known about it",
        "case_number": number,
        "party": "complainant",
        "handed_over_at": _at(place),
        "noted_at": _at(place),
        **facts,
    }


def _messages(many: int) -> Iterator[dict[str, Any]]:
    for place in range(1, many + 1):
        yield _message(place, _number(place), f"case {place}")
    for place in range(_MESSAGES):
        more = {"disposition": "added", "party": ("complainant", "respondent")[place % 2]}
        yield _message(place, _BIG, f"more {place}", **more)
    for place in range(_MESSAGES):
        held = {"disposition": "held", "rule": ("says nothing", "older than the desk")[place % 2]}
        yield _message(place, None, f"held {place}", **held)


def _people(many: int) -> Iterator[dict[str, Any]]:
    for place in range(1, many + 1):
        yield {
            "case_number": _number(place),
            "party": "complainant",
            "address": f"person{place}@home.example",
            "name": f"Person {place}",
            "token": f"token{place}",
        }


def _events(many: int) -> Iterator[dict[str, Any]]:
    for place in range(1, many + 1):
        kinds = ("opened", "acknowledged", "put to the respondent", "message added")
        for kind in kinds:
            yield _event(place, _number(place), kind)
    for place in range(2 * _MESSAGES):
        yield _event(place % 24, _BIG, "message added")


def _event(place: int, number: str, kind: str) -> dict[str, Any]:
    why = "complainant" if kind == "message added" else ""
    return {"case_number": number, "at": _at(place), "kind": kind, "why": why, "cause": f"{place}"}


def _letters(many: int) -> Iterator[dict[str, Any]]:
    for place in range(1, many + 1):
        waits = place % 50 == _WAITS
        yield _letter(place, _number(place), waits=waits)
    for place in range(_MESSAGES // 5):
        yield _letter(many + 1 + place, _BIG, waits=False)


def _letter(place: int, number: str, *, waits: bool) -> dict[str, Any]:
    kind = "referral" if waits else "acknowledgement"
    return {
        "key": f"{number}/{kind}/{place}",
        "case_number": number,
        "party": "body" if waits else "complainant",
        "kind": kind,
        "message_id": f"<letter{place}@desk.example>",
        "recipient": f"person{place}@home.example",
        "subject": f"[{number}] We have it",
        "raw": b"Subject: We have it\r\n\r\nWords. " * 200,
        "sha256": f"letter {place}",
        "state": "pending" if waits else "sent",
        "written_at": _at(place % 90),
        "leaves_at": _at(place % 90),
        "approval": ["approver"] if waits else [],
        "after_message": 10**6,
    }


def _clocks(many: int) -> Iterator[dict[str, Any]]:
    """Three of each case: one that ended, one that runs, one that is watched and may be over."""
    for place in range(1, many + 1):
        is_open = _STAGES[place % len(_STAGES)][0] is not Stage.CLOSED
        for name, owner, hours in (
            *(("answer", "respondent", -1), ("xx.ours", "ours", place % 900)),
            ("xx.theirs", "respondent", place % 700 - 20),
        ):
            runs = is_open and name != "answer"
            yield {
                "case_number": _number(place),
                "name": name,
                "owner": owner,
                "period": "15 working days",
                "is_further": name != "answer",
                "began_at": _at(place % 700 + 24),
                "due_at": _NOW + timedelta(hours=hours),
                "ended_at": None if runs else _at(place % 700),
            }


def _callers(many: int) -> Iterator[dict[str, Any]]:
    for place in range(1, many + 1):
        yield {
            "case_number": _number(place),
            "number": f"+86571{place % 40:08d}",
            "written": f"0571-{place % 40:08d}",
            "respondent": f"firm-{place % 200}",
            "said_at": _at(place),
        }


async def _fill(desk: Desk, many: int) -> None:
    async with desk.engine.begin() as connection:
        for table, rows in (
            (RespondentRow, _respondents()),
            (CaseRow, _cases(many)),
            (MessageRow, _messages(many)),
            (CorrespondentRow, _people(many)),
            (EventRow, _events(many)),
            (LetterRow, _letters(many)),
            (ClockRow, _clocks(many)),
            (CallerRow, _callers(many)),
        ):
            await connection.execute(insert(table), list(rows))
    await desk.accounts.add(
        account=_ACCOUNT,
        name="Bench",
        address="bench@desk.example",
        role=Role.APPROVER,
        password=_PASSWORD,
        at=_NOW,
    )


async def _come_in(browser: httpx.AsyncClient) -> None:
    page = (await browser.get("/login")).text
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    form = {"account": _ACCOUNT, "password": _PASSWORD, "csrf": found[1] if found else ""}
    (await browser.post("/login", data=form, follow_redirects=True)).raise_for_status()


async def _took(browser: httpx.AsyncClient, path: str, times: int) -> tuple[list[float], float]:
    """Milliseconds of each answer, and of the processor's work on one; the first is not counted."""
    (await browser.get(path)).raise_for_status()  # it reads the templates
    found, worked = [], time.process_time()
    for _ in range(times):
        began = time.perf_counter()
        (await browser.get(path)).raise_for_status()
        found.append((time.perf_counter() - began) * 1000)
    return found, (time.process_time() - worked) * 1000 / times


async def measure(folder: Path, url: str, many: int, times: int, limit: float) -> int:
    """Fill, ask, print; 1 where a page is slower than it may be."""
    desk = Desk(_environment(folder, url), lambda: _NOW)
    await migrate(desk.engine)
    print(f"filling {url.partition(':')[0]} with {many:,} cases …", flush=True)
    await _fill(desk, many)
    app, slow = make_console(desk), []
    house = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=house, base_url="http://console.example") as browser:
        await _come_in(browser)
        settle()  # as the server does when it begins
        print(f"{'ms':32}{'p50':>8}{'p95':>8}{'work':>8}")
        for name, path in _ASKED.items():
            took, work = await _took(browser, path, times)
            p95 = statistics.quantiles(took, n=20, method="inclusive")[-1]
            print(f"{name:32}{statistics.median(took):8.0f}{p95:8.0f}{work:8.0f}", flush=True)
            slow += [name] if p95 > limit else []
    await desk.engine.dispose()
    if slow:
        print(f"slower than {limit:.0f} ms: {', '.join(slow)}")
    return 1 if slow else 0


def _environment(folder: Path, url: str) -> dict[str, str]:
    return {
        "OMBUD_DATABASE_URL": url,
        "OMBUD_EVIDENCE_FOLDER": str(folder / "evidence"),
        "OMBUD_SECRET": "s" * 40,
        "OMBUD_DESK_ADDRESS": "complaints@desk.example",
        "OMBUD_IMAP_USER": "desk",
        "OMBUD_IMAP_PASSWORD": "none",
    }


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=40, help="answers a page")
    parser.add_argument("--limit", type=float, default=300, help="milliseconds, of the p95")
    parser.add_argument("--database", default="", help="the URL of an empty database")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/desk.db"
        work = measure(Path(folder), url, given.cases, given.times, given.limit)
        return asyncio.run(work)


if __name__ == "__main__":
    sys.exit(main())
