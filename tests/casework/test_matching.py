"""Which case a message belongs to: nobody guesses an address, nobody forges a Message-ID."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from casework.case import Party, case_number
from casework.matching import (
    Match,
    comes_to,
    is_our_message_id,
    letter_message_id,
    reply_address,
    reply_token,
    tokens_in,
)
from tests.examples import ANA, DESK, SECRET

NUMBER = "C-2026-000001"
KEY = f"{NUMBER}/acknowledgement/1"
DOMAIN = "desk.example"
OURS = letter_message_id(SECRET, KEY, DOMAIN)
TOKEN = reply_token(SECRET, NUMBER, Party.COMPLAINANT)
ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

numbers = st.builds(case_number, st.integers(2020, 2040), st.integers(1, 10**7))
parties = st.sampled_from(Party)
halves = st.text(ALPHABET, min_size=26, max_size=26)
desks = st.from_regex(r"[a-z][a-z0-9.]{0,12}@[a-z]{1,10}\.example", fullmatch=True)


# ---- a match -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "fits_and_fits_half"),
    [
        (Match(case_number=NUMBER, is_correspondent=True), (True, False)),
        (Match(case_number=NUMBER, is_correspondent=False), (False, True)),
        (Match(case_number=None, is_correspondent=True), (False, False)),
        (Match(case_number=None, is_correspondent=False), (False, False)),
    ],
)
def test_a_message_fits_with_address_and_sender(
    known: Match, fits_and_fits_half: tuple[bool, bool]
) -> None:
    """The right address from the right person fits; from a stranger it fits half."""
    assert (known.fits, known.is_strangers) == fits_and_fits_half


def test_nothing_known_fits_nothing() -> None:
    """What storage says of a stranger's first mail."""
    assert Match() == Match(
        case_number=None,
        is_correspondent=False,
        is_closed=False,
        same_message=False,
        same_message_case=None,
        same_complaint=None,
    )


# ---- reply addresses ------------------------------------------------------------------------


def test_a_reply_address_is_the_desks_with_a_token() -> None:
    """Subaddressing, RFC 5233: mail servers deliver it to the desk's own mailbox."""
    assert reply_address(DESK, TOKEN) == f"complaints+{TOKEN}@desk.example"


@given(numbers, parties)
def test_a_token_is_a_hundred_and_twenty_eight_bits_that_any_mail_server_takes(
    number: str, party: Party
) -> None:
    """Twenty-six letters and digits; upper and lower case mean the same."""
    assert re.fullmatch(r"[a-z2-7]{26}", reply_token(SECRET, number, party))


@given(st.tuples(numbers, parties), st.tuples(numbers, parties))
def test_each_party_of_each_case_has_its_own_token(
    one: tuple[str, Party], other: tuple[str, Party]
) -> None:
    """The respondent's reply address does not open the complainant's thread."""
    same = reply_token(SECRET, *one) == reply_token(SECRET, *other)

    assert same is (one == other)


@given(st.binary(min_size=32, max_size=64), numbers, parties)
def test_a_token_cannot_be_made_without_the_secret(guess: bytes, number: str, party: Party) -> None:
    """Knowing the case and the program is not enough."""
    assume(guess != SECRET)

    assert reply_token(guess, number, party) != reply_token(SECRET, number, party)


@given(desks, numbers, parties)
def test_tokens_come_back_with_the_replies(desk: str, number: str, party: Party) -> None:
    """What reply_address puts in, tokens_in takes out."""
    token = reply_token(SECRET, number, party)

    assert tokens_in((reply_address(desk, token),), desk) == (token,)


@given(desks, numbers, parties)
def test_tokens_survive_a_server_that_writes_in_capitals(
    desk: str, number: str, party: Party
) -> None:
    """Some systems change the case of an address on its way."""
    token = reply_token(SECRET, number, party)
    address = reply_address(desk, token)

    assert tokens_in((address.upper(),), desk) == (token,)
    assert tokens_in((address,), desk.upper()) == (token,)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(DESK, id="the-desk-itself"),
        pytest.param(ANA, id="somebody-else"),
        pytest.param("", id="nothing"),
        pytest.param(f"complaints+{TOKEN}@desk.example.org", id="a-longer-domain"),
        pytest.param(f"complaints+{TOKEN}@other-desk.example", id="another-domain"),
        pytest.param(f"complaints+{TOKEN}@mail.desk.example", id="a-part-of-our-domain"),
        pytest.param(f"my-complaints+{TOKEN}@desk.example", id="another-mailbox"),
        pytest.param(f"complaints-{TOKEN}@desk.example", id="another-separator"),
        pytest.param(f"complaints{TOKEN}@desk.example", id="no-separator"),
    ],
)
def test_other_addresses_hold_no_token(address: str) -> None:
    """Only this desk's reply addresses count."""
    assert tokens_in((address,), DESK) == ()


