"""Held mail: reading it, opening cases from it, setting it aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.storage.models import CaseRow, DispositionRow
from tests.console.front_desk import OLD, FrontDesk
from tests.examples import PNG, a_mail

UNREADABLE = b"X-Odd: " + b"(" * 600 + b"\r\n" + a_mail()
TWO_SENDERS = a_mail(sender="ana@home.example, bo@home.example", message_id="<two@home.example>")


async def test_held_mail_is_listed_with_why_it_waits(ling: FrontDesk) -> None:
    """When it came, from whom, about what, the rule that held it, and its words."""
    await ling.hold(a_mail("Unwanted calls, again and again."))

    words = (await ling.get("/mail")).words

    assert "Mail: held" in words
    assert "2026-01-31 17:30 waits less than an hour ana@home.example Unwanted calls" in words
    assert "older than the desk It lay in the inbox before this desk began." in words
    assert "Unwanted calls, again and again." in words


async def test_other_dispositions_are_a_link_away(ling: FrontDesk) -> None:
    """Opened mail with its case; nothing there can be released."""
    await ling.hold()
    number = await ling.open_case()

    held, opened = await ling.get("/mail"), await ling.get("/mail?disposition=opened")

    assert (number in held.words, number in opened.words) == (False, True)
    assert "Open a case from each" in held.words
    assert "Open a case from each" not in opened.words
    assert "None." in (await ling.get("/mail?disposition=added")).words


async def test_mail_that_could_not_be_read_says_why(ling: FrontDesk) -> None:
    """What stopped the reader stands where the words would."""
    await ling.take_in(UNREADABLE)

    words = (await ling.get("/mail")).words

    assert "cannot be read" in words
    assert "It was not read: 600 comments in its headers, more than the 500 that are read" in words


async def test_mail_without_words_is_not_called_unread(ling: FrontDesk) -> None:
    """Somebody sent a picture and nothing else: it was read."""
    raw = a_mail(files=(("calls.png", "image/png", PNG),))
    head, _, picture = raw.partition(b'Content-Type: text/plain; charset="utf-8"')
    boundary = b"--" + head.split(b'boundary="')[1].split(b'"')[0]
    await ling.hold(head + picture.partition(boundary + b"\r\n")[2])

    assert "It was not read" not in (await ling.get("/mail")).words


async def test_held_mail_is_counted_and_ordered_as_asked(ling: FrontDesk) -> None:
    """Nothing ticks all at once; the order brings together what belongs together."""
    for sender in ("zoe@home.example", "ana@home.example"):
        number = next(ling.uid)
        await ling.hold(
            a_mail(f"Call {number}.", sender=sender, message_id=f"<{number}@a.example>")
        )

    pages = [await ling.get(f"/mail?order={one}") for one in ("newest", "oldest", "sender")]

    assert "held (2) opened (0) added (0) recorded (0) Why they wait all 2" in pages[0].words
    assert "2 mails; in order of:" in pages[0].words
    first = [page.words.index("ana@") < page.words.index("zoe@") for page in pages]
    assert first == [True, False, True]
    links = [
        one["href"] for _, one in pages[0].elements if "disposition=" in (one.get("href") or "")
    ]
    assert links[0] == "/mail?disposition=held"


# ---- releasing --------------------------------------------------------------------------


async def test_releasing_a_mail_opens_a_case(ling: FrontDesk) -> None:
    """The case has the mail, began when that came, and the ledger keeps who and why."""
    message_id = await ling.hold()

    page = await ling.post("/mail/release", message_id=[message_id], why="it is genuine")

    message = await ling.message(message_id)
    assert message.case_number
    assert f"Released: {message.case_number}" in page.words
    assert (message.disposition, message.rule) == ("opened", "released by staff")
    assert (await ling.case(message.case_number)).opened_at == OLD
    held, released = await ling.all_of(DispositionRow)
    assert (held.by, held.disposition) == ("intake", "held")
    assert (released.by, released.why, released.disposition) == ("ling", "it is genuine", "opened")
    assert message.case_number in (await ling.get("/cases")).words


async def test_several_mails_become_a_case_each(ling: FrontDesk) -> None:
    """One decision for many, each with a number of its own."""
    chosen = [await ling.hold() for _ in range(3)]
    left = await ling.hold()

    page = await ling.post("/mail/release", message_id=chosen, why="genuine")

    numbers = {(await ling.message(one)).case_number for one in chosen}
    assert len(numbers) == 3
    assert all(str(number) in page.words for number in numbers)
    assert (await ling.message(left)).disposition == "held"


async def test_a_mail_that_somebody_else_released_stops_no_other(ling: FrontDesk) -> None:
    """The page says of each what became of it."""
    first, second = await ling.hold(), await ling.hold()
    await ling.post("/mail/release", message_id=[first], why="genuine")

    page = await ling.post("/mail/release", message_id=[first, second], why="genuine")

    assert f"message {first} is not held" in page.words
    assert str((await ling.message(second)).case_number) in page.words
    assert len(await ling.all_of(CaseRow)) == 2


@pytest.mark.parametrize(
    ("raw", "why"),
    [(UNREADABLE, "600 comments in its headers"), (TWO_SENDERS, "no single sender to answer")],
)
async def test_what_cannot_be_answered_cannot_become_a_case(
    ling: FrontDesk, raw: bytes, why: str
) -> None:
    """Refused in words, and the mail is held as before."""
    message = await ling.take_in(raw)
    assert message.disposition == "held"

    page = await ling.post("/mail/release", message_id=[message.id], why="genuine")

    assert f"message {message.id} cannot become a case: " in page.words
    assert why in page.words
    assert (await ling.message(message.id)).disposition == "held"
    assert not await ling.all_of(CaseRow)


@pytest.mark.parametrize("damage", ["gone", "changed"])
async def test_a_mail_whose_bytes_are_lost_stops_no_other(ling: FrontDesk, damage: str) -> None:
    """What cannot be done is said; the others become cases."""
    lost, sound = await ling.hold(), await ling.hold()
    digest = (await ling.message(lost)).sha256
    file = Path(ling.desk.settings.evidence_folder) / digest[:2] / digest
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(b"something else")

    page = await ling.post("/mail/release", message_id=[lost, sound], why="genuine")

    assert page.status == 200
    assert (await ling.message(lost)).disposition == "held"
    assert (await ling.message(sound)).disposition == "opened"


@pytest.mark.parametrize("why", ["", "   "])
async def test_nothing_is_released_without_a_reason(ling: FrontDesk, why: str) -> None:
    """Refused in words: a reason is part of every decision."""
    message_id = await ling.hold()

    page = await ling.post("/mail/release", message_id=[message_id], why=why)

    assert page.is_in_words
    assert (await ling.message(message_id)).disposition == "held"


async def test_a_released_case_tells_where_it_came_from(ling: FrontDesk) -> None:
    """Its page has the mail's words and the event that opened it."""
    message_id = await ling.hold(a_mail("Unwanted calls, see my words."))
    await ling.post("/mail/release", message_id=[message_id], why="genuine")
    number = (await ling.message(message_id)).case_number

    page = await ling.get(f"/case/{number}")

    assert "opened: released by staff" in page.words
    assert "Unwanted calls, see my words." in page.words
    assert "Opened 2026-01-31 17:30" in page.words


