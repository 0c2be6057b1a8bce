"""A console and whoever sits before it: mails come in, a browser goes round, the record is read."""

from __future__ import annotations

import atexit
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx
from fastapi.routing import APIRoute
from sqlalchemy import select
from starlette.routing import Mount
from temporalio.testing import ActivityEnvironment

from activities.clerk import Clerk
from activities.letters import Letters
from adapters.archive import Archive
from adapters.bounded import Bounded
from adapters.calendars import Calendars
from adapters.dossiers import Dossiers
from adapters.dossiers_sheets import Sheets
from adapters.mailbox.compose import Bindery
from adapters.mailbox.imap import Fetched
from adapters.mailbox.reader import Bounds
from adapters.policy_packs import load_packs
from adapters.press import Press
from adapters.storage.casebook import Casebook
from adapters.storage.files import Caps
from adapters.storage.intake import Intake, Place
from adapters.storage.models import CaseRow, MessageRow
from adapters.storage.outbox import Outbox
from adapters.storage.tables import TABLES
from casework.intake import Disposition
from casework.letters import LetterKind, LetterOrder
from console.desk import Desk
from console.web import make_console
from mailroom.receive import Arrived, Receiver
from tests.dossiers import SETTING
from tests.examples import DESK, MONDAY, READER, a_mail
from tests.postbag import Postbag

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from fastapi import FastAPI

    from adapters.storage.base import Base
    from casework.policy import Policy

ACCOUNT = "ling"
PASSWORD = "words that only Ling knows"  # noqa: S105  of an account that lives for one test
OLD = MONDAY - timedelta(days=30)  # older than the desk: held, for a person
FORM: dict[str, object] = {  # enough for any form of the console
    "message_id": [1],
    "why": "because",
    "outcome": "resolved",
    "kind": "hand over",
    "about": "category",
    "field": "urgency",
    "value": "",
    "verdict": "approved",
    "sha256": "0" * 64,
    "name": "Acme Calls",
    "address": "calls@firm.example",
    "language": "en",
    "words": "Dear Sir or Madam",
    "account": ACCOUNT,
    "password": PASSWORD,
    "version": "2030.1",
    "number": "C-2026-000001",
    "role": "handler",
    "new": "words that nobody knows",
}
REFUSALS = ("Not done", "There is no such page", "Something went wrong")
SHOWING = Bounded("adapters.dossiers_showing", 400_000_000)  # one child for all tests
LOOKING = Bounded("adapters.looking", 400_000_000)  # as well
for child in (SHOWING, LOOKING):
    atexit.register(child.close)
_ROOM = Caps(
    acknowledgements_per_sender_day=1000,
    acknowledgements_per_hour=1000,
    letters_per_recipient_day=1000,
)


