"""Two people, each with a case that is for them alone: every address and every form, crossed.

The addresses are the app's own list: a new route is attacked by itself, and one that leads to
something else fails here until it is said what that is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from adapters.storage.decisions import Who
from adapters.storage.drafts import Drafts
from adapters.storage.models import MessageRow
from adapters.storage.paperwork import Paperwork
from adapters.storage.tasks import TaskRow, Tasks
from casework.case import Party
from casework.drafts import Draft
from casework.letters import Enclosed
from casework.roles import Role
from tests.console.front_desk import FORM, FrontDesk, Page
from tests.console.procedure import Procedure
from tests.console.test_access import as_somebody
from tests.examples import MONDAY, PNG, SECRET, a_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.again


LING, EVE = "ling", "eve"
WORDS = {LING: "saffron", EVE: "indigo"}  # each stands in one person's case, and nowhere else
CALLERS = {LING: "+8657100006612", EVE: "+8657100007734"}
SHARED = "+8657100008856"  # complained of in both
OF_NO_CASE = {"account", "month"}
OF_MANAGERS = {"/case/{number}/restrict"}  # refused to others whatever the case is
SPELLED = ("{}", "+{}", "{}.0", "%20{}", "{}%0A", "0{}")  # FastAPI takes each for the number
SEARCHES = (
    *("text=05710000", "search=05710000", "text=@home.example", "text=C-2026", "text=call"),
    *("sender=@home.example", "disposition=opened", "disposition=added", "disposition=recorded"),
    *("table=cases", "table=missed", "table=figures", "whose=everybody", "kind=mail"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theirs:
    """A case that is for one person, and everything that belongs to it."""

    account: str
    number: str
    messages: tuple[int, ...]
    held: int
    file: str
    letter: str
    enclosed: str
    draft: str
    task: int

    @property
    def word(self) -> str:
        """What stands in it, and nowhere else."""
        return WORDS[self.account]

    def paths(self, template: str) -> Iterator[str]:
        """The addresses of a kind that lead to what is theirs."""
        fits = {
            "number": [self.number],
            "key:path": [self.letter],
            "message_id": [
                how.format(one) for one in (*self.messages, self.held) for how in SPELLED
            ],
            "sha256": [self.enclosed if template.startswith("/letters") else self.file],
            "caller": [quote(CALLERS[self.account])],
            "version": ["1"],
            "part": ["pdf", "zip"],
            "page": ["0"],
            "draft": [self.draft],
        }
        found = [template]
        for name in re.findall(r"{([^}]+)}", template):
            assert name in fits, f"{template}: nobody has said what {name} leads to"
            found = [one.replace(f"{{{name}}}", value) for one in found for value in fits[name]]
        yield from found

    def leaks_into(self, page: Page) -> bool:
        """Whether a page tells anything of it."""
        told = (self.word, self.number, CALLERS[self.account])
        return any(one in page.html for one in told)


async def a_case_of(front: FrontDesk, account: str) -> Theirs:
    """Complained, put to the respondent, about to be referred; a mail more is held."""
    word = WORDS[account]
    text = (
        f"Acme Calls call me every day about {word}. My call log is enclosed. "
        f"Unwanted calls from {CALLERS[account]} and from {SHARED}.\n"
    )
    raw = a_mail(
        text,
        subject=f"Unwanted {word} calls",
        sender=f"{word} <{word}@home.example>",
        message_id=f"<{word}@home.example>",
        files=((f"{word}.png", "image/png", PNG + word.encode()),),
    )
    case = await Procedure.approval_pending(front, raw)
    held = await front.hold(
        a_mail(f"More of {word}: unwanted calls.\n", message_id=f"<{word}-2@home.example>")
    )
    async with front.desk.rows.begin() as session:
        row = await session.get_one(MessageRow, held)
        row.suggested_case, row.sender = case.number, f"{word}@home.example"
    now, file = front.clock.now, sha256(PNG + word.encode()).hexdigest()
    front.desk.store.put(PNG + word.encode())
    written = Draft(
        id="",
        party=Party.COMPLAINANT,
        subject=word,
        text=f"About {word}.",
        by=account,
        enclosed=(Enclosed(name=word, media_type="image/png", message="", sha256=file),),
    )
    await Tasks(front.desk.rows).add(case.number, word, due_at=now, by=account, at=now)
    view = await front.desk.views.case(case.number)
    assert view is not None
    letter = next(one for one in view.letters if one.approval)
    return Theirs(
        account=account,
        number=case.number,
        messages=tuple(one.id for one in view.messages),
        held=held,
        file=view.messages[0].attachments[0].partition(" ")[0],
        letter=letter.key,
        enclosed=str((await front.desk.views.letter(letter.key) or letter).files[0]["sha256"]),
        draft=(await Drafts(front.desk.rows).save(case.number, written, 0, now)).id,
        task=next(one.id for one in await front.all_of(TaskRow) if one.case_number == case.number),
    )


@pytest.fixture
async def crossed(front: FrontDesk) -> dict[str, Theirs]:
    """Each person's case, for them alone; the two are linked, and have a caller in common."""
    await front.fill()  # what pages and forms name as an example
    theirs = {account: await a_case_of(front, account) for account in (LING, EVE)}
    await as_somebody(front, Role.HANDLER, EVE)
    for account, one in theirs.items():
        await front.desk.access.restrict(
            one.number, [account], by="manager", why="delicate", at=MONDAY
        )
    papers = Paperwork(front.desk.rows, SECRET)
    who = Who(account="manager", why="the same firm", at=MONDAY)
    await papers.relate(theirs[LING].number, theirs[EVE].number, who)
    return theirs


