"""First look at a complaint: each finding with its rule, and nothing guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.assessment import Finding, Reading, Ticked, category_of, evidence_in, mentions
from casework.case import Language
from casework.messages import Attachment
from tests.examples import a_policy

if TYPE_CHECKING:
    from casework.matters import Category, EvidenceItem

POLICY = a_policy()
CALL_LOG = POLICY.evidence["call_log"]
RECORDING = POLICY.evidence["recording"]
CONTRACT = POLICY.evidence["contract"]
PAYMENT = POLICY.evidence["payment_proof"]

TODAY = date(2026, 3, 2)
WRITTEN = "written in the mail"
NAMED = "named in the mail or by its file name"
FITTING = "a file of a fitting kind"


def a_reading(
    text: str = "", *, language: Language | None = Language.ENGLISH, numbers: tuple[str, ...] = ()
) -> Reading:
    """A text as the language adapter hands it over: lower case, Simplified."""
    return Reading(text=text, language=language, numbers=numbers)


def a_picture(name: str = "1.png", media_type: str = "image/png") -> Attachment:
    """A file that came with a mail; its digest is made of its name."""
    return Attachment(name=name, media_type=media_type, size=1, sha256=f"digest of {name}")


# ---- category --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "category", "rule"),
    [
        ("stop these unwanted calls", "harassment_call", "1 of its words are in the text"),
        ("他们天天打电话推销贷款", "harassment_call", "3 of its words are in the text"),
        ("i want my money back: a refund", "refund_refused", "2 of its words are in the text"),
        ("refund, refund, refund!", "refund_refused", "1 of its words are in the text"),
        ("rude, rude; and he swore. refund?", "service_attitude", "2 of its words are in the text"),
        ("客服态度恶劣", "service_attitude", "1 of its words are in the text"),
        (
            "a refund, and he was rude",
            None,
            "as many words of refund_refused and service_attitude",
        ),
        (
            "rude about a refund; the app is broken",
            None,
            "as many words of refund_refused and service_attitude and technical_fault",
        ),
        ("good morning", None, "no category's words are in the text"),
        ("", None, "no category's words are in the text"),
    ],
)
def test_the_category_with_most_of_its_words_is_found(
    text: str, category: str | None, rule: str
) -> None:
    """A word counts once however often it is said; a tie is for a person to decide."""
    assert category_of(a_reading(text), POLICY.categories) == Finding(category, rule)


def test_a_pack_without_categories_finds_none() -> None:
    """Even then there is an answer, and a rule."""
    found = category_of(a_reading("refund"), ())

    assert found == Finding(None, "no category's words are in the text")


@given(st.permutations(POLICY.categories), st.sampled_from(["refund and rude", "refund", "hello"]))
def test_the_order_of_a_pack_decides_nothing(order: list[Category], text: str) -> None:
    """The same categories in another order find the same."""
    assert category_of(a_reading(text), order) == category_of(a_reading(text), POLICY.categories)


# ---- evidence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "ticked"),
    [((), ()), (("01088886666",), (Ticked(item="call_log", sha256=None, rule=WRITTEN),))],
)
def test_a_number_in_the_mail_is_enough_where_the_pack_says_so(
    numbers: tuple[str, ...], ticked: tuple[Ticked, ...]
) -> None:
    """A call log may be written out; a recording may not."""
    reading = a_reading("they called from it", numbers=numbers)

    assert evidence_in(reading, (), (CALL_LOG, RECORDING)) == ticked


@pytest.mark.parametrize(
    ("text", "file", "ticked"),
    [
        pytest.param(
            "my contract is attached",
            a_picture(),
            [("contract", NAMED)],
            id="named-in-the-mail",
        ),
        pytest.param(
            "see attached",
            a_picture("Invoice-7.PDF", "application/pdf"),
            [("payment_proof", NAMED)],
            id="named-by-its-file-name",
        ),
        pytest.param(
            "my contract is attached",
            a_picture("invoice.png"),
            [("contract", NAMED), ("payment_proof", NAMED)],
            id="named-as-two-things",
        ),
        pytest.param(
            "see attached",
            a_picture(),
            [("contract", FITTING), ("payment_proof", FITTING)],
            id="not-named-at-all",
        ),
        pytest.param(
            "see attached",
            a_picture("a.doc", "application/msword"),
            [("contract", FITTING)],
            id="a-kind-that-only-one-item-takes",
        ),
        pytest.param(
            "my contract and my invoice",
            a_picture("a.mp3", "audio/mpeg"),
            [],
            id="a-kind-that-no-item-takes",
        ),
        pytest.param(
            "my invoice is attached",
            a_picture("a.doc", "application/msword"),
            [("contract", FITTING)],
            id="named-as-what-its-kind-cannot-be",
        ),
    ],
)
def test_a_file_counts_for_what_it_is_said_to_be_else_for_all_it_could_be(
    text: str, file: Attachment, ticked: list[tuple[str, str]]
) -> None:
    """Asking again for what is already there is the worse mistake."""
    found = evidence_in(a_reading(text), (file,), (CONTRACT, PAYMENT))

    assert [(one.item, one.rule) for one in found] == ticked
    assert {one.sha256 for one in found} <= {file.sha256}


def test_what_is_written_and_shown_as_well_is_ticked_off_once() -> None:
    """By its file, which the papers enclose."""
    calls = POLICY.evidence["call_log"]
    reading = replace(a_reading("my call log"), numbers=("13900001111",))
    found = evidence_in(reading, (a_picture("call log.png"),), (calls,))

    assert [(one.item, one.rule) for one in found] == [("call_log", NAMED)]


def test_words_about_a_number_do_not_name_a_file() -> None:
    """A picture that comes with "my number is …" may show the calls as well."""
    calls = POLICY.evidence["call_log"]
    own = replace(calls, id="own", words=("my number",), beside_words=True)
    reading = replace(a_reading("my number is 13800002222"), numbers=("13800002222",))
    found = evidence_in(reading, (a_picture("1.png"), a_picture("my number.png")), (calls, own))

    assert [(one.item, one.rule) for one in found] == [
        ("call_log", FITTING),
        ("own", FITTING),
        ("own", NAMED),
    ]


CALLER, OWN = "13900001111", "13800002222"


@pytest.mark.parametrize(
    ("text", "ticked"),
    [
        (f"{CALLER} called me", {"call_log"}),
        (f"my number is {OWN}", {"own"}),
        (f"my number: {OWN}. {CALLER} called me", {"own", "call_log"}),
        (f"我的号码是{OWN}, 来电{CALLER}", {"own", "call_log"}),
        (f"you keep calling my number, from {CALLER}", {"call_log"}),
        (f"我的号码被 {CALLER} 骚扰", {"call_log"}),
        ("my number is a secret", set()),
    ],
)
def test_a_number_counts_as_what_it_is_told_to_be(text: str, ticked: set[str]) -> None:
    """The caller's is not the complainant's own, nor theirs a record of the calls."""
    calls = POLICY.evidence["call_log"]
    own = replace(calls, id="own", words=("my number", "我的号码"), beside_words=True)
    reading = replace(a_reading(text), numbers=tuple(one for one in (CALLER, OWN) if one in text))

    assert {one.item for one in evidence_in(reading, (), (calls, own))} == ticked


@pytest.mark.parametrize(("text", "ticked"), [("he knew my name", 1), ("good morning", 0)])
def test_what_need_only_be_told_is_told_in_the_mail(text: str, ticked: int) -> None:
    """Where the pack says that words are enough."""
    told = replace(POLICY.evidence["leak_indicator"], in_words=True)

    found = evidence_in(a_reading(text), (), (told,))

    assert [one.rule for one in found] == ["told in the mail"] * ticked


@pytest.mark.parametrize(
    ("text", "ticked"), [("the recording is attached", ["recording"]), ("see attached", [])]
)
def test_what_is_useful_and_nobody_asked_for_must_be_named(text: str, ticked: list[str]) -> None:
    """A film could be anything; it is a recording only where somebody says so."""
    film = a_picture("a.mp4", "video/mp4")

    found = evidence_in(a_reading(text), (film,), (CONTRACT,), (RECORDING,))

    assert [one.item for one in found] == ticked


def test_a_file_that_is_named_leaves_the_others_unnamed() -> None:
    """Two pictures, one called a contract: the other one could be anything."""
    files = (a_picture("contract.png"), a_picture("2.png"))

    found = evidence_in(a_reading("see attached"), files, (CONTRACT, PAYMENT))

    assert found == (
        Ticked(item="contract", sha256="digest of contract.png", rule=NAMED),
        Ticked(item="contract", sha256="digest of 2.png", rule=FITTING),
        Ticked(item="payment_proof", sha256="digest of 2.png", rule=FITTING),
    )


def test_wanted_items_may_come_one_by_one() -> None:
    """A generator of items is read once and still serves every question."""
    wanted = (one for one in (CALL_LOG, PAYMENT))

    found = evidence_in(a_reading("", numbers=("01088886666",)), (a_picture(),), wanted)

    assert [(one.item, one.rule) for one in found] == [
        ("call_log", FITTING),
        ("payment_proof", FITTING),
    ]


# ---- for every mail there is -----------------------------------------------------------------

items = st.lists(st.sampled_from(list(POLICY.evidence.values())), unique_by=lambda one: one.id)
files = st.lists(
    st.builds(
        a_picture,
        st.sampled_from(["1.png", "contract.png", "Recording 3.mp3", "发票.pdf", ""]),
        st.sampled_from(["image/png", "audio/mpeg", "application/pdf", "application/zip"]),
    ),
    max_size=4,
    unique_by=lambda one: one.sha256,
)
readings = st.builds(
    a_reading,
    st.sampled_from(["", "my contract", "the invoice and the recording", "他们知道我的姓名"]),
    numbers=st.sampled_from([(), ("01088886666",)]),
)


@given(readings, files, items)
def test_only_what_is_wanted_and_there_is_ticked_off(
    reading: Reading, brought: list[Attachment], wanted: list[EvidenceItem]
) -> None:
    """No item nobody asked for, no file nobody sent, no tick without a rule."""
    found = evidence_in(reading, brought, wanted)

    assert {one.item for one in found} <= {one.id for one in wanted}
    assert {one.sha256 for one in found} <= {None, *(one.sha256 for one in brought)}
    assert {one.rule for one in found} <= {WRITTEN, NAMED, FITTING}


@given(readings, files)
def test_no_fitting_file_is_overlooked(reading: Reading, brought: list[Attachment]) -> None:
    """Every picture is ticked off for something, whatever it is called."""
    pictures = {one.sha256 for one in brought if one.media_type == "image/png"}
    found = evidence_in(reading, brought, (CONTRACT, RECORDING))

    assert pictures <= {one.sha256 for one in found if one.item == "contract"}


def test_latin_words_are_words_and_chinese_ones_are_parts() -> None:
    """A default is no fault; 投诉电话 has 电话 in it."""
    assert not mentions("by default i am entitled to it", "fault")
    assert mentions("two faults a day", "fault")
    assert mentions("你们的投诉电话打不通", "电话")