async def test_what_became_of_many_mails_fits_into_what_a_browser_keeps(ling: FrontDesk) -> None:
    """Two people release the same two hundred mails: the second one is told so."""
    form = {"csrf": (await ling.get("/mail")).csrf, "message_id": list(range(1, 201)), "why": "ok"}

    answer = await ling.browser.post("/mail/release", data=form)

    assert answer.status_code == 303
    assert len(answer.headers["set-cookie"]) < 4096
    assert "200 not: message 1 is not held; " in (await ling.get("/mail")).words


# ---- setting aside ----------------------------------------------------------------------


async def test_mail_that_is_no_complaint_is_recorded(ling: FrontDesk) -> None:
    """One and several: no case, no longer held, and the ledger keeps who and why."""
    chosen = [await ling.hold(), await ling.hold()]
    left = await ling.hold()

    page = await ling.post("/mail/set-aside", message_id=chosen, why="advertising")

    assert "2 recorded as no complaint." in page.words
    for one in chosen:
        message = await ling.message(one)
        assert (message.disposition, message.rule) == ("recorded", "not a complaint")
    assert (await ling.message(left)).disposition == "held"
    assert not await ling.all_of(CaseRow)
    ledger = [one for one in await ling.all_of(DispositionRow) if one.by == "ling"]
    assert [(one.message_id, one.why) for one in ledger] == [(n, "advertising") for n in chosen]


async def test_mail_that_is_not_held_cannot_be_set_aside(ling: FrontDesk) -> None:
    """A complaint that became a case is not made to disappear from an old page."""
    message_id = await ling.hold()
    await ling.post("/mail/release", message_id=[message_id], why="genuine")

    page = await ling.post("/mail/set-aside", message_id=[message_id], why="advertising")

    assert page.status == 409
    assert f"message {message_id} is not held" in page.words
    assert (await ling.message(message_id)).disposition == "opened"


async def test_nothing_is_set_aside_without_a_reason(ling: FrontDesk) -> None:
    """Refused in words."""
    message_id = await ling.hold()

    page = await ling.post("/mail/set-aside", message_id=[message_id], why=" ")

    assert page.status == 409
    assert "a reason is needed" in page.words
    assert (await ling.message(message_id)).disposition == "held"


async def test_a_mail_that_cannot_be_set_aside_leaves_no_half_deed(ling: FrontDesk) -> None:
    """'Not done' means that nothing was done; or each is told of, as with releasing."""
    first, second = await ling.hold(), await ling.hold()
    await ling.post("/mail/release", message_id=[second], why="genuine")

    page = await ling.post("/mail/set-aside", message_id=[first, second], why="advertising")

    said_not_done = "Not done" in page.words
    assert said_not_done == ((await ling.message(first)).disposition == "held")
    assert f"1 recorded as no complaint. 1 not: message {second} is not held" in page.words


@pytest.mark.parametrize("path", ["/mail/release", "/mail/set-aside"])
@pytest.mark.parametrize("chosen", [[], ["seven"]])
async def test_a_form_with_nothing_chosen_is_refused_in_words(
    ling: FrontDesk, path: str, chosen: list[str]
) -> None:
    """A browser cannot ask for at least one tick, so the page must."""
    await ling.hold()

    page = await ling.post(path, message_id=chosen, why="because")

    assert page.is_in_words


async def test_a_number_that_no_message_has_is_refused_in_words(ling: FrontDesk) -> None:
    """However large it is."""
    page = await ling.post("/mail/release", message_id=[10**30], why="because")

    assert page.status < 500


async def test_a_disposition_that_there_is_not_is_answered_in_words(ling: FrontDesk) -> None:
    """Our page, whichever way it answers."""
    page = await ling.get("/mail?disposition=lost")

    assert page.response.headers["content-type"].startswith("text/html")


async def test_held_mail_is_dated_by_its_arrival(ling: FrontDesk) -> None:
    """Not by the sender's own Date header, which says the second of March."""
    await ling.hold()

    words = (await ling.get("/mail")).words

    assert f"{OLD:%Y-%m-%d}" in words
    assert "2026-03-02" not in words
