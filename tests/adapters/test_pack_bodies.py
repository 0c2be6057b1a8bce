"""Mistakes in a body's file: each is told with the pack that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.policy_packs import load_pack
from tests.adapters.packs import Mistake, Pack, problems, the_example, with_body, written

if TYPE_CHECKING:
    from pathlib import Path

OWN = {"days": 9, "counting": "calendar days", "basis": "policy"}

BODIES: list[Mistake] = [
    (
        "names without a language",
        lambda one: one["names"].pop("zh-Hant"),
        "bodies/example-ombudsman.yaml: names lacks zh-Hant.",
    ),
    (
        "a guide without a language",
        lambda one: one["guide"].pop("en"),
        "bodies/example-ombudsman.yaml: guide lacks en.",
    ),
    (
        "a guide without a line",
        lambda one: one["guide"].update(en=[]),
        "bodies/example-ombudsman.yaml: guide.en is []; it should have at least 1 item.",
    ),
    (
        "another id",
        lambda one: one.update(id="another"),
        (
            "bodies/example-ombudsman.yaml: id is 'another'; "
            "it should be 'example-ombudsman', as the file."
        ),
    ),
    (
        "no source",
        lambda one: one.pop("source"),
        "bodies/example-ombudsman.yaml: source is missing.",
    ),
    (
        "a body that excludes nobody's",
        lambda one: one.update(excludes=["nobody"]),
        "bodies/example-ombudsman.yaml: excludes names 'nobody'; there is no bodies/nobody.yaml.",
    ),
    (
        "a law of a body without its title",
        lambda one: one.update(clock={"days": 9, "counting": "calendar days", "basis": "S-9"}),
        (
            "bodies/example-ombudsman.yaml: clock.basis is 'S-9'; "
            "it should be listed in sources, or be 'policy'."
        ),
    ),
    (
        "a clock of a body without a period",
        lambda one: one.update(clock={"basis": "policy"}),
        (
            "bodies/example-ombudsman.yaml: clock.days is missing; it should be there, or one of "
            "weeks, months, years, hours, business_hours."
        ),
    ),
    (
        "a clock of a body without a language",
        lambda one: one.update(
            clocks={"accept": {"names": {"en": "a", "zh-Hans": "一"}, "clock": OWN}}
        ),
        "bodies/example-ombudsman.yaml: clocks.accept.names lacks zh-Hant.",
    ),
    (
        "two bodies of one short name",
        lambda one: one.update(short="example_tribunal"),
        (
            "bodies/example-tribunal.yaml: short is 'example_tribunal', "
            "as in bodies/example-ombudsman.yaml."
        ),
    ),
    (
        "an address that is none",
        lambda one: one.update(address="by post"),
        (
            "bodies/example-ombudsman.yaml: address is 'by post'; "
            "it should match pattern '^([^@\\s<>]+@[^@\\s<>]+)?$'."
        ),
    ),
    (
        "nowhere to send a referral",
        lambda one: one.pop("address"),
        (
            "ladder[0].submits is 'desk'; bodies/example-ombudsman.yaml should have the address "
            "that takes referrals, or say under verify what is not confirmed."
        ),
    ),
    (
        "a line that YAML takes for a number",
        lambda one: one["guide"].update(en=[12315]),
        (
            "bodies/example-ombudsman.yaml: guide.en[0] is 12315, "
            "as YAML reads it a number; put it in quotes."
        ),
    ),
    (
        "a mailbox that takes no dossier",
        lambda one: one.update(mailbox_limit_mb=1),
        (
            "bodies/example-ombudsman.yaml: mailbox_limit_mb is 1; "
            "it should be greater than or equal to 3.5."
        ),
    ),
    (
        "a language of nobody's",
        lambda one: one["guide"].update(fr=["Allo"]),
        (
            "bodies/example-ombudsman.yaml: guide.fr is not a word of this format; "
            "it should be 'zh-Hans', 'zh-Hant' or 'en'."
        ),
    ),
]


@pytest.mark.parametrize("mistake", BODIES, ids=[one[0] for one in BODIES])
def test_a_mistake_of_a_body_is_told_with_its_pack(tmp_path: Path, mistake: Mistake) -> None:
    """By the file it is in."""
    _, change, sentence = mistake

    with_body(tmp_path, change)

    assert problems(written(tmp_path, the_example())) == [sentence]


def test_a_body_without_address_may_say_what_is_to_verify(tmp_path: Path) -> None:
    """Then the complainant files it until somebody has found out."""

    def change(body: Pack) -> None:
        body.pop("address")
        body["verify"] = ["whether it takes mail"]

    with_body(tmp_path, change)
    bodies = load_pack(written(tmp_path, the_example())).bodies

    assert bodies["example-ombudsman"].verify == ("whether it takes mail",)


def test_a_body_may_say_what_its_mailbox_takes(tmp_path: Path) -> None:
    """In MB, as people say it; the others have the desk's limit."""
    with_body(tmp_path, lambda one: one.update(mailbox_limit_mb=25))
    bodies = load_pack(written(tmp_path, the_example())).bodies

    limits = {one.id: one.mailbox_limit for one in bodies.values()}
    assert limits == {"example-ombudsman": 25_000_000, "example-tribunal": 0}
