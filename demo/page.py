"""The mail page: five mailboxes side by side, each letter as its reader sees it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote_plus

from fastapi import FastAPI, Form, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from adapters.storage.engine import open_engine, sessions
from adapters.storage.relay import Relay
from demo import mailing
from demo.mailing import Enclosure
from demo.place import DESK, DemoError
from demo.wind import wind

if TYPE_CHECKING:
    from collections.abc import Callable

    from demo.post import PostOffice

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
)
_DAYS = 5
_WRITERS = {  # whose mailbox writes to whom when it begins a mail
    "complainant": DESK,
    "respondent": DESK,
    "body": DESK,
    "staff": DESK,
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def make_page(  # noqa: C901  one function a route
    state: dict[str, Any], office: PostOffice, database: str, wall: Callable[[], datetime]
) -> FastAPI:
    """The page of one demo."""
    app = FastAPI(title="Ombud demo: mail", docs_url=None, redoc_url=None, openapi_url=None)
    relay = Relay(sessions(open_engine(database)))
    boxes = {one["role"]: one for one in state["mailboxes"]}

    def mails(role: str) -> list[dict[str, Any]]:
        rows = office.shelf.mails(boxes[role]["address"])
        return [
            {
                **mailing.as_read(raw, datetime.fromisoformat(at)),
                "folder": folder,
                "id": f"{folder}/{uid}",
            }
            for folder, uid, at, raw in rows[:50]
        ]

    def show(said: str = "", status: int = 200, **more: Any) -> HTMLResponse:  # noqa: ANN401  template facts
        shown = {role: mails(role) for role in boxes}
        html = _PAGES.get_template("mail.html").render(
            state=state, boxes=boxes, mails=shown, days=_DAYS, said=said, **{"open": "", **more}
        )
        return HTMLResponse(html, status_code=status, headers=_HEADERS)

    @app.get("/")
    async def look(open: str = "", said: str = "") -> HTMLResponse:  # noqa: A002  the query's word
        return show(said, open=open)

    @app.post("/write", response_model=None)
    async def write(
        role: Annotated[str, Form()],
        text: Annotated[str, Form()],
        subject: Annotated[str, Form()] = "",
        answers: Annotated[str, Form()] = "",
        files: Annotated[list[UploadFile] | None, Form()] = None,
    ) -> Response:
        if role not in _WRITERS:
            return show(f"the mailbox {role!r} does not write", 400)
        try:
            raw, recipient = await letter(role, subject, text, answers, files or [])
            sender = boxes[role]["address"]
            await asyncio.to_thread(mailing.send, state, raw, sender=sender, recipient=recipient)
        except DemoError as error:
            return show(str(error), 400)
        await asyncio.sleep(1.0)  # the answer takes less: show it with the page
        return _back("Your mail is on its way.")

    async def letter(
        role: str, subject: str, text: str, answers: str, files: list[UploadFile]
    ) -> tuple[bytes, str]:
        answered = original(role, answers) if answers else None
        recipient = str(answered["From"].addresses[0].addr_spec) if answered else _WRITERS[role]
        if answered is not None:
            subject = f"Re: {str(answered['Subject'] or '').removeprefix('Re: ')}"
        raw = mailing.write(
            sender=boxes[role]["address"],
            recipient=recipient,
            subject=" ".join(subject.split()) or "(no subject)",
            text=text,
            written_at=wall(),
            files=[
                Enclosure(
                    file.filename or "file",
                    file.content_type or "application/octet-stream",
                    await file.read(),
                )
                for file in files
                if file.filename
            ],
            answers=answered,
        )
        return raw, recipient

    def original(role: str, answers: str) -> Any:  # noqa: ANN401  email's message
        for folder, uid, _, raw in office.shelf.mails(boxes[role]["address"]):
            if f"{folder}/{uid}" == answers:
                return message_from_bytes(raw, policy=default)
        raise DemoError("the mail that this answers is no longer there")

    @app.post("/wind", response_model=None)
    async def forward() -> Response:
        try:
            wound = await wind(state["temporal"], relay, timedelta(days=_DAYS), wall)
        except (DemoError, RuntimeError) as error:
            return show(f"Could not wind: {error}", 503)
        await asyncio.sleep(0.5)
        return _back(f"{len(wound)} open cases are {_DAYS} days further on.")

    return app


def _back(said: str) -> RedirectResponse:
    return RedirectResponse(f"/?said={quote_plus(said)}", status_code=303)
