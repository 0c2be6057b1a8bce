"""A first look at intake: it never fails, never takes long, and says why it came to nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.eyes import MOST_SIGNS, Eyes
from casework.findings import Field
from casework.messages import InboundMessage
from tests.casework.looks import a_message, packs
from tests.examples import ROOT, a_file

if TYPE_CHECKING:
    from pathlib import Path

    from casework.opening import Opening

CHINA = packs()["cn-telecom"]
EYES = Eyes(pack=CHINA, packs=packs(), folder=ROOT / "policies")
_ODD = st.text(
    st.sampled_from(
        "a1 \t\n¥$£€元月日号点年。、,.:;/-+()[]{}*?@<>\"'不没我你退款打骚扰\u200b\u202e\ud800\x00"
    )
    | st.characters(),
    max_size=400,
)


def values(opening: Opening, field: Field) -> list[str | None]:
    """What was found of a field."""
    return [one.finding.value for one in opening.found if one.field is field]


@settings(max_examples=60, deadline=None)
@given(_ODD, _ODD, st.lists(st.text(max_size=20), max_size=2))
def test_no_mail_stops_a_case_from_opening(subject: str, text: str, files: list[str]) -> None:
    """Whatever stands in it: there is a language to answer in, and a category or none."""
    message = a_message(text, subject, files)

    opening = EYES.look(message).opening

    assert opening.language.value in {"zh-Hans", "zh-Hant", "en"}
    assert not any(one.startswith("the first look failed") for one in opening.for_a_person)
    EYES.callers(text, message, a_file())


def test_a_mail_that_could_not_be_read_is_looked_at_all_the_same() -> None:
    """There is nothing to find, and a person is asked."""
    message = InboundMessage(sha256="f" * 64, received_at=a_message("").received_at)

    assert EYES.look(message).opening.category.value is None


def test_where_the_look_fails_a_person_is_asked_and_told_why(tmp_path: Path) -> None:
    """As where somebody breaks a file of words while the desk is running."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.yaml").write_text("- broken", "utf-8")
    blind = replace(EYES, folder=tmp_path)

    seen = blind.look(a_message("They call me every day."))
    by_script = blind.look(a_message("..."))

    assert seen.held_as == ""
    assert seen.opening.for_a_person[0].startswith("the first look failed: PackError: ")
    assert (seen.opening.language.value, seen.opening.category.value) == ("en", None)
    assert by_script.opening.language.value == CHINA.default_language
    assert blind.callers("13911112222", a_message(""), a_file()) == ()


def test_of_a_long_mail_the_beginning_is_looked_at() -> None:
    """What counts stands there; nobody can make intake wait with a long one."""
    begins = EYES.look(a_message("天天有骚扰电话推销贷款。" + "嗯。" * MOST_SIGNS)).opening
    ends = EYES.look(a_message("嗯。" * MOST_SIGNS + "天天有骚扰电话推销贷款。")).opening

    assert begins.category.value == "harassment_call"
    assert ends.category.value is None


def test_the_pack_of_another_place_is_suggested_and_the_desks_own_is_kept() -> None:
    """A person chooses; where there is no such pack, that is said."""
    taiwan = EYES.look(
        a_message("我的門號 0912-345-678 一直接到騷擾電話,NCC 不管嗎?賠我 NT$500")
    ).opening
    hong_kong = EYES.look(a_message("通訊局不理我,騷擾電話天天打,賠我 HK$500")).opening

    assert values(taiwan, Field.PACK) == ["tw-consumer"]
    assert values(hong_kong, Field.PACK) == [None]
    assert any(one.startswith("out_of_pack") for one in taiwan.for_a_person)
    assert values(EYES.look(a_message("骚扰电话")).opening, Field.PACK) == []


def test_a_replys_own_words_name_numbers_that_called() -> None:
    """In the form in which they are counted."""
    found = EYES.callers("今天 0571-8888-6666 又打来了", a_message("Re: your letter"), a_file())

    assert [one.number for one in found] == ["+8657188886666"]
