"""Names and texts of strangers, made safe."""

from __future__ import annotations

import pytest

from casework.safe_names import file_name, line, seen


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("call log.png", "01-call_log.png"),
        ("通话记录.PNG", "01-通话记录.png"),
        ("../../etc/passwd", "01-etc_passwd"),
        ("C:\\Windows\\evil.exe", "01-C_Windows_evil.exe"),
        ("invoice\u202egnp.exe", "01-invoicegnp.exe"),
        ("a\0b\n.pdf", "01-ab.pdf"),
        ("con", "01-file"),
        ("", "01-file"),
        ("...", "01-file"),
        (".htaccess", "01-htaccess"),
        ("a..b.txt", "01-a_b.txt"),
        ("no.endingthatislong", "01-no.endingthatislong"),
    ],
)
def test_a_name_is_safe_on_every_system(given: str, safe: str) -> None:
    """It never leaves its folder, hides nothing, and keeps its ending."""
    assert file_name(given, 1) == safe


def test_a_long_name_is_cut_and_stays_of_its_kind() -> None:
    """File systems take 255 bytes."""
    name = file_name("长" * 300 + ".jpeg", 200)

    assert name == f"200-{'长' * 60}.jpeg"
    assert len(name.encode()) < 255


def test_a_text_shows_all_that_it_has() -> None:
    """Nothing turns a line round, rings a bell or is not there to be seen."""
    assert seen("a\u202eb\u200bc\x07\r\nd\re\ud800") == "abc\nd\ne"
    assert line("a \n b") == "a b"
    assert line("x" * 300) == "x" * 199 + "…"