async def rows_of(front: FrontDesk, one: Theirs) -> list[tuple[object, ...]]:
    """All that the record has of a case."""
    return [row for rows in (await front.record()).values() for row in rows if one.number in row]


@pytest.mark.parametrize("account", [LING, EVE])
async def test_what_is_for_others_is_not_there(
    front: FrontDesk, crossed: dict[str, Theirs], account: str
) -> None:
    """Every address of the other's answers 404, in any spelling, and says and does nothing."""
    mine, theirs = crossed[account], crossed[EVE if account == LING else LING]
    form = {**FORM, "csrf": (await (await as_somebody(front, Role.HANDLER, account)).get("/")).csrf}
    before, opened = await front.record(), set()

    for method, template in front.templates():
        if not set(re.findall(r"{(\w+)", template)) - OF_NO_CASE:
            continue
        for path in theirs.paths(template):
            data = form if method == "POST" else None
            page = Page(await front.browser.request(method, path, data=data))
            assert page.status == (403 if template in OF_MANAGERS else 404), f"{method} {path}"
            assert theirs.word not in page.html, f"{method} {path}"
        for path in mine.paths(template) if method == "GET" else ():
            page = await front.get(f"{path}?message={mine.messages[0]}")
            opened |= {template} if page.status == 200 else set()
            assert not theirs.leaks_into(page), path
        assert method == "POST" or template in opened, f"{template} opens nothing of one's own"
    assert await front.record() == before


async def test_no_list_shows_what_is_for_others(
    front: FrontDesk, crossed: dict[str, Theirs]
) -> None:
    """Nor does a search, a report, a table for a spreadsheet, or a case that is linked with it."""
    await as_somebody(front, Role.HANDLER, EVE)
    theirs = crossed[LING]
    asked = (
        *(f"message={one}" for one in (*theirs.messages, theirs.held)),
        f"draft={theirs.draft}",
    )

    paths = [path for method, path in front.templates() if method == "GET" and "{" not in path]
    paths += [f"/callers/{quote(SHARED)}", "/reports/2026-02", "/reports/2026-03"]
    paths += ["/reports/2026-03/csv", "/reports/2026-04/csv"]
    found = {path: await front.get(path) for path in paths}
    found |= {
        f"{path}?{one}": await front.get(f"{path}?{one}") for path in paths for one in SEARCHES
    }
    for template in ("/case/{number}", "/case/{number}/split", "/case/{number}/write"):
        for path in crossed[EVE].paths(template):
            found |= {f"{path}?{one}": await front.get(f"{path}?{one}") for one in asked}

    assert [path for path, page in found.items() if theirs.leaks_into(page)] == []
    assert [path for path, page in found.items() if page.status == 500] == []
    assert sum(crossed[EVE].leaks_into(page) for page in found.values()) > len(found) / 3


async def test_no_form_reaches_what_is_for_others(
    front: FrontDesk, crossed: dict[str, Theirs]
) -> None:
    """Every form, on a page of one's own, with every field leading to the other's case."""
    mine, theirs = crossed[EVE], crossed[LING]
    token = (await (await as_somebody(front, Role.HANDLER, EVE)).get("/")).csrf
    fields = {
        **{name: one for name, one in FORM.items() if name not in {"outcome", "account"}},
        "message_id": [*theirs.messages, theirs.held],
        "number": theirs.number,
        "other": theirs.number,
        "draft": theirs.draft,
        "task": theirs.task,
        "message": theirs.messages[0],
        "subject": "x",
        "text": "x",
        "to": "complainant",
        "until": "2027-01-01",
        "party": "complainant",
        "csrf": token,
        "file": [theirs.file],
        "enclose": [f"{theirs.messages[0]} {theirs.file}", f"0 {theirs.file}"],
        "known": [theirs.file],
        "sha256": theirs.enclosed,
    }
    before = await rows_of(front, theirs)
    turns: tuple[dict[str, object], ...] = (
        {"about": "call_log", "value": f"{theirs.messages[0]} {theirs.file}"},
        {"kind": "take as answer", "value": str(theirs.messages[-1]), "which": "all"},
        {"message_id": [theirs.held], "version": "1"},
    )

    for method, template in front.templates():
        if method != "POST" or template in {"/login", "/logout", "/me/password"}:
            continue
        for turn in turns:
            for path in mine.paths(template) if not _of_none(template) else [template]:
                sent = {**fields, **turn}
                page = Page(await front.browser.post(path, data=sent, follow_redirects=True))
                assert theirs.word not in page.html, f"{path} {turn}"
                assert page.status != 500, f"{path} {turn}"
                assert await rows_of(front, theirs) == before, f"{path} {turn}"


def _of_none(template: str) -> bool:
    return not set(re.findall(r"{(\w+)", template)) - OF_NO_CASE