@dataclass
class Clock:
    """A wall clock that a test sets."""

    now: datetime = MONDAY

    def __call__(self) -> datetime:
        """What it shows."""
        return self.now


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the console, as a person and as a browser see it."""

    response: httpx.Response

    @property
    def status(self) -> int:
        """The status of the answer."""
        return self.response.status_code

    @property
    def html(self) -> str:
        """What the browser is given."""
        return self.response.text

    @property
    def elements(self) -> list[tuple[str, dict[str, str | None]]]:
        """Every element with its attributes, as a browser takes them to be."""
        return self._read().elements

    @property
    def words(self) -> str:
        """What the person reads, blanks folded."""
        return " ".join("".join(self._read().texts).split())

    @property
    def csrf(self) -> str:
        """The token in the page's forms."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.html)
        assert found, f"there is no form in {self.html}"
        return found.group(1)

    @property
    def is_in_words(self) -> bool:
        """Whether this is one of our pages, not a machine's answer."""
        kind = self.response.headers.get("content-type", "")
        return kind.startswith("text/html") and any(one in self.words for one in REFUSALS)

    def _read(self) -> _Reader:
        reader = _Reader()
        reader.feed(self.html)
        return reader


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the element; all but the inline ones begin a new word."""
        self.elements.append((tag, dict(attrs)))
        self.texts.append("" if tag in {"a", "span", "strong"} else " ")

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.texts.append(data)


@dataclass(kw_only=True)
class FrontDesk:
    """A console on a real record, and one browser before it."""

    desk: Desk
    app: FastAPI
    browser: httpx.AsyncClient
    clock: Clock
    uid: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    @asynccontextmanager
    async def open(cls, environment: dict[str, str]) -> AsyncIterator[FrontDesk]:
        """The console of that environment; nobody is logged in."""
        clock = Clock()
        desk = Desk(environment, clock)
        _lend(desk)
        app = make_console(desk)
        app.state.live.lasts = 0  # the browser of these tests waits for the end of every answer
        try:
            async with visitor(app) as browser:
                yield cls(desk=desk, app=app, browser=browser, clock=clock)
        finally:
            await desk.engine.dispose()

    # ---- the browser -----------------------------------------------------------------

    async def get(self, path: str) -> Page:
        """Open a page; where it sends us on, that page."""
        return Page(await self.browser.get(path, follow_redirects=True))

    async def post(self, path: str, page: Page | None = None, /, **fields: object) -> Page:
        """Send a form as it stands on a page, or on one that has a form; go where it leads."""
        form = page or await self.get("/login" if path == "/login" else "/")
        sent = {"csrf": form.csrf, **fields}
        return Page(await self.browser.post(path, data=sent, follow_redirects=True))

    async def log_in(self, account: str = ACCOUNT, password: str = PASSWORD) -> Page:
        """Fill in the log-in page."""
        return await self.post("/login", account=account, password=password)

    def routes(self) -> Iterator[tuple[str, str]]:
        """Every method and path that the console answers, of what ``fill`` has put there."""
        for method, path in self.templates():
            yield method, _filled_in(path)

    def templates(self) -> Iterator[tuple[str, str]]:
        """Every method and kind of path that the console answers, as the app itself lists them."""
        for route in self.app.routes:
            match route:
                case APIRoute():
                    for method in route.methods or ():
                        yield method, route.path
                case Mount():
                    assert route.path == "/static"
                case _:
                    raise AssertionError(f"{route} is of a kind that nobody has thought of here")

    # ---- the mailroom ----------------------------------------------------------------

    async def take_in(self, raw: bytes, *, received_at: datetime = MONDAY) -> MessageRow:
        """One mail through the mailroom, its bytes kept; what the record says of it."""
        digest = self.desk.store.put(raw)
        place = Place(mailbox=DESK, folder="INBOX", uidvalidity=1, uid=next(self.uid))
        attempt = await self._intake().begin(place, digest, len(raw), received_at)
        fetched = Fetched(uid=place.uid, size=len(raw), received_at=received_at, raw=raw)
        if attempt.disposition is None:
            arrived = Arrived(place=place, fetched=fetched, attempt=attempt, digest=digest)
            await self._receiver().receive(arrived)
        async with self.desk.rows() as session:
            return (
                await session.scalars(
                    select(MessageRow).where(MessageRow.sha256 == sha256(raw).hexdigest())
                )
            ).one()

    async def open_case(self, raw: bytes | None = None) -> str:
        """A complaint comes in; the number of its case."""
        message = await self.take_in(raw or a_mail(message_id=f"<{next(self.uid)}@home.example>"))
        assert message.disposition == Disposition.OPENED, message
        assert message.case_number
        return message.case_number

    async def hold(self, raw: bytes | None = None) -> int:
        """A mail that is older than the desk comes in and is held; its number."""
        number = next(self.uid)
        raw = raw or a_mail(
            f"They called me on day {number}. Stop these unwanted calls.\n",
            message_id=f"<{number}@home.example>",
        )
        message = await self.take_in(raw, received_at=OLD)
        assert message.disposition == Disposition.HELD, message
        return message.id

    async def fill(self) -> None:
        """A held mail, number 1, and a case, C-2026-000001."""
        assert await self.hold() == 1
        assert await self.open_case() == "C-2026-000001"

    async def acknowledge(self, number: str) -> str:
        """The acknowledgement is written, as the case's workflow would; its key."""
        letters = Letters(
            clerk=self.clerk(), outbox=Outbox(self.desk.rows, self.clock), postman=Postbag()
        )
        key = f"{number}/acknowledgement/1"
        kind = LetterKind.ACKNOWLEDGEMENT
        order = LetterOrder(key=key, case_number=number, kind=kind, since=self.clock.now)
        temporal = ActivityEnvironment()
        temporal.info = replace(temporal.info, started_time=self.clock.now)
        await temporal.run(letters.write, order)
        return key

    def clerk(self) -> Clerk:
        """Whoever writes letters and records for this desk."""
        secret = self.desk.settings.secret.get_secret_value().encode()
        return Clerk(
            casebook=Casebook(self.desk.rows, self.desk.packs, _ROOM, secret),
            calendars=Calendars(),
            press=Press(
                self.desk.settings.templates_folder,
                DESK,
                "Ombud",
                secret,
                public=self.desk.settings.public_address,
            ),
            bindery=Bindery("Ombud"),
            archive=Archive(self.desk.store),
            papers=self.desk.dossiers,
        )

    def _intake(self) -> Intake:
        secret = self.desk.settings.secret.get_secret_value().encode()
        return Intake(self.desk.rows, self.desk.packs, secret, DESK, self.clock)

    def _receiver(self) -> Receiver:
        return Receiver(
            intake=self._intake(),
            pack=self.desk.packs["example"],
            settings=self.desk.settings,
            first_look_at=MONDAY,
            reader=self.desk.reader,
        )

    # ---- the record ------------------------------------------------------------------

    async def all_of(self, table: type[Base]) -> list[Any]:
        """Every row of a table."""
        async with self.desk.rows() as session:
            return list(await session.scalars(select(table)))

    async def case(self, number: str) -> CaseRow:
        """The row of a case."""
        async with self.desk.rows() as session:
            return await session.get_one(CaseRow, number)

    async def message(self, message_id: int) -> MessageRow:
        """The row of a message."""
        async with self.desk.rows() as session:
            return await session.get_one(MessageRow, message_id)

    async def change(self, number: str, **facts: object) -> None:
        """Set columns of a case, as its workflow might have; a pack comes with its version."""
        if (pack := self.desk.packs.get(str(facts.get("pack")))) is not None:
            facts.setdefault("pack_version", pack.version)
        async with self.desk.rows.begin() as session:
            row = await session.get_one(CaseRow, number)
            for name, value in facts.items():
                setattr(row, name, value)

    async def record(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything the desk knows, to be compared with what it knows later; not who looked."""
        async with self.desk.rows() as session:
            return {
                table.name: [tuple(row) for row in await session.execute(select(table))]
                for table in TABLES.sorted_tables
                if table.name != "access_log"
            }


def _filled_in(path: str) -> str:
    """An address of a kind: of what ``fill`` has put there, where it has."""
    for name, value in {
        "{number}": "C-2026-000001",
        "{key:path}": "C-2026-000001/acknowledgement/1",
        "{caller}": "057100006612",
        "{message_id}": "1",
        "{sha256}": "0" * 64,
        "{version}": "1",
        "{draft}": "none",
        "{part}": "pdf",
        "{page}": "0",
        "{account}": ACCOUNT,
        "{month}": "2026-03",
    }.items():
        path = path.replace(name, value)
    return path


def _lend(desk: Desk) -> None:
    """What takes long to begin is lent to every desk of these tests: packs, and the children."""
    vars(desk)["packs"] = packs_of(desk.packs_folder)
    vars(desk)["dossiers"] = replace(Dossiers.of(desk.settings, seconds=20), setting=SETTING)
    vars(desk)["sheets"] = Sheets(SHOWING)
    vars(desk.previews)["_child"] = LOOKING
    if Bounds.of(desk.settings) == READER.bounds:
        vars(desk)["reader"] = READER


@cache
def packs_of(folder: Path) -> dict[str, Policy]:
    """The packs of a folder, read once for all tests: it is what takes longest."""
    return load_packs(folder)


def visitor(app: FastAPI) -> httpx.AsyncClient:
    """A browser that has never been here."""
    house = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=house, base_url="http://console.example")
