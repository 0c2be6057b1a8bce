"""Three first complaints: Simplified Chinese, Traditional Chinese with evidence, English."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from demo import mailing
from demo.mailing import Enclosure
from demo.place import DESK, PEOPLE

if TYPE_CHECKING:
    from demo.place import Place

RESPONDENTS = (  # as `ombud respondent add` takes them
    (
        *("house", "--name", "Our calling department", "--kind", "department", "--default"),
        *("--address", PEOPLE["respondent"], "--language", "zh-Hans"),
    ),
    (
        *("yuanhu", "--name", "Yuanhu Calling", "--kind", "company", "--alias", "远呼科技"),
        *("--address", PEOPLE["respondent"], "--language", "zh-Hans"),
        *("--number", "0571-0000-6612", "--fact", "respondent_is_operator"),
    ),
)
_SENT = "samples-sent"  # a file: its samples were mailed
_FOLDER = Path(__file__).parent / "letters"
_SAMPLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("zh-Hans", ()),
    ("zh-Hant", ("通話紀錄.png",)),
    ("en", ()),
)


def were_sent(place: Place) -> bool:
    """Whether a demo of this folder has had its samples."""
    return (place.data / _SENT).exists()


def send_once(place: Place) -> None:
    """Mail the samples to the desk, the first time a demo starts. Raises DemoError."""
    if were_sent(place):
        return
    for name, files in _SAMPLES:
        subject, _, text = (_FOLDER / f"{name}.txt").read_text("utf-8").partition("\n")
        raw = mailing.write(
            sender=f"Lin <{PEOPLE['complainant']}>",
            recipient=DESK,
            subject=subject,
            text=text.strip() + "\n",
            written_at=datetime.now(UTC),  # noqa: TID251  people write when they write
            files=[_enclosure(file) for file in files],
        )
        mailing.send(place.state(ready=False), raw, sender=PEOPLE["complainant"])
    (place.data / _SENT).touch()


def _enclosure(name: str) -> Enclosure:
    return Enclosure(name, "image/png", (_FOLDER / name).read_bytes())
