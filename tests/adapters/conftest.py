"""What the adapters' tests share: a mailbox on each of two mail servers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from adapters.mailbox.imap import Access
from tests.adapters.servers import SECRET, Other, dovecot_program, running_dovecot
from tests.conftest import PASSWORD
from tests.examples import DESK

if TYPE_CHECKING:
    from collections.abc import Iterator


# ---- mailboxes ---------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dovecot() -> Iterator[int]:
    """The IMAP port of a real Dovecot; skipped where there is none."""
    program = dovecot_program()
    if program is None:
        pytest.skip("Dovecot is not installed (on Debian: apt install dovecot-imapd)")
    with running_dovecot(program) as port:
        yield port


@pytest.fixture(params=["embedded", "dovecot"])
def access(request: pytest.FixtureRequest) -> Access:
    """An empty mailbox: every test that asks for it runs on both servers."""
    if request.param == "embedded":
        port, user, password = request.getfixturevalue("office").imap_port, DESK, PASSWORD
    else:
        port = request.getfixturevalue("dovecot")
        user, password = f"{uuid4().hex}@desk.example", SECRET
    return Access(host="127.0.0.1", port=port, security="none", user=user, password=password)


@pytest.fixture
def other(access: Access) -> Other:
    """Another mail program at that mailbox."""
    return Other(access)
