"""A desk that has been at work is brought up to date: all that it knew is still there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from alembic import command
from sqlalchemy import Connection, text

from adapters.storage.decisions import Decisions, Who
from adapters.storage.engine import open_engine, sessions
from adapters.storage.mail_views import MailViews, Wanted
from adapters.storage.migrate import alembic_config, migrate
from adapters.storage.outbox import Outbox
from adapters.storage.relay import Relay
from adapters.storage.respondents import Respondents
from adapters.storage.views import Views
from casework.case import Consent, Outcome, Party, PendingLetter, Stage
from casework.decisions import DecisionKind
from casework.letters import LetterKind, LetterState
from tests.adapters.records import Clock, casebook_of, open_case
from tests.examples import ANA, FIRM, MONDAY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from adapters.storage.engine import Sessions

NUMBER = "C-2026-000001"
KEY = f"{NUMBER}/evidence-request/1"
OLD_DESK = (
    'insert into "counter" (year, last) values (2026, 1)',
    (
        'insert into "case" (number, first_digest, pack, pack_version, stage, next_step, due_at,'
        " opened_at, language, language_rule, category, category_rule, needs_staff, ahead)"
        " values (:number, 'first', 'example', '1', 'awaiting evidence', 'remind of the missing"
        " evidence', :at, :at, 'en', 'r', 'harassment_call', 'r', false, 0.0)"
    ),
    (
        "insert into correspondent (case_number, party, address, name, token)"
        " values (:number, 'complainant', :ana, 'Ana', 'token')"
    ),
    (
        "insert into event (case_number, at, kind, why, cause)"
        " values (:number, :at, 'opened', '', 'first')"
    ),
    (
        "insert into message (mailbox, sha256, size, taken_at, received_at, message_id, sender,"
        " sender_name, subject, text, kind, content_digest, attachments, refers_to, defects,"
        " disposition, rule, case_number, noted_at) values"
        " ('m', 'first', 1, :at, :at, '<1@x>', :ana,"
        " 'Ana', 's', 'Stop calling me', 'person', 'c', '[]', '[]', '[]',"
        " 'opened', 'r', :number, :at)"
    ),
    (
        "insert into message (mailbox, sha256, size, taken_at, received_at, message_id, sender,"
        " sender_name, subject, text, kind, content_digest, attachments, refers_to, defects,"
        " disposition, rule) values"
        " ('m', 'held', 1, :at, :at, '<2@x>', 'm@x', '', '', 'buy', 'person',"
        " 'c', '[]', '[]', '[]', 'held', 'r')"
    ),
    (
        "insert into evidence (case_number, message_id, item, rule)"
        " values (:number, 1, 'call_log', 'r')"
    ),
    (
        "insert into outbox (key, case_number, party, kind, message_id, recipient, subject, raw,"
        " sha256, state, written_at, leaves_at, fence, tries, answer) values (:key, :number,"
        " 'complainant', 'evidence-request', '<l@x>', :ana, 's', :raw, 'sha', 'pending', :at, :at,"
        " 0, 0, '')"
    ),
    (
        "insert into decision (id, case_number, kind, outcome, by, why, decided_at)"
        " values ('d', :number, 'close', 'withdrawn', 'bo', 'they said so', :at)"
    ),
    "insert into step (case_number, cause, at, standing) values (:number, 'once', :at, :standing)",
)
STANDING = (
    '{"stage": "acknowledged", "next_step": "acknowledge the complaint", "due_at": null,'
    ' "needs_staff": false, "category": null, "owner": null, "outcome": null, "letter":'
    ' {"key": "k", "to": "complainant", "leaves_at": "2026-03-02T09:30:00+00:00"}}'
)


@pytest.fixture
async def old_desk(database_url: str) -> AsyncIterator[Sessions]:
    """A desk of the first version with a case in every table, brought up to date."""
    engine = open_engine(database_url)

    def first_version(connection: Connection) -> None:
        command.upgrade(alembic_config(connection), "0001")

    async with engine.begin() as connection:
        await connection.run_sync(first_version)
        facts = {"number": NUMBER, "at": MONDAY, "ana": ANA, "key": KEY, "raw": b"raw"}
        for row in OLD_DESK:
            names = {name: one for name, one in facts.items() if f":{name}" in row}
            if ":standing" in row:
                names["standing"] = STANDING
            if connection.dialect.name == "sqlite":  # where an instant is a word
                names = {name: _as_word(one) for name, one in names.items()}
            await connection.execute(text(row), names)
    await migrate(engine)
    yield sessions(engine)
    await engine.dispose()


def _as_word(value: object) -> object:
    return MONDAY.strftime("%Y-%m-%d %H:%M:%S.%f") if value is MONDAY else value


async def test_a_case_of_the_first_version_is_still_whole(old_desk: Sessions) -> None:
    """Its people, mail, evidence, letters, events and decisions; what is new has its beginning."""
    view = await Views(old_desk).case(NUMBER)
    assert view is not None

    assert [one.address for one in view.people] == [ANA]
    assert [(one.sha256, one.party, one.own_text) for one in view.messages] == [
        ("first", Party.COMPLAINANT, "Stop calling me")
    ]
    assert [one.item for one in view.evidence] == ["call_log"]
    assert [(one.key, one.raw, one.approval, one.files) for one in view.letters] == [
        (KEY, b"raw", [], [])
    ]
    assert [(one.kind, one.value, one.about, one.by) for one in view.decisions] == [
        (DecisionKind.CLOSE, Outcome.WITHDRAWN, "", "bo")
    ]
    assert [one.kind for one in view.events] == ["opened"]
    held = await MailViews(old_desk).list_(Wanted(disposition="held"))
    assert [(one.sha256, one.party, one.own_text) for one in held] == [("held", None, None)]


async def test_a_case_of_the_first_version_goes_on(old_desk: Sessions) -> None:
    """Its file is read, its workflow rebuilt, its letter sent, its decision carried out."""
    async with casebook_of(old_desk).open(NUMBER, MONDAY) as opened:
        file, once = opened.file, await opened.earlier("once")
        decision = await opened.decision("d")

    assert (file.case.stage, file.case.consent) == (Stage.AWAITING_EVIDENCE, Consent.NOT_ASKED)
    assert (file.case.tried, file.case.facts, file.case.respondent) == ((), {}, None)
    assert file.messages[0].text == "Stop calling me"
    assert once is not None
    assert once.letters == (PendingLetter(key="k", to=Party.COMPLAINANT, leaves_at=MONDAY),)
    assert Outcome(decision.value) is Outcome.WITHDRAWN
    assert [one.key for one in (await Relay(old_desk).standpoint(NUMBER)).letters] == [KEY]
    outbox = Outbox(old_desk, Clock())
    claim = await outbox.claim(KEY)
    assert await outbox.conclude(claim, LetterState.SENT, "250 ok", MONDAY) is LetterState.SENT


async def test_a_desk_of_the_first_version_takes_up_new_work(old_desk: Sessions) -> None:
    """A directory, another case, a decision, an approval's letter."""
    await Respondents(old_desk).add(FIRM, by="bo", at=MONDAY)
    number = await open_case(old_desk)
    who = Who(account="bo", why="it is theirs", at=MONDAY + timedelta(hours=1))
    await Decisions(old_desk).decide(number, DecisionKind.ASSIGN_RESPONDENT, who, value=FIRM.id)

    assert number == "C-2026-000002"
    async with casebook_of(old_desk).open(NUMBER, MONDAY) as opened:
        assert opened.file.directory == (FIRM,)
        assert opened.file.has_written(LetterKind.EVIDENCE_REQUEST)
