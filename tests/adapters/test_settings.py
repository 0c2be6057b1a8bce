"""The environment: every problem at once, and no secret in the message."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.settings import Settings, SettingsError, packs_folder, read
from tests.examples import DESK, ROOT

ENOUGH = {
    "OMBUD_SECRET": "s" * 32,
    "OMBUD_DESK_ADDRESS": DESK,
    "OMBUD_IMAP_USER": DESK,
    "OMBUD_IMAP_PASSWORD": "a mailbox's password",
}


def problems(environment: dict[str, str]) -> list[str]:
    """What is wrong with an environment, a line each."""
    with pytest.raises(SettingsError) as caught:
        read(environment)
    return [line.strip() for line in str(caught.value).splitlines()]


def test_four_variables_make_a_desk() -> None:
    """Everything else has a default that works."""
    settings = read(ENOUGH)

    assert settings.desk_address == DESK
    assert settings.imap_password.get_secret_value() == "a mailbox's password"
    assert settings.packs_folder == ROOT / "policies"


def test_variables_are_read_as_what_they_are() -> None:
    """Numbers, paths and yes or no come as words."""
    settings = read(
        ENOUGH
        | {
            "OMBUD_IMAP_PORT": "10143",
            "OMBUD_EVIDENCE_FOLDER": "/evidence",
            "OMBUD_CONSOLE_HTTPS": "true",
            "OMBUD_OLDER_THAN_DAYS": "0.5",
            "OMBUD_SMTP_SECURITY": "none",
        }
    )

    assert (settings.imap_port, settings.evidence_folder) == (10143, Path("/evidence"))
    assert (settings.console_https, settings.older_than_days) == (True, 0.5)


def test_an_empty_environment_names_all_that_is_missing() -> None:
    """All at once, by the names to be set."""
    assert problems({}) == [
        "the settings have 4 problems (.env.example explains each variable):",
        "OMBUD_SECRET: is not set",
        "OMBUD_DESK_ADDRESS: is not set",
        "OMBUD_IMAP_USER: is not set",
        "OMBUD_IMAP_PASSWORD: is not set",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OMBUD_IMAP_PORT", "0"),
        ("OMBUD_IMAP_PORT", "65536"),
        ("OMBUD_SMTP_PORT", "submission"),
        ("OMBUD_SMTP_SECURITY", "ssl"),
        ("OMBUD_DESK_ADDRESS", "complaints"),
        ("OMBUD_SECRET", "too short"),
        ("OMBUD_POLL_SECONDS", "0"),
        ("OMBUD_KEEP_LIMIT_BYTES", "-1"),
        ("OMBUD_CONSOLE_HTTPS", "perhaps"),
    ],
)
def test_a_value_that_cannot_be_is_named(name: str, value: str) -> None:
    """One line for it, with its name."""
    found = problems(ENOUGH | {name: value})

    assert found[0].startswith("the settings have 1 problem (")
    assert len(found) == 2
    assert found[1].startswith(f"{name}: ")


def test_every_problem_is_told_at_once() -> None:
    """Missing, misspelt and impossible together."""
    wrong = {"OMBUD_IMAP_PROT": "143", "OMBUD_SMTP_PORT": "x", "OMBUD_SECRET": "short"}
    found = problems({**ENOUGH, **wrong, "OMBUD_IMAP_USER": DESK} | {"OMBUD_PACK": "example"})

    assert found[0].startswith("the settings have 3 problems")
    assert "OMBUD_IMAP_PROT: is not a setting of this desk" in found
    assert {line.partition(":")[0] for line in found[1:]} == set(wrong)


def test_a_secret_never_stands_in_a_message() -> None:
    """Neither in what is wrong nor in the settings' own words."""
    assert "hunter2" not in "\n".join(problems(ENOUGH | {"OMBUD_SECRET": "hunter2"}))
    named = ENOUGH | dict.fromkeys(
        ("OMBUD_IMAP_PASSWORD", "OMBUD_SMTP_PASSWORD", "OMBUD_WITNESS_PASSWORD"), "hunter2"
    )
    assert "hunter2" not in repr(read(named))
    assert "hunter2" not in "\n".join(problems(named | {"OMBUD_IMAP_PORT": "x"}))


def test_other_peoples_variables_are_no_problem() -> None:
    """Only ours are looked at, and those of the demo are the demo's."""
    read(ENOUGH | {"PATH": "/bin", "OMBUD_DEMO_DATA": "x", "OMBUD_NEW_PASSWORD": "x"})


def test_the_packs_are_found_without_any_other_setting() -> None:
    """A pack can be checked on a machine that has no desk."""
    assert packs_folder({}) == ROOT / "policies"
    assert packs_folder({"OMBUD_PACKS_FOLDER": "/packs"}) == Path("/packs")


@pytest.mark.parametrize(
    ("given", "addresses"),
    [
        ("", {}),
        ("  ", {}),
        ("*=body@demo.example", {"*": "body@demo.example"}),
        (
            "cn-mca=appeals@body.example  cn-12345=x@y.example\n*=z@z.example",
            {"cn-mca": "appeals@body.example", "cn-12345": "x@y.example", "*": "z@z.example"},
        ),
        ("cn-mca=a=b@body.example", {"cn-mca": "a=b@body.example"}),
    ],
)
def test_bodies_may_have_addresses_of_the_desks_own(given: str, addresses: dict[str, str]) -> None:
    """Several with spaces between; the demo sends all of them to one mailbox."""
    assert read(ENOUGH | {"OMBUD_BODY_ADDRESSES": given}).body_addresses == addresses


@pytest.mark.parametrize("given", ["a@b.example", "=a@b.example", "cn-mca=", "cn-mca=nobody", "x"])
def test_a_bodys_address_that_is_none_is_told(given: str) -> None:
    """With the form that would be right."""
    assert problems(ENOUGH | {"OMBUD_BODY_ADDRESSES": f"cn-12345=a@b.example {given}"})[1:] == [
        "OMBUD_BODY_ADDRESSES: should be BODY=ADDRESS, several with spaces between, or *=ADDRESS"
    ]


def test_a_desk_of_one_person_says_so() -> None:
    """By itself a desk has two; and letters to staff have no link until the console has a place."""
    assert not read(ENOUGH).one_person_desk
    assert read(ENOUGH).console_url == ""
    given = {"OMBUD_ONE_PERSON_DESK": "1", "OMBUD_CONSOLE_URL": "https://desk.example"}
    settings = read(ENOUGH | given)
    assert (settings.one_person_desk, settings.console_url) == (True, "https://desk.example")


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_explained(field: str) -> None:
    """``.env.example`` names each of them, with a sentence somewhere above it."""
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    name = f"OMBUD_{field.upper()}="

    assert any(line.lstrip("# ").startswith(name) for line in lines)


def test_nothing_is_explained_that_is_not_a_setting() -> None:
    """A variable that does nothing misleads."""
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    named = {
        line.lstrip("# ").partition("=")[0]
        for line in lines
        if line.lstrip("# ").startswith("OMBUD_")
    }
    ours = {f"OMBUD_{field.upper()}" for field in Settings.model_fields}

    assert {one for one in named if not one.startswith("OMBUD_DEMO_")} - ours <= {
        "OMBUD_NEW_PASSWORD"
    }
