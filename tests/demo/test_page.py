"""The mail page, as a browser uses it: write, reply with an attachment, wind the clock."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.conftest import COVERAGE
from tests.demo.conftest import RunningDemo, demos, until
from tests.examples import PNG

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDemo]:
    """A demo without samples; the only one whose processes count what they run of ours."""
    with demos(tmp_path_factory.mktemp("page"), **COVERAGE) as make:
        yield make("page", "--no-samples")


def test_a_complaint_is_written_answered_and_wound_on_the_mail_page(demo: RunningDemo) -> None:
    """All of it without a mail program: five columns, a reply with a file, a button."""
    with httpx.Client(base_url=demo.state()["mail_page"], timeout=60) as page:
        for role in ("inbox", "complainant", "respondent", "body", "staff"):
            assert f'aria-label="{role}"' in page.get("/").text

        told = "Yuanhu Calling keep calling."
        letter = {"role": "complainant", "subject": "Unwanted calls", "text": told}
        assert page.post("/write", data=letter).headers["location"].startswith("/?said=Your+mail")
        until(lambda: "We need something more from you" in page.get("/").text)

        assert page.post("/wind").status_code == 303
        until(lambda: "A reminder" in page.get("/").text)

        told = "Here it is; my number is 13800000000."
        reply = {"role": "complainant", "text": told, "answers": "INBOX/1"}
        page.post("/write", data=reply, files={"files": ("calls.png", PNG, "image/png")})
        until(lambda: set(demo.stages().values()) == {"with respondent"})
        link = re.search(r'href="(/file[^"]*)">calls.png', page.get("/").text)
        assert link is not None
        assert page.get(link[1].replace("&amp;", "&")).content == PNG
        assert page.get("/file?role=complainant&mail=INBOX/1&digest=0").status_code == 400

        lost = page.post("/write", data={**reply, "answers": "INBOX/99"})
        assert lost.status_code == 400
        assert "no longer there" in lost.text
        assert page.post("/write", data={**reply, "role": "nobody"}).status_code == 400


def test_what_people_write_stays_inert_on_the_page(demo: RunningDemo) -> None:
    """Subject and text are shown as they are written, and nothing of them runs."""
    with httpx.Client(base_url=demo.state()["mail_page"], timeout=60) as page:
        script = "<script>document.title = 1</script>"
        page.post("/write", data={"role": "complainant", "subject": script, "text": script})

        shown = page.get("/")

        assert "<script>" not in shown.text
        assert "&lt;script&gt;" in shown.text
        assert "default-src 'none'" in shown.headers["content-security-policy"]
