"""The monthly report: a page, a print, tables for a spreadsheet that do no harm there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.letters import LetterKind
from console.charts import columns
from console.reports import in_csv
from tests.console.procedure import Procedure
from tests.examples import a_mail

if TYPE_CHECKING:
    from tests.console.front_desk import FrontDesk


async def test_a_month_in_figures(ling: FrontDesk) -> None:
    """What came in, what is open, by category and respondent; the months before and after."""
    number = await ling.open_case()
    await ling.acknowledge(number)

    page = await ling.get("/reports")

    assert "Report 2026-03" in page.words
    assert "1 opened 0 closed 1 open at the end" in page.words
    assert "the complaint is acknowledged ours 1 0 0" in page.words
    assert "<title>03: 1 opened</title>" in page.html
    assert "0 opened" in (await ling.get("/reports/2026-02")).words
    assert "1 open at the end" in (await ling.get("/reports/2027-01")).words


async def test_the_numbers_that_called_most_are_in_it(ling: FrontDesk) -> None:
    """Each once a case, the one with the most cases first; not one that staff denied."""
    calls = "Unwanted calls from 0571-0000-6612. Again from 0571 0000 6612."
    for sender in ("a@home.example", "b@home.example"):
        await ling.open_case(a_mail(calls, sender=sender))
    other = await ling.open_case(
        a_mail("Unwanted calls from 0571-0000-7713.", sender="c@c.example")
    )
    answer = await ling.browser.get("/reports/2026-03/csv?table=figures")
    assert "+8657100006612,2" in answer.text
    assert "+8657100007713,1" in answer.text

    path = f"/case/{other}/correct"
    await ling.post(path, field="caller_numbers", value="0571-0000-8814", why="read")

    answer = await ling.browser.get("/reports/2026-03/csv?table=figures")
    assert "+8657100007713" not in answer.text
    assert "+8657100008814,1" in answer.text


async def test_every_clock_of_the_packs_has_a_row(ling: FrontDesk) -> None:
    """What is kept, ran out or runs; one that no case had, with noughts; in Chinese as well."""
    case = await Procedure.with_respondent(ling)
    await ling.change(case.number, pack="cn-telecom")
    ling.clock.now += timedelta(days=17)
    await case.order(LetterKind.BREACH_NOTICE)

    page = await ling.get("/reports/2026-03")
    assert "In time, by clock" in page.words
    assert "the respondent answers the respondent's · 15 calendar days · cn-telecom 0 1 1" in (
        page.words
    )
    assert "data request the respondent's · 15 working days · cn-telecom 0 0 0" in page.words
    answer = await ling.browser.get("/reports/2026-03/csv?table=clocks")
    assert "cn-telecom,cn.data_request,data request,respondent,15 working days,0,0,0," in (
        answer.text
    )
    await ling.post("/tongue", page, tongue="zh-Hans", next="/")
    assert "15 个工作日" in (await ling.get("/reports/2026-03")).words


@pytest.mark.parametrize("month", ["2026-13", "nonsense", "2026"])
async def test_a_month_that_is_none_is_said(ling: FrontDesk, month: str) -> None:
    """With how one is written."""
    page = await ling.get(f"/reports/{month}")

    assert page.status == 404
    assert "as in 2026-11" in page.words


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("figures", "all,,1,0,1"),
        ("cases", "C-2026-000001,2026-03-02 17:30,,harassment_call"),
        ("missed", "case,duty,began,ran out,cause"),
        ("clocks", "example,answer,the respondent answers,respondent,15 calendar days,0,0,0,"),
    ],
)
async def test_a_month_for_a_spreadsheet(ling: FrontDesk, table: str, line: str) -> None:
    """As a file, in UTF-8 that a spreadsheet recognises."""
    await ling.open_case()

    answer = await ling.browser.get(f"/reports/2026-03/csv?table={table}")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert f"ombud-2026-03-{table}.csv" in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert line in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+86", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n1", "\u3000=1", "\xa0@1"),
        *("\uff1d1", "\uff0b1", "\uff0d1", "\uff201"),  # spreadsheets in Chinese take these, too
    ],
)
def test_no_cell_is_a_formula(cell: str) -> None:
    """What would begin one has an apostrophe before it."""
    assert in_csv([[cell, "plain", None]]).decode("utf-8-sig").lstrip('"').startswith("'")


def test_columns_of_nothing_are_flat() -> None:
    """A month without cases is drawn, too."""
    chart = columns([("03", 0, 0), ("04", 0, 0)], ("opened", "closed"))

    assert {one.height for one in chart.bars} == {0.0}
    assert chart.top == 0


@pytest.mark.parametrize(
    "month", ["0001-01", "9999-12", "2026-13", "2026-3", "\u0662\u0660\u0662\u0666-03"]
)
async def test_a_month_that_there_is_not_is_said_in_words(ling: FrontDesk, month: str) -> None:
    """No report, no table, and nothing broken."""
    for table in ("", "/csv"):
        page = await ling.get(f"/reports/{month}{table}")
        assert (page.status, "a month is written as in" in page.words) == (404, True)
