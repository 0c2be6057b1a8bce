"""Whether a sender is proven: RFC 8601, believed of our own mail server only."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.authenticity import Authenticity, authenticity

ANA = "ana@home.example"
OURS = "mx.desk.example"


def verdict(results: str, sender: str = ANA) -> Authenticity:
    """What we make of a header."""
    return authenticity(results, OURS, sender)


@pytest.mark.parametrize(
    ("results", "found"),
    [
        ("mx.desk.example; dmarc=pass header.from=home.example", "pass"),
        ("mx.desk.example; dmarc=fail header.from=home.example", "fail"),
        ("MX.Desk.example 1; dmarc=PASS (p=reject) header.from=Home.Example", "pass"),
        ("mx.desk.example; spf=fail smtp.mailfrom=x@evil.example; dmarc=pass", "pass"),
        ("mx.desk.example; dkim=pass header.d=home.example header.s=k1", "pass"),
        ("mx.desk.example; dkim=pass header.i=@mail.home.example", "pass"),
        (
            "mx.desk.example; dkim=fail header.d=home.example; spf=pass smtp.mailfrom=home.example",
            "pass",
        ),
        ("mx.desk.example; spf=pass smtp.mailfrom=ana@home.example", "pass"),
        ("mx.desk.example; spf=pass smtp.mailfrom=bounce@list.example", "none"),
        ("mx.desk.example; dkim=pass header.d=evilhome.example", "none"),
        ("mx.desk.example; dkim=pass header.d=example", "none"),
        ("mx.desk.example; spf=fail smtp.mailfrom=home.example", "fail"),
        ("mx.desk.example; spf=softfail smtp.mailfrom=home.example", "none"),
        ("mx.desk.example; dkim=fail header.d=home.example", "none"),
        ("mx.desk.example; dmarc=none; dkim=temperror header.d=home.example", "none"),
        ("mx.desk.example; dmarc=pass header.from=other.example", "none"),
        ("mx.desk.example; none", "none"),
        ("mx.desk.example", "none"),
        ("", "none"),
        ("mx.evil.example; dmarc=pass header.from=home.example", "none"),
        ("mx.desk.example.evil.example; dmarc=pass", "none"),
        ("(mx.evil.example (nested)) mx.desk.example; dmarc=pass", "pass"),
        ("mx.desk.example; dmarc=fail (dmarc=pass) header.from=home.example", "fail"),
        ("mx.desk.example; dkim = pass header.d = home.example", "pass"),
        ("mx.desk.example; spf=pass smtp.mailfrom=b+ana=x@home.example", "pass"),
        ("mx.desk.example; arc=pass header.d=home.example", "none"),
        ("mx.desk.example; dmarc=pass header.from=home.example; dmarc=fail", "fail"),
        ("mx.desk.example; iprev=pass policy.iprev=192.0.2.1; ; spf", "none"),
        ('mx.desk.example; spf=pass reason="fine" smtp.mailfrom="ana x"@home.example', "pass"),
    ],
)
def test_a_header_of_our_own_server_says_who_is_proven(results: str, found: str) -> None:
    """DMARC first, then a pass of the author's own domain; nobody else's word counts."""
    assert verdict(results) == found


INJECTED = "; dmarc=pass header.from=home.example; x"


@pytest.mark.parametrize(
    "results",
    [
        f'mx.desk.example; spf=pass smtp.mailfrom="a{INJECTED}"@evil.example; dmarc=fail',
        f'mx.desk.example; spf=pass smtp.mailfrom="a{INJECTED}"@evil.example',
        f'mx.desk.example; spf=none reason="y{INJECTED}" smtp.mailfrom=a@evil.example',
        f'mx.desk.example; spf=pass smtp.mailfrom="a\\"{INJECTED}"@evil.example',
        f"mx.desk.example; spf=pass (a comment{INJECTED}) smtp.mailfrom=a@evil.example",
        f'mx.desk.example; spf=pass smtp.mailfrom="a{INJECTED}@evil.example',
        f"mx.desk.example; spf=pass (never closed{INJECTED}",
        f'mx.desk.example; spf=pass ("{INJECTED}") smtp.mailfrom=a@evil.example',
        "mx.desk.example; dmarc=pass" + " " * 4_000,
    ],
)
def test_words_of_the_senders_own_prove_nothing(results: str) -> None:
    """Our server writes the local part of an address into its header: quotes hold it together."""
    assert verdict(results) is not Authenticity.PASS


def test_without_a_server_to_trust_nobody_is_checked() -> None:
    """Whatever a header says: anybody can write one."""
    assert authenticity("mx.desk.example; dmarc=pass", "", ANA) is Authenticity.UNCHECKED


def test_a_sender_without_a_domain_is_not_proven() -> None:
    """Nothing is aligned with nothing."""
    assert verdict("mx.desk.example; dkim=pass header.d=home.example", "ana") == "none"


@given(st.text(alphabet='mx.desk.example;=()dmarcpassfail "@', max_size=200))
def test_no_header_is_too_odd(results: str) -> None:
    """Whatever stands there, it is an answer."""
    assert verdict(results) in Authenticity


@given(st.text(max_size=60).filter(lambda text: "mx.desk.example" not in text))
def test_nobody_else_proves_anybody(results: str) -> None:
    """A header with another name in front is not our server's."""
    assert verdict(f"{results}; dmarc=pass header.from=home.example") == Authenticity.NONE
