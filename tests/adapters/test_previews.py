"""What files look like: thumbnails and lists; and files that were made to harm."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from adapters.previews import SIZE_LIMIT, Look, Previews, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

FIVE_PAGES_LOOPED = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [2 0 R 3 0 R] /Count 5 /Parent 2 0 R >> endobj
3 0 obj << /Type /Pages /Kids [2 0 R] /Count 5 /Parent 3 0 R >> endobj
trailer << /Root 1 0 R /Prev 0 >>
%%EOF
"""


@pytest.fixture(scope="module")
def previews() -> Iterator[Previews]:
    """What looks at files."""
    previews = Previews()
    yield previews
    previews.close()


def a_picture(form: str = "PNG", size: tuple[int, int] = (1200, 600)) -> bytes:
    """A red picture, as a program writes it."""
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form)
    return out.getvalue()


def a_zip(*files: tuple[str, bytes]) -> bytes:
    """A zip with these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def a_tar(*files: tuple[str, bytes], mode: str = "w:gz") -> bytes:
    """A tar with these files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]  # a mode
        for name, content in files:
            head = tarfile.TarInfo(name)
            head.size = len(content)
            archive.addfile(head, io.BytesIO(content))
    return out.getvalue()


def marks(look: Look) -> dict[str, tuple[str, ...]]:
    """What is said of each name in an archive."""
    return {one.name: one.marks for one in look.entries}


# ---- thumbnails -------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_a_picture_has_a_small_png(previews: Previews, form: str) -> None:
    """Whatever its form, staff see a PNG of ours, at most 1000 pixels wide."""
    look = previews.look_now(a_picture(form))

    seen = Image.open(io.BytesIO(look.png), formats=["PNG"])
    assert look.kind == f"{form} picture, 1,200 by 600 pixels"
    assert seen.size == (1000, 500)
    assert look.why_not == ""


def test_nothing_that_a_picture_says_of_itself_is_in_its_thumbnail(previews: Previews) -> None:
    """No place where it was taken, no comment: pixels only."""
    out = io.BytesIO()
    picture = Image.new("RGB", (80, 40), "red")
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    picture.save(out, "JPEG", exif=exif, comment=b"a comment")

    look = previews.look_now(out.getvalue())

    assert b"taken at home" in out.getvalue()
    assert b"taken at home" not in look.png
    assert not Image.open(io.BytesIO(look.png)).info