def test_every_token_of_a_mail_is_found_in_its_order() -> None:
    """A mail may go to several of our addresses and to others besides."""
    other = reply_token(SECRET, NUMBER, Party.RESPONDENT)
    addresses = (ANA, reply_address(DESK, other), DESK, reply_address(DESK, TOKEN))

    assert tokens_in(addresses, DESK) == (other, TOKEN)


def test_replies_to_the_letters_of_last_year_still_find_their_case() -> None:
    """Addresses and Message-IDs are out in the world: the way they are made never changes."""
    assert reply_token(SECRET, "C-2026-000001", "complainant") == "ix3ym6pxs26sjdioeeoyuex554"
    assert OURS == "<adn4qd3jrhblez427tcynr537y.qzp65dhieeumistlo2hgikwaqq@desk.example>"


# ---- Message-IDs ------------------------------------------------------------------------------


def test_a_letter_has_the_same_message_id_whenever_it_is_written() -> None:
    """A letter tried twice is one letter to every mail program."""
    assert letter_message_id(SECRET, KEY, DOMAIN) == OURS


@given(st.text(), st.text())
def test_each_letter_has_its_own_message_id(one: str, other: str) -> None:
    """Two keys, two letters."""
    same = letter_message_id(SECRET, one, DOMAIN) == letter_message_id(SECRET, other, DOMAIN)

    assert same is (one == other)


@given(st.text())
@example(KEY)
def test_a_message_id_is_well_formed_and_ours(key: str) -> None:
    """In angle brackets, at our domain, its left half no longer than RFC 5321 allows."""
    made = letter_message_id(SECRET, key, DOMAIN)
    found = re.fullmatch(r"<([a-z2-7.]{1,64})@desk\.example>", made)

    assert found
    assert is_our_message_id(SECRET, made)


def test_a_message_id_says_nothing_about_the_case() -> None:
    """It travels through other people's mail: no number, no kind of letter in it."""
    assert not any(word in OURS for word in KEY.lower().split("/"))


@given(halves, halves)
def test_a_made_up_message_id_is_refused(name: str, proof: str) -> None:
    """The right shape is not enough."""
    assert not is_our_message_id(SECRET, f"<{name}.{proof}@{DOMAIN}>")


@given(st.text())
def test_any_other_text_is_refused(text: str) -> None:
    """A header can hold anything, and nothing there makes it fail."""
    assert not is_our_message_id(SECRET, text)


@given(st.integers(1, 53), st.sampled_from(ALPHABET + ".@<> A0é"))
def test_a_message_id_with_one_sign_changed_is_refused(place: int, sign: str) -> None:
    """Neither the name nor its proof can be touched."""
    assume(OURS[place] != sign)

    assert not is_our_message_id(SECRET, f"{OURS[:place]}{sign}{OURS[place + 1 :]}")


@given(st.binary(min_size=32, max_size=64), st.text())
def test_another_desks_message_id_is_refused(secret: bytes, key: str) -> None:
    """The same program with another secret is another desk."""
    assume(secret != SECRET)

    assert not is_our_message_id(SECRET, letter_message_id(secret, key, DOMAIN))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(OURS[1:-1], id="no-brackets"),
        pytest.param(OURS.upper(), id="capitals"),
        pytest.param(f"{OURS}\n", id="a-line-end"),
        pytest.param(f" {OURS}", id="a-space"),
        pytest.param(f"{OURS}{OURS}", id="two-of-them"),
        pytest.param(OURS.replace("@", "@a b."), id="a-space-in-the-domain"),
        pytest.param(OURS.replace(f"@{DOMAIN}", "@"), id="no-domain"),
        pytest.param(OURS.replace(f"@{DOMAIN}", ""), id="no-at"),
        pytest.param("<1@home.example>", id="a-mail-programs"),
    ],
)
def test_what_only_looks_like_our_message_id_is_refused(text: str) -> None:
    """The whole header value is one Message-ID of ours, or it is none."""
    assert not is_our_message_id(SECRET, text)


@given(halves)
def test_a_reply_token_proves_no_message_id(name: str) -> None:
    """Who is given one keyed word cannot pass it off as another."""
    token = reply_token(SECRET, NUMBER, Party.COMPLAINANT)

    assert not is_our_message_id(SECRET, f"<{name}.{token}@{DOMAIN}>")


def test_mail_to_us_is_known_in_any_spelling() -> None:
    """With a token, in capitals, with blanks around it; nobody else's is ours."""
    ours = ("desk@our.example", " DESK@Our.example ", "desk+token@our.example")

    assert all(comes_to("Desk@our.example", one) for one in ours)
    for other in ("", "desk@other.example", "desk@our.example.org", "adesk@our.example", "desk"):
        assert not comes_to("desk@our.example", other)
