"""Who may do what, who may see what, and the log of who looked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher

from adapters.storage.access import AccessRow
from adapters.storage.models import CaseRow, LetterRow, MessageRow, StaffRow
from casework.letters import LetterKind
from casework.roles import MAY, Deed, Role, may
from tests.console.front_desk import ACCOUNT, FORM, PASSWORD, FrontDesk
from tests.console.procedure import Procedure, hire
from tests.examples import MONDAY, a_mail

if TYPE_CHECKING:
    from tests.console.command_line import Shell

_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


async def as_somebody(front: FrontDesk, role: Role, account: str = "") -> FrontDesk:
    """Somebody of this role sits down at the console."""
    account = account or role
    async with front.desk.rows.begin() as session:
        if await session.get(StaffRow, account) is None:
            session.add(
                StaffRow(
                    account=account,
                    name=account.title(),
                    address=f"{account}@desk.example",
                    role=role,
                    password_hash=_CHEAP,
                    created_at=MONDAY,
                )
            )
    front.browser.cookies.clear()
    await front.log_in(account)
    return front


# ---- roles ------------------------------------------------------------------------------


def test_every_role_has_its_deeds() -> None:
    """An auditor changes nothing; an admin reads no case."""
    assert set(MAY) == set(Role)
    assert MAY[Role.AUDITOR] == {Deed.READ, Deed.AUDIT}
    assert not may(Role.ADMIN, Deed.READ)


async def test_an_auditor_reads_and_changes_nothing(front: FrontDesk) -> None:
    """Every page of cases opens; every form is refused with the roles that it takes."""
    await front.fill()
    number = "C-2026-000001"
    page = await (await as_somebody(front, Role.AUDITOR)).get(f"/case/{number}")
    before = await front.record()

    assert page.status == 200
    for method, path in front.routes():
        if method == "POST" and path not in {"/login", "/logout", "/tongue", "/me/password"}:
            answer = await front.browser.post(path, data={"csrf": page.csrf, **FORM})
            assert answer.status_code == 403, path
            assert "your role is auditor" in answer.text, path
    assert await front.record() == before


async def test_an_admin_keeps_accounts_and_reads_no_case(front: FrontDesk) -> None:
    """Logged in, the staff page comes; a case, a mail, an approval do not."""
    number = await front.open_case()
    await as_somebody(front, Role.ADMIN)

    for path in (f"/case/{number}", "/", "/mail", "/mail/1", "/approvals", "/access"):
        assert (await front.get(path)).status == 403, path
    assert "A new account" in (await front.get("/staff")).words


@pytest.mark.parametrize("role", [Role.HANDLER, Role.APPROVER, Role.MANAGER, Role.AUDITOR])
async def test_only_an_admin_keeps_accounts(front: FrontDesk, role: Role) -> None:
    """Neither the page nor a form of it is for anybody else."""
    await as_somebody(front, role)

    assert (await front.get("/staff")).status == 403
    page = await front.post("/staff", await front.get("/me"), account="eve", role="admin")
    assert page.status == 403
    assert await front.desk.accounts.person("eve") is None


# ---- accounts ---------------------------------------------------------------------------


async def test_an_admin_makes_an_account_and_its_owner_changes_the_password(
    front: FrontDesk,
) -> None:
    """The first password is shown once; the old one opens nothing afterwards."""
    await as_somebody(front, Role.ADMIN)
    page = await front.post("/staff", await front.get("/staff"), account="eve", role="handler")
    made = page.words.split("head of the page. ")[1].split(" ", maxsplit=1)[0]

    front.browser.cookies.clear()
    assert (await front.log_in("eve", made)).status == 200
    await front.post("/me/password", await front.get("/me"), password=made, new="a long new word")
    assert "Eve" in (await front.get("/me")).words or "eve" in (await front.get("/me")).words

    front.browser.cookies.clear()
    assert (await front.log_in("eve", made)).status == 401
    assert (await front.log_in("eve", "a long new word")).status == 200


async def test_a_short_or_a_wrong_password_changes_nothing(ling: FrontDesk) -> None:
    """Said in words."""
    me = await ling.get("/me")

    short = await ling.post("/me/password", me, password=PASSWORD, new="short")
    wrong = await ling.post("/me/password", me, password="guessed", new="a long new word")  # noqa: S106

    assert "at least 10 signs" in short.words
    assert "not your password of now" in wrong.words
    assert (await ling.get("/me")).status == 200


async def test_whoever_leaves_is_out_at_once_and_stays_in_the_record(front: FrontDesk) -> None:
    """The session of a browser that is open ends, and the account cannot be made again."""
    await as_somebody(front, Role.HANDLER, "eve")
    admin = await as_somebody(front, Role.ADMIN)
    await admin.post("/staff/eve/leave", await admin.get("/staff"))

    assert "eve" not in (await admin.get("/staff")).words.split()
    admin.browser.cookies.clear()
    assert (await admin.log_in("eve")).status == 401


async def test_a_new_role_takes_another_log_in(front: FrontDesk) -> None:
    """And the last admin keeps the role, and the house its keys."""
    await as_somebody(front, Role.HANDLER, "eve")
    admin = await as_somebody(front, Role.ADMIN)
    staff = await admin.get("/staff")

    await admin.post("/staff/eve/role", staff, role="auditor")
    last = await admin.post("/staff/admin/role", staff, role="handler")
    gone = await admin.post("/staff/nobody/role", staff, role="handler")
    made = await admin.post("/staff/eve/password", staff)

    person = await admin.desk.accounts.person("eve")
    assert person is not None
    assert (person.role, person.session) == (Role.AUDITOR, 2)
    assert "the last admin" in last.words
    assert "nobody with the account 'nobody'" in gone.words
    assert "A password for eve" in made.words


async def test_the_shell_keeps_accounts_too(ombud: Shell, front: FrontDesk) -> None:
    """A role, a password, a leave; and the log tells of it."""
    await ombud("staff", "add", "eve", "--role", "handler", "--password", "long enough")
    assert "eve is now: auditor" in (await ombud("staff", "role", "eve", "auditor")).words
    assert "eve; password: " in (await ombud("staff", "password", "eve")).words
    said = await ombud("case", "list")
    assert said.status == 0
    assert "cannot log in" in (await ombud("staff", "leave", "eve")).words
    assert (await ombud("staff", "leave", "eve")).status == 1

    log = await ombud("staff", "log", "--account", "the shell")
    assert "role of eve: handler to auditor" in log.words
    assert "eve left" in log.words
    assert await front.desk.accounts.person("eve") is None


# ---- the log ----------------------------------------------------------------------------


async def test_every_look_at_a_case_is_in_the_log(front: FrontDesk) -> None:
    """Who, when, what; a manager reads it by person and by case, and nobody can change a line."""
    number = await front.open_case()
    await as_somebody(front, Role.HANDLER, "eve")
    await front.get(f"/case/{number}")
    await front.get("/mail/1/raw")
    manager = await as_somebody(front, Role.MANAGER)

    page = await manager.get(f"/access?case={number}")
    mine = await manager.get("/access?account=eve&before=99")

    assert page.words.count("eve") >= 2
    assert "a mail as it came /mail/1/raw" in mine.words
    lines = await manager.all_of(AccessRow)
    assert [one.what for one in lines if one.account == "eve"] == ["case", "mail raw"]
    assert {one.case_number for one in lines if one.account == "eve"} == {number}


# ---- restricted cases -------------------------------------------------------------------


async def test_a_restricted_case_is_there_for_its_people_only(front: FrontDesk) -> None:
    """Two people, all addresses crossed: what is not theirs answers 404 and says nothing of it."""
    mine, theirs = [
        await front.open_case(a_mail(words, message_id=f"<{words[:4]}@home.example>"))
        for words in ("Unwanted calls by day.", "Unwanted calls at night.")
    ]
    await as_somebody(front, Role.HANDLER, "eve")
    manager = await as_somebody(front, Role.MANAGER)
    for number, account in ((mine, ACCOUNT), (theirs, "eve")):
        page = await manager.get(f"/case/{number}")
        await manager.post(f"/case/{number}/restrict", page, account=[account], why="delicate")
        assert "restricted" in (await manager.get(f"/case/{number}")).words

    addresses = {
        number: [
            f"/case/{number}",
            f"/mail/{message}",
            f"/mail/{message}/raw",
            f"/approvals/{number}/referral/1",
            f"/letters/{number}/acknowledgement/1/mail",
        ]
        for number, message in ((mine, 1), (theirs, 2))
    }
    for account, own, other in ((ACCOUNT, mine, theirs), ("eve", theirs, mine)):
        await as_somebody(front, Role.HANDLER, account)
        assert (await front.get(f"/case/{own}")).status == 200
        for path in addresses[other]:
            page = await front.get(path)
            assert (page.status, "Unwanted" in page.words) == (404, False), path
        form = await front.get(f"/case/{own}")
        refused = await front.post(f"/case/{other}/close", form, outcome="resolved", why="x")
        assert refused.status == 404

    again = await as_somebody(front, Role.MANAGER)
    page = await again.get(f"/case/{mine}")
    stranger = await again.post(f"/case/{mine}/restrict", page, account=["nobody"], why="x")
    assert "nobody here has the account nobody" in stranger.words
    await again.post(f"/case/{mine}/restrict", page, why="over")
    await as_somebody(front, Role.HANDLER, "eve")
    assert (await front.get(f"/case/{mine}")).status == 200


async def a_restricted_case(front: FrontDesk, *accounts: str) -> str:
    """The only case; it is for these people."""
    await as_somebody(front, Role.HANDLER, "eve")
    number = await front.open_case()
    await front.desk.access.restrict(number, accounts, by="manager", why="delicate", at=MONDAY)
    return number


async def test_a_second_matter_of_a_restricted_case_is_for_the_same_people(
    front: FrontDesk,
) -> None:
    """Whoever splits it off opens it to nobody else."""
    number = await a_restricted_case(front, ACCOUNT)
    await as_somebody(front, Role.HANDLER, ACCOUNT)
    fields = {"message": 1, "subject": "More", "text": "And a fee.", "why": "two matters"}
    page = await front.post(f"/case/{number}/split", **fields)

    (new,) = {one.number for one in await front.all_of(CaseRow)} - {number}
    assert new in page.words
    assert await front.desk.access.granted(new) == [ACCOUNT]
    await as_somebody(front, Role.HANDLER, "eve")
    assert (await front.get(f"/case/{new}")).status == 404


async def test_a_restricted_case_goes_on_as_no_case_that_more_can_read(front: FrontDesk) -> None:
    """A manager restricts the other one first; then it is merged."""
    number = await a_restricted_case(front, ACCOUNT)
    other = await front.open_case(a_mail("Unwanted calls again.", message_id="<2@home.example>"))
    await as_somebody(front, Role.HANDLER, ACCOUNT)
    form = {"other": other, "why": "the same"}

    refused = await front.post(f"/case/{number}/merge", **form)
    assert f"a manager restricts {other} to the same people first" in refused.words
    assert (await front.message(1)).case_number == number

    await front.desk.access.restrict(other, [ACCOUNT], by="manager", why="as well", at=MONDAY)
    assert f"it goes on as {other}" in (await front.post(f"/case/{number}/merge", **form)).words


async def test_a_report_says_where_it_is_not_whole(front: FrontDesk) -> None:
    """Whoever may not see every case is told that the figures are not of every case."""
    await a_restricted_case(front, ACCOUNT)
    told = "for other people only are not counted here"

    assert told in (await (await as_somebody(front, Role.HANDLER, "eve")).get("/reports")).words
    assert told not in (await (await as_somebody(front, Role.MANAGER)).get("/reports")).words


@pytest.mark.parametrize("deed", ["release", "retry", "set-aside", "attach"])
async def test_held_mail_of_a_restricted_case_is_nobody_elses_to_decide(
    front: FrontDesk, deed: str
) -> None:
    """What may belong to it is not shown, and not taken; nor does anybody add to it."""
    number = await a_restricted_case(front, ACCOUNT)
    theirs, free = await front.hold(), await front.hold()
    async with front.desk.rows.begin() as session:
        (await session.get_one(MessageRow, theirs)).suggested_case = number
    await as_somebody(front, Role.HANDLER, "eve")
    before = await front.record()

    assert (await front.get(f"/mail/{theirs}")).status == 404
    form = {"why": "so it is", "number": "C-2026-000002"}
    said = await front.post(f"/mail/{deed}", message_id=[free, theirs], **form)
    assert f"message {theirs} is not held" in said.words
    added = await front.post("/mail/attach", message_id=[free], why="x", number=number)
    assert f"there is no case {number}" in added.words
    assert await front.record() == before


async def test_only_whom_a_restricted_case_is_for_is_asked_to_approve(front: FrontDesk) -> None:
    """No mail about it goes to anybody else, whatever their role."""
    for account in ("bela", "boris"):
        await hire(front, account, Role.APPROVER)
    case = await Procedure.with_respondent(front)
    await front.desk.access.restrict(
        case.number, [ACCOUNT, "bela"], by="manager", why="delicate", at=MONDAY
    )
    front.clock.now += timedelta(days=17)
    await case.order(LetterKind.BREACH_NOTICE)

    asked = {one.recipient for one in await front.all_of(LetterRow) if one.party == "staff"}
    assert asked == {"bela@desk.example"}
