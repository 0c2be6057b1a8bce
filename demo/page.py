"""The mail page: five mailboxes side by side, each letter as its reader sees it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote, quote_plus

from fastapi import FastAPI, Form, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from adapters.mailbox.parse import parse
from adapters.mailbox.reading.parts import attachment
from adapters.storage.engine import open_engine, sessions
from adapters.storage.relay import Relay
from demo import mailing
from demo.mailing import Enclosure
from demo.place import DESK, DemoError
from demo.wind import wind

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from demo.post import PostOffice

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
)
_DAYS = 5
_SHOWN = 50  # mails of one mailbox
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True)
class MailPage:
    """What the page shows and does, for one demo."""

    state: dict[str, Any]
    office: PostOffice
    relay: Relay
    wall: Callable[[], datetime]

    @property
    def boxes(self) -> dict[str, dict[str, Any]]:
        """The mailboxes by role."""
        return {one["role"]: one for one in self.state["mailboxes"]}

    def show(self, said: str = "", status: int = 200) -> HTMLResponse:
        """The whole page, and a word about what has just been done."""
        html = _PAGES.get_template("mail.html").render(
            state=self.state,
            boxes=self.boxes,
            mails={role: self._mails(role) for role in self.boxes},
            days=_DAYS,
            said=said,
        )
        return HTMLResponse(html, status_code=status, headers=_HEADERS)

    def _mails(self, role: str) -> list[dict[str, Any]]:
        rows = self.office.shelf.mails(self.boxes[role]["address"])[:_SHOWN]
        return [
            _shown(folder, uid, datetime.fromisoformat(at), mail) for folder, uid, at, mail in rows
        ]

    async def write(
        self, role: str, subject: str, text: str, answers: str, files: list[UploadFile]
    ) -> None:
        """Mail something in somebody's name. Raises DemoError."""
        if role not in self.boxes:
            raise DemoError(f"there is no mailbox {role!r}")
        answered = self._original(role, answers) if answers else None
        recipient = _sender_of(answered) if answered is not None else DESK
        if answered is not None:
            subject = f"Re: {str(answered['Subject'] or '').removeprefix('Re: ')}"
        sender = self.boxes[role]["address"]
        raw = mailing.write(
            sender=sender,
            recipient=recipient,
            subject=" ".join(subject.split()) or "(no subject)",
            text=text,
            written_at=self.wall(),
            files=[await _enclosure(file) for file in files if file.filename],
            answers=answered,
        )
        await asyncio.to_thread(mailing.send, self.state, raw, sender=sender, recipient=recipient)

    def _original(self, role: str, answers: str) -> EmailMessage:
        for folder, uid, _, raw in self.office.shelf.mails(self.boxes[role]["address"]):
            if f"{folder}/{uid}" == answers:
                return message_from_bytes(raw, policy=default)
        raise DemoError("the mail that this answers is no longer there")

    def file(self, role: str, mail: str, digest: str) -> tuple[str, bytes]:
        """A file of a mail: its name and its bytes. Raises DemoError."""
        box = self.boxes.get(role, {"address": ""})
        for folder, uid, at, raw in self.office.shelf.mails(box["address"]):
            if f"{folder}/{uid}" == mail:
                for one in parse(raw, datetime.fromisoformat(at)).attachments:
                    if one.sha256 == digest:
                        return one.name or "file", attachment(raw, digest)
        raise DemoError("that file is no longer there")

    async def wind(self) -> int:
        """Five days pass for every open case; how many there are. Raises DemoError."""
        try:
            by = timedelta(days=_DAYS)
            return len(await wind(self.state["temporal"], self.relay, by, self.wall))
        except RuntimeError as error:
            raise DemoError(f"Temporal does not answer: {error}") from error


def make_page(
    state: dict[str, Any], office: PostOffice, database: str, wall: Callable[[], datetime]
) -> FastAPI:
    """The routes of one demo's page."""
    app = FastAPI(title="Ombud demo: mail", docs_url=None, redoc_url=None, openapi_url=None)
    page = MailPage(state, office, Relay(sessions(open_engine(database))), wall)

    @app.get("/")
    async def look(said: str = "") -> HTMLResponse:
        return page.show(said)

    @app.post("/write", response_model=None)
    async def write(
        role: Annotated[str, Form()],
        text: Annotated[str, Form()],
        subject: Annotated[str, Form()] = "",
        answers: Annotated[str, Form()] = "",
        files: Annotated[list[UploadFile] | None, Form()] = None,
    ) -> Response:
        await page.write(role, subject, text, answers, files or [])
        await asyncio.sleep(1.0)  # the answer takes less: show it with the page
        return _back("Your mail is on its way.")

    @app.get("/file", response_model=None)
    async def file(role: str, mail: str, digest: str) -> Response:
        name, content = page.file(role, mail, digest)
        saved = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
        kind = "application/octet-stream"
        return Response(content, media_type=kind, headers={**_HEADERS, **saved})

    @app.post("/wind", response_model=None)
    async def forward() -> Response:
        wound = await page.wind()
        await asyncio.sleep(0.5)  # so that the reminders are there, too
        return _back(f"{wound} open cases are {_DAYS} days further on.")

    @app.exception_handler(DemoError)
    async def not_done(_request: object, error: Exception) -> Response:
        return page.show(f"That did not work: {error}", 400)

    return app


def _shown(folder: str, uid: int, received_at: datetime, raw: bytes) -> dict[str, Any]:
    mail = mailing.as_read(raw, received_at)
    at = datetime.fromisoformat(mail["date"] or mail["received_at"]).astimezone(UTC)
    return {**mail, "folder": folder, "id": f"{folder}/{uid}", "at": f"{at:%Y-%m-%d %H:%M} UTC"}


def _back(said: str) -> RedirectResponse:
    return RedirectResponse(f"/?said={quote_plus(said)}", status_code=303)


def _sender_of(mail: EmailMessage) -> str:
    return str(mail["From"].addresses[0].addr_spec)


async def _enclosure(file: UploadFile) -> Enclosure:
    media_type = file.content_type or "application/octet-stream"
    return Enclosure(file.filename or "file", media_type, await file.read())
