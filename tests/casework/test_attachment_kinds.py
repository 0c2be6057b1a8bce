"""What a file is, and what its name says that it is."""

from __future__ import annotations

import pytest

from casework.messages import Attachment


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("calls.PNG", ("text/plain", "image/")),
        ("录音.amr", ("text/plain", "audio/")),
        ("bill.pdf", ("text/plain", "application/pdf")),
        ("notes.txt", ("text/plain",)),
        ("png", ("text/plain", "image/")),
        ("", ("text/plain",)),
    ],
)
def test_a_damaged_picture_counts_as_the_picture_it_was(name: str, kinds: tuple[str, ...]) -> None:
    """Whoever sent it is not asked again; a person sees what it is worth."""
    file = Attachment(name=name, media_type="text/plain", size=1, sha256="0" * 64)

    assert file.kinds == kinds
