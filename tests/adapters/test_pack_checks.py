"""Mistakes of sense in a pack and in its bodies: what is well written and does not fit together."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.adapters.packs import (
    Mistake,
    problems,
    the_example,
    the_rung,
    with_body,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

NO_NAME: Mistake = (
    "a body's names without a language",
    lambda one: one["names"].pop("zh-Hant"),
    "bodies/example-ombudsman.yaml: names lacks zh-Hant.",
)
NAMES = dict.fromkeys(("zh-Hans", "zh-Hant", "en"), "a reason")

MISTAKES: list[Mistake] = [
    (
        "an unknown body",
        lambda pack: pack["ladder"][0].update(body="nobody"),
        "ladder[0].body is 'nobody'; there is no bodies/nobody.yaml.",
    ),
    (
        "an unknown item",
        lambda pack: pack["categories"][1]["evidence"].append("photo"),
        (
            "categories[1].evidence names 'photo'; the pack's evidence has "
            "call_log, contract, leak_indicator, payment_proof, recording."
        ),
    ),
    (
        "a language left out",
        lambda pack: pack["evidence"]["contract"]["names"].pop("zh-Hant"),
        "evidence.contract.names lacks zh-Hant.",
    ),
    (
        "a zone of nobody's",
        lambda pack: pack.update(timezone="Asia/Peking"),
        "timezone is 'Asia/Peking'; it should be one such as Asia/Shanghai.",
    ),
    (
        "a calendar of nobody's",
        lambda pack: pack.update(calendar="moon"),
        "calendar is 'moon'; it should be 'weekdays' or a country code.",
    ),
    (
        "hours the wrong way round",
        lambda pack: pack.update(send_hours={"start": "20:00", "until": "08:00"}),
        "send_hours.start should be before send_hours.until.",
    ),
    (
        "a reminder after the end",
        lambda pack: pack["clocks"]["reminder"].update(days=10),
        "clocks.reminder should be shorter than clocks.evidence.",
    ),
    (
        "two kinds of days",
        lambda pack: pack["clocks"]["closing_reminder"].update(counting="working days"),
        "clocks.closing_reminder and clocks.closing should count the same kind of days.",
    ),
    (
        "a closing reminder after the end",
        lambda pack: pack["clocks"]["closing"].update(days=5),
        "clocks.closing_reminder should be shorter than clocks.closing.",
    ),
    (
        "a reminder after the respondent's time",
        lambda pack: pack["clocks"].update(answer_reminders=[7, 15]),
        "clocks.answer_reminders[1] is 15; it should be less than the 15 days of clocks.answer.",
    ),
    (
        "a deputy before the reminder",
        lambda pack: pack["approvals"].update(deputy_hours=24),
        "approvals.remind_hours should be less than approvals.deputy_hours.",
    ),
    (
        "anew before the deputy",
        lambda pack: pack["approvals"].update(again_hours=48),
        "approvals.deputy_hours should be less than approvals.again_hours.",
    ),
    (
        "a deputy of itself",
        lambda pack: pack["approvals"].update(deputies={"approver": "approver"}),
        "approvals.deputies has 'approver' for its own deputy; it should be another role.",
    ),
    (
        "two approvals of one role",
        lambda pack: the_rung(pack).update(approval=["approver", "approver"]),
        "ladder[0].approval names 'approver' twice; each role lets it go out once.",
    ),
    (
        "an unknown item to preserve",
        lambda pack: pack["categories"][1].update(preserve=["tape"]),
        (
            "categories[1].preserve names 'tape'; the pack's evidence has "
            "call_log, contract, leak_indicator, payment_proof, recording."
        ),
    ),
    (
        "an item that is not kept for some days",
        lambda pack: pack["categories"][0].update(preserve=["call_log"]),
        (
            "categories[0].preserve names 'call_log'; evidence.call_log should say its kept_days, "
            "for how long the respondent keeps it anyway."
        ),
    ),
    (
        "a notice to a respondent that must not know",
        lambda pack: pack["categories"][0].update(put_to_respondent=False),
        "categories[0].preserve should be empty: the respondent hears nothing of it.",
    ),
    (
        "an unknown item to pass on",
        lambda pack: pack["pass_on"].update(evidence=["diary"]),
        (
            "pass_on.evidence names 'diary'; the pack's evidence has "
            "call_log, contract, leak_indicator, payment_proof, recording."
        ),
    ),
    (
        "an unknown authorisation",
        lambda pack: pack.update(authorisation="letter"),
        (
            "authorisation names 'letter'; the pack's evidence has "
            "call_log, contract, leak_indicator, payment_proof, recording."
        ),
    ),
    (
        "an unknown category of a rung",
        lambda pack: the_rung(pack).update(categories=["noise"]),
        (
            "ladder[0].categories names 'noise'; the pack's categories are "
            "data_leak, harassment_call, refund_refused, service_attitude, technical_fault."
        ),
    ),
    (
        "a precondition without a language",
        lambda pack: the_rung(pack)["preconditions"][1].update(names={"zh-Hans": "一", "en": "a"}),
        "ladder[0].preconditions[1].names lacks zh-Hant.",
    ),
    (
        "a title without a language",
        lambda pack: pack["title"].pop("en"),
        "title lacks en.",
    ),
    (
        "an excluded body of nobody's",
        lambda pack: the_rung(pack).update(excludes=["nobody"]),
        "ladder[0].excludes names 'nobody'; there is no bodies/nobody.yaml.",
    ),
    (
        "a body on two rungs",
        lambda pack: pack["ladder"].append(pack["ladder"][0]),
        "ladder[2].body is 'example-ombudsman', as in an earlier rung.",
    ),
    (
        "a law without its title",
        lambda pack: the_rung(pack)["time_bars"][0]["clock"].update(basis="S-2"),
        (
            "ladder[0].time_bars[0].clock.basis is 'S-2'; "
            "it should be listed in sources, or be 'policy'."
        ),
    ),
    (
        "a precondition's law without its title",
        lambda pack: the_rung(pack)["preconditions"][0].update(basis="S-2"),
        (
            "ladder[0].preconditions[0].basis is 'S-2'; "
            "it should be listed in sources, or be 'policy'."
        ),
    ),
    (
        "a time bar for nothing",
        lambda pack: the_rung(pack)["time_bars"][0].update(categories=["noise"]),
        (
            "ladder[0].time_bars[0].categories names 'noise'; the pack's categories are "
            "data_leak, harassment_call, refund_refused, service_attitude, technical_fault."
        ),
    ),
    (
        "a pack that ends before it begins",
        lambda pack: pack["effective"].update(to=date(2025, 12, 31)),
        "effective.to is 2025-12-31; it should not be before effective.from, 2026-01-01.",
    ),
    (
        "a review before the last one",
        lambda pack: pack.update(review_due=date(2026, 11, 20)),
        "review_due is 2026-11-20; it should not be before reviewed_on, 2026-11-21.",
    ),
    (
        "a right body without a rung",
        lambda pack: pack["categories"][0].update(bodies=["cn-mca"]),
        "categories[0].bodies names 'cn-mca'; it should have a rung in ladder.",
    ),
    (
        "a wrong body of nobody's",
        lambda pack: pack["categories"][0].update(tempting={"nobody": NAMES}),
        "categories[0].tempting has 'nobody'; there is no bodies/nobody.yaml.",
    ),
    (
        "a body that is right and wrong",
        lambda pack: pack["categories"][0].update(
            bodies=["example-tribunal"], tempting={"example-tribunal": NAMES}
        ),
        (
            "categories[0].tempting has 'example-tribunal', as categories[0].bodies; "
            "it should be in one only."
        ),
    ),
    (
        "a reason without a language",
        lambda pack: pack["categories"][0].update(
            tempting={"example-tribunal": {"zh-Hans": "一", "zh-Hant": "一"}}
        ),
        "categories[0].tempting.example-tribunal lacks en.",
    ),
    (
        "an item that is as good and is not there",
        lambda pack: pack["evidence"]["contract"].update(satisfied_by=["photo"]),
        (
            "evidence.contract.satisfied_by names 'photo'; the pack's evidence has "
            "call_log, contract, leak_indicator, payment_proof, recording."
        ),
    ),
    (
        "an item of a condition that is not there",
        lambda pack: pack["categories"][0].update(evidence_if={"money_lost": ["photo"]}),
        (
            "categories[0].evidence_if.money_lost names 'photo'; the pack's evidence has "
            "call_log, contract, leak_indicator, payment_proof, recording."
        ),
    ),
    (
        "a rung that nobody submits to",
        lambda pack: pack["ladder"][0].pop("submits"),
        "ladder[0].submits is missing; it should be here, or in bodies/example-ombudsman.yaml.",
    ),
    (
        "a clock's law without its title",
        lambda pack: pack["clocks"]["answer"].update(basis="Order 35"),
        "clocks.answer.basis is 'Order 35'; it should be listed in sources, or be 'policy'.",
    ),
    (
        "an intent left out",
        lambda pack: pack["intents"].pop("interim"),
        "intents lacks interim; it should be there, with [] where there are no words for it.",
    ),
    (
        "a word of two intents",
        lambda pack: pack["intents"]["settled"].append("撤訴"),
        "intents.withdraw has '撤诉', as intents.settled has; it should be in one only.",
    ),
    (
        "a question whose yes is not known",
        lambda pack: (pack.update(consent="ask"), pack["intents"].update(consent=[])),
        "consent is 'ask'; then intents.consent should have the words of a yes.",
    ),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[one[0] for one in MISTAKES])
def test_a_mistake_is_a_sentence(tmp_path: Path, mistake: Mistake) -> None:
    """Where it is, what stands there, what would be right."""
    _, change, sentence = mistake
    pack = the_example()

    change(pack)

    assert problems(written(tmp_path, pack)) == [sentence]


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    """Of form and of sense, in the pack and in a body: ``load_pack`` promises all at once."""
    pack = the_example()
    chosen = [*MISTAKES[1:4], NO_NAME]
    for _, change, _ in MISTAKES[1:4]:
        change(pack)
    with_body(tmp_path, NO_NAME[1])
    pack["clocks"]["review"].update(days="fourteen")

    found = problems(written(tmp_path, pack))

    assert found[0].startswith("clocks.review.days is 'fourteen'")
    assert sorted(found[1:]) == sorted(one[2] for one in chosen)


def test_two_categories_of_one_id_are_a_mistake(tmp_path: Path) -> None:
    """Their words would tie with each other for ever."""
    pack = the_example()
    pack["categories"].append(pack["categories"][1])

    assert problems(written(tmp_path, pack)) == [
        "categories[5].id is 'data_leak', as in an earlier category."
    ]


def test_a_body_that_is_no_yaml_is_told(tmp_path: Path) -> None:
    """One sentence; the pack is looked at all the same."""
    pack = the_example()
    MISTAKES[1][1](pack)
    file = written(tmp_path, pack)
    (tmp_path / "bodies" / "example-tribunal.yaml").write_text("id: [")

    first, second = problems(file)

    assert first == MISTAKES[1][2]
    assert second.startswith("bodies/example-tribunal.yaml: it is not YAML: ")