def test_a_picture_that_a_telephone_turned_stands_upright(previews: Previews) -> None:
    """Its EXIF says how it was held."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (80, 40), "red").save(out, "JPEG", exif=exif)

    assert Image.open(io.BytesIO(previews.look_now(out.getvalue()).png)).size == (40, 80)


def test_a_pdf_shows_its_first_page(previews: Previews) -> None:
    """And says how many there are."""
    out = io.BytesIO()
    pages = [Image.new("RGB", (300, 400), one) for one in ("red", "blue")]
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])

    look = previews.look_now(out.getvalue())

    assert look.kind == "PDF, 2 pages"
    page = Image.open(io.BytesIO(look.png)).convert("RGB")
    red, green, blue = page.getpixel((page.width // 2, page.height // 2))  # type: ignore[misc]  # RGB
    assert (red > 200, green < 60, blue < 60) == (True, True, True)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is empty"),
        (b"Dear desk, they call me.", "pictures and PDF have one"),
        (b"BMW called me", "pictures and PDF have one"),
        (b"MZ\x90\x00\x03 a program named .png", "pictures and PDF have one"),
        (a_picture()[:60], "it is damaged or cut short"),
        (a_picture("JPEG")[:300], "it is damaged or cut short"),
        (b"\x89PNG\r\n\x1a\n", "it is damaged or cut short"),
        (b"%PDF-1.7 and nothing else", "it is damaged or cut short"),
        (b"PK\x03\x04 and nothing else", "it is damaged or cut short"),
        (b"\x1f\x8b and nothing else", "what is in it is not looked at"),
        (b"Rar!\x1a\x07\x01\x00", "what is in this kind of archive is not listed"),
        (b"x" * (SIZE_LIMIT + 1), "it has more than 25 MB"),
    ],
)
def test_where_there_is_nothing_to_see_it_says_why(
    previews: Previews, content: bytes, why: str
) -> None:
    """Nothing is shown, and nothing goes wrong."""
    look = previews.look_now(content)

    assert look.why_not.startswith(why)
    assert not look.png


def test_a_flood_of_pixels_is_not_unpacked(previews: Previews) -> None:
    """300 kB that would become two and a half thousand million pixels."""
    out = io.BytesIO()
    Image.new("1", (50_000, 50_000)).save(out, "PNG")

    look = previews.look_now(out.getvalue())

    assert look.why_not == "it has more than 60 million pixels"
    assert "50,000 by 50,000" in look.kind


def test_a_pdf_whose_pages_run_in_a_circle_is_let_be(previews: Previews) -> None:
    """It is shown or not; the next file is looked at as if nothing had been."""
    look = previews.look_now(FIVE_PAGES_LOOPED)

    assert look.kind.startswith("PDF") or look.why_not
    assert previews.look_now(a_picture()).png


def test_what_takes_too_long_costs_only_itself() -> None:
    """The child is ended, and a new one looks at the next file."""
    previews = Previews(seconds=0)

    look = previews.look_now(a_picture())
    previews.seconds = 20

    assert look.why_not == "looking at it was given up: it takes longer than 0 s"
    assert previews.look_now(a_picture()).png
    previews.close()


def test_what_takes_too_much_memory_costs_only_itself() -> None:
    """A large picture where there is little memory: in words, and the next one is shown."""
    poor = Previews(memory=40_000_000)

    look = poor.look_now(a_picture(size=(7000, 7000)))

    assert "memory" in look.why_not or "ended with" in look.why_not
    assert poor.look_now(a_picture(size=(100, 100))).png
    poor.close()


# ---- archives ---------------------------------------------------------------------------


def test_a_zip_is_listed(previews: Previews) -> None:
    """Names and sizes, and how much it declares in all; nothing of it is unpacked."""
    look = previews.look_now(a_zip(("calls/one.mp3", b"x" * 300), ("读我.txt", b"y")))

    assert [(one.name, one.size) for one in look.entries] == [
        ("calls/one.mp3", 300),
        ("读我.txt", 1),
    ]
    assert (look.kind, look.count, look.total, look.marks) == ("ZIP archive", 2, 301, ())


def test_names_that_a_chinese_program_wrote_can_be_read(previews: Previews) -> None:
    """GBK without a word about it, as older Windows does."""
    raw = a_zip(("AAAA.txt", b"x")).replace(b"AAAA", "录音".encode("gbk"))

    assert [one.name for one in previews.look_now(raw).entries] == ["录音.txt"]


def test_what_would_harm_when_unpacked_is_marked(previews: Previews) -> None:
    """Slips, archives in archives, bombs, and names that hide what they are."""
    look = previews.look_now(
        a_zip(
            ("../../etc/cron.d/evil", b"x"),
            ("..\\..\\evil.exe", b"x"),
            ("/etc/passwd", b"x"),
            ("C:\\evil.exe", b"x"),
            ("inner.ZIP", b"x"),
            ("bomb.bin", bytes(50_000_000)),
            ("invoice\u202efdp.exe", b"x"),
        )
    )

    assert marks(look) == {
        "../../etc/cron.d/evil": ("climbs out with ../",),
        "..\\..\\evil.exe": ("climbs out with ../",),
        "/etc/passwd": ("absolute name",),
        "C:\\evil.exe": ("absolute name",),
        "inner.ZIP": ("an archive in the archive",),
        "bomb.bin": ("packed 1,028 to 1",),
        "invoice\ufffdfdp.exe": ("hides signs in its name",),
    }
    assert any("it says that it grows" in one for one in look.marks)


def test_a_size_that_lies_is_marked(previews: Previews) -> None:
    """The directory says ten, the file itself says three hundred."""
    honest = a_zip(("calls.txt", b"x" * 300))
    directory = honest.rindex(b"PK\x01\x02")
    lying = honest[: directory + 24] + (10).to_bytes(4, "little") + honest[directory + 28 :]

    assert marks(previews.look_now(honest)) == {"calls.txt": ()}
    assert marks(previews.look_now(lying)) == {"calls.txt": ("its size cannot be true",)}


def test_an_encrypted_file_is_marked(previews: Previews) -> None:
    """Its name is there, and that nobody can look into it."""
    raw = bytearray(a_zip(("secret.txt", b"x")))
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1

    assert marks(previews.look_now(bytes(raw))) == {"secret.txt": ("encrypted",)}


def test_files_that_lie_in_one_another_are_marked(previews: Previews) -> None:
    """The overlap bomb: every name points at the same packed bytes (CVE-2024-0450)."""
    raw = bytearray(a_zip(("a.bin", bytes(2000)), ("b.bin", bytes(2000))))
    second = raw.rindex(b"PK\x01\x02")
    raw[second + 42 : second + 46] = (0).to_bytes(4, "little")

    assert any("overlap" in one for one in previews.look_now(bytes(raw)).marks)


def test_of_many_names_the_first_are_shown(previews: Previews) -> None:
    """Two hundred, and how many there are."""
    look = previews.look_now(a_zip(*((f"{number}.txt", b"x") for number in range(1000))))

    assert (len(look.entries), look.count, look.total) == (200, 1000, 1000)


def test_an_office_document_is_named_and_not_listed(previews: Previews) -> None:
    """It is a zip inside, which tells nobody anything; macros do."""
    plain = a_zip(("[Content_Types].xml", b"x"), ("word/document.xml", b"x"))
    macros = a_zip(
        ("[Content_Types].xml", b"x"), ("xl/workbook.xml", b"x"), ("xl/vbaProject.bin", b"x")
    )

    assert (previews.look_now(plain).kind, previews.look_now(plain).entries) == (
        "Word document",
        (),
    )
    assert previews.look_now(macros).kind == "Excel document"
    assert previews.look_now(macros).marks[0].startswith("has macros")


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_a_tar_is_listed_packed_or_not(previews: Previews, mode: str) -> None:
    """With the same marks as a zip."""
    look = previews.look_now(a_tar(("../x", b"abc"), ("y.txt", b"z" * 700), mode=mode))

    assert marks(look) == {"../x": ("climbs out with ../",), "y.txt": ()}
    assert (look.count, look.total) == (2, 703)


def test_a_tar_that_grows_without_end_is_read_only_so_far(previews: Previews) -> None:
    """The names up to there, and a word that there may be more."""
    look = previews.look_now(a_tar(("a.txt", b"x"), ("big", bytes(250_000_000)), ("late", b"x")))

    assert list(marks(look)) == ["a.txt", "big"]
    assert look.marks == ("it grows beyond 200 MB: the names after that were not looked for",)


def test_links_and_devices_in_a_tar_are_marked(previews: Previews) -> None:
    """A link may lead out of the folder it is unpacked into."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (("out", tarfile.SYMTYPE), ("disk", tarfile.BLKTYPE)):
            head = tarfile.TarInfo(name)
            head.type, head.linkname = kind, "/etc"
            archive.addfile(head)

    assert marks(previews.look_now(out.getvalue())) == {
        "out": ("a link to /etc",),
        "disk": ("a device, not a file",),
    }


# ---- what is known already --------------------------------------------------------------


async def test_a_file_is_looked_at_once() -> None:
    """The second time its bytes are not even asked for."""
    previews, asked = Previews(), []

    async def content() -> bytes:
        asked.append(1)
        return a_picture()

    first = await previews.look("a" * 64, content)
    second = await previews.look("a" * 64, content)
    previews.close()

    assert first is second is previews.seen("a" * 64)
    assert len(asked) == 1


def test_a_look_crosses_from_the_child_as_it_is(previews: Previews) -> None:
    """Names with odd signs and all."""
    for content in (
        a_picture(),
        a_zip(("\ud800 \u202e.txt".encode("utf-8", "replace").decode(), b"x")),
    ):
        look = previews.look_now(content)
        assert unpacked(packed(look)) == look
