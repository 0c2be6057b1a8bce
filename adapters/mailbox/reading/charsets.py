"""Bytes → text: by alias, by label, by what fits. Never an error, nor what no database takes.

Labels are wrong in known ways: gb2312 on what is gb18030, iso-8859-1 on what is
windows-1252 (as the WHATWG reads it), any label at all on UTF-8. So a label is a
hint, and the first reading that fits the bytes is taken.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import chardet

from adapters.mailbox.reading.han import chinese, worth_in_gb18030
from adapters.mailbox.reading.iso2022 import has_escapes, japanese

if TYPE_CHECKING:
    from collections.abc import Iterator

# Labels as mail programs write them, without what is neither letter nor digit → Python's codecs,
# in the order in which they are tried.
_CODECS = {
    alias: tuple(names.split())
    for names, aliases in {
        "gb18030": "gb2312 gb231280 gbk gb180302005 gb18030 gb1803020 cp936 936 ms936 windows936"
        " euccn eucgb2312cn csgb2312 csiso58gb231280 isoir58 chinese gb xeuccn",
        "hz": "hz hzgb2312 hzgb",
        "big5hkscs cp950 big5": "big5 big5hkscs big5eten big5tw big5hk cnbig5 csbig5 xxbig5 cp950"
        " 950 ms950 windows950 big5hkscs2004",
        "cp949": "euckr ksc56011987 ksc56011989 ksc5601 ksc56011992 ks5601 cseuckr korean cp949"
        " 949 ms949 windows949 uhc isoir149 csksc56011987",
        "cp932": "shiftjis sjis mskanji csshiftjis windows31j cswindows31j cp932 932 ms932"
        " windows932 mscp932 shiftjisx0213",
        "euc_jp euc_jis_2004": "eucjp cseucpkdfmtjapanese ujis eucjpms cp51932",
        "utf-8": "utf8 uft8 utf 8utf utf8mb4 unicode11utf8 unicode20utf8 cp65001 65001 utf8bom"
        " utf8n",
        "utf-7": "utf7 unicode11utf7 unicode20utf7 csunicode11utf7",
        "utf-16": "utf16 ucs2 iso10646ucs2 csunicode unicodefffe unicode",
        "cp1252 latin-1": "iso88591 latin1 iso885911987 l1 isoir100 cp819 csisolatin1 windows1252"
        " cp1252 ansi iso8859 1252 ms1252 ansinew westerneuropean",
        "cp1254": "iso88599 latin5 windows1254 cp1254 1254",
        "cp874": "windows874 tis620 iso885911 cp874 874 tis6202533 thai",
        "iso8859_8": "iso88598 iso88598i iso88598e hebrew",
        "iso8859_6": "iso88596 iso88596i iso88596e arabic",
        "koi8_r": "koi8r koi8 cskoi8r",
        "koi8_u": "koi8u koi8ru",
        "mac_roman": "macintosh mac macroman",
    }.items()
    for alias in aliases.split()
}
_NO_CHARSETS = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
_LATIN = {"cp1252", "iso8859-15", "latin-1", "ascii"}
_LATIN_GUESSED = (
    *("cp1252", "iso-8859-1", "iso-8859-15", "cp1250", "iso-8859-2", "cp1254", "cp1257", "cp1258"),
)
_GUESSED = (
    *("utf-8", "gb18030", "big5hkscs", "big5", "cp949", "euc-kr", "cp932", "shift_jis", "euc-jp"),
    *("utf-16", "utf-16le", "utf-16be", "iso-2022-kr", "cp1251", "koi8-r", "koi8-u", "cp1253"),
    *("iso-8859-7", "cp1255", "cp1256", "cp874", "tis-620"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")
_HIGH = re.compile(rb"[\x80-\xff]+")
_MIXED = re.compile(
    rb"(?:[A-Za-z][\x80-\xff]{1,2}(?![\x80-\xff])|(?<![\x80-\xff])[\x80-\xff]{1,2}[a-z])"
)
_WITHIN = re.compile(rb"[A-Za-z][\x80-\xff]{1,2}[a-z]")  # one or two letters amid ASCII's
_SAMPLE = 65_536  # bytes that are looked at to tell one charset from another
_FEW = 8  # bytes beyond ASCII that may be UTF-8 by chance
_LIKELY = 0.6  # of a sign, where the rest of the mail is in GB 18030
_LATIN_LETTERS = 0xC0  # the first of them in ISO 8859
_PAIRS = 4  # bytes in a row beyond ASCII: two signs of a Chinese, Japanese or Korean charset
_SHIFTED = re.compile(rb"\+[A-Za-z0-9+/]{2,}-")
_META = re.compile(
    rb"""(?i)<(?:meta\b|\?xml\b)[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?([\w:.-]{2,40})"""
)
_META_WITHIN = 4096  # bytes; HTML says 1024, mail programs put their styles first


def by_charset(payload: bytes, label: str = "", *, also: str = "") -> str:
    """Text by its label, or by ``also``, what the rest of the mail is written in, or by what fits.

    At worst with marks where it broke.
    """
    if not _speaks_of_more(payload, label, also):
        return clean(payload.decode("ascii"))
    for codec in _readings(payload, label, also):
        text = _strictly(payload, codec)
        if text is not None:
            return clean(text)
    return clean(payload.decode("utf-8", "replace"))


def fits(payload: bytes, label: str) -> bool:
    """Whether bytes may be what a label says: all of them can be read by it, and not in vain."""
    said = codecs_of(label)
    return not _belies(payload, said) and any(_strictly(payload, one) is not None for one in said)


def detected(payload: bytes) -> str:
    """The codec by which bytes without a label are read, or nothing."""
    found = (one for one in _detected(payload) if _strictly(payload, one) is not None)
    return next(found, "")


def charset_within(html: bytes) -> str:
    """The charset that HTML states of itself, or nothing."""
    found = _META.search(html[:_META_WITHIN])
    return found[1].decode("ascii", "replace") if found else ""


def clean(text: str) -> str:
    """Text that every database takes: no NUL, no lone surrogates."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


@lru_cache(maxsize=500)
def codecs_of(label: str) -> tuple[str, ...]:
    """Python's codecs for a label; none where it is none (idna, rot13) or unknown."""
    key = re.sub(r"[^a-z0-9]", "", label.lower()[:60])
    if found := _CODECS.get(key) or _CODECS.get(key.removeprefix("x")):
        return found
    if key.startswith(("iso2022jp", "csiso2022jp", "cp5022")) or key in {"jis", "jis7"}:
        return ("japanese",)
    try:
        info = codecs.lookup(label.strip("\"'_ ").lower())
    except (LookupError, ValueError, SyntaxError):
        return ()
    return (info.name,) if info._is_text_encoding and info.name not in _NO_CHARSETS else ()  # noqa: SLF001  nothing public tells


def _speaks_of_more(payload: bytes, label: str, also: str) -> bool:
    """Whether these bytes may be more than plain ASCII."""
    if not payload.isascii() or b"\x1b" in payload or b"\x00" in payload:
        return True
    if {"utf-7"} & {*codecs_of(label), *codecs_of(also)}:
        return _SHIFTED.search(payload) is not None or b"+-" in payload
    return "hz" in codecs_of(label)


def _readings(payload: bytes, label: str, also: str) -> Iterator[str]:
    """The codecs by which these bytes may be read, the likeliest first."""
    yield from (codec for mark, codec in _MARKS if payload.startswith(mark))
    if has_escapes(payload):
        yield "japanese"
    said, beside = (
        () if _belies(payload, codecs_of(one)) else _endian(payload, codecs_of(one))
        for one in (label, also)
    )
    yield from said
    yield from (f"{codec}?" for codec in said)
    yield from beside if payload.isascii() else ()
    yield from ("gb18030",) if _is_utf_8_by_chance(payload, beside) else ()
    yield from ("utf-8", "utf-8?")
    yield from beside
    yield from (f"{codec}?" for codec in beside)
    detected = tuple(_detected(payload))
    yield from detected
    yield from (f"{codec}?" for codec in detected)


def _belies(payload: bytes, said: tuple[str, ...]) -> bool:
    """Whether the bytes are plainly not what a label says: UTF-8, or pairs labelled as Latin."""
    if payload.isascii() or not said or said == ("utf-8",):
        return False
    if _strictly(payload, "utf-8") is None:
        return bool(_LATIN & set(said)) and _is_in_pairs(payload)
    high = _HIGH.findall(payload[:_SAMPLE])
    signs = sum(len(one.decode("utf-8", "ignore")) for one in high)
    double = said[0] in {"gb18030", "big5hkscs", "cp949", "cp932", "euc_jp"}
    return sum(map(len, high)) > 2 * signs and signs > 1 if double else bool(signs)


def _is_utf_8_by_chance(payload: bytes, beside: tuple[str, ...]) -> bool:
    """GB 18030's 谢谢 is "лл" in UTF-8: a few letters, which are Chinese without a doubt."""
    high = b"".join(_HIGH.findall(payload[:_SAMPLE]))
    few = _PAIRS <= len(high) <= _FEW and len(high.decode("utf-8", "ignore")) == len(high) // 2
    least = _LIKELY if "gb18030" in beside else 1
    return few and not _is_mixed(payload) and worth_in_gb18030(high) >= least


def _is_in_pairs(payload: bytes) -> bool:
    """Nearly all bytes beyond ASCII stand in rows of four and more: no Western language."""
    high = _HIGH.findall(payload[:_SAMPLE])
    if len(set(b"".join(high))) < _PAIRS:
        return False  # a row of dashes or dots
    return sum(len(one) for one in high if len(one) >= _PAIRS) > 0.8 * sum(map(len, high))


def _endian(payload: bytes, said: tuple[str, ...]) -> tuple[str, ...]:
    """UTF-16 without a byte order mark has its zeros at one end; without zeros it is not UTF-16."""
    if "utf-16" not in said:
        return tuple(one for one in said if not one.startswith("utf-16") or b"\x00" in payload)
    if payload[1::2].count(b"\x00") > payload[::2].count(b"\x00"):
        return ("utf-16-le",)
    return ("utf-16-be",) if b"\x00" in payload else ()


def _detected(payload: bytes) -> Iterator[str]:
    """What it looks like. A few letters more than ASCII are Western before anything else."""
    if not _is_mixed(payload) and (signs := chinese(payload[:_SAMPLE])):
        yield signs
    if _is_latin(payload) and sum(map(len, _HIGH.findall(payload[:_SAMPLE]))) < _PAIRS:
        yield "cp1252"
    rest = () if _is_in_pairs(payload) else _LATIN_GUESSED
    among = _LATIN_GUESSED if _is_latin(payload) else (*_GUESSED, *rest)
    otherwise = "cp1252" if "cp1252" in among else "utf-8"  # it warns of one that is not among them
    found = chardet.detect(
        payload, prefer_superset=True, include_encodings=among, no_match_encoding=otherwise
    )
    yield from codecs_of(found["encoding"] or "")
    yield from ("gb18030", "big5hkscs") if _is_in_pairs(payload) else ()


def _is_mixed(payload: bytes) -> bool:
    """Whether letters beyond ASCII stand in words of ASCII: Big5 has ASCII in its pairs, too."""
    high = _HIGH.findall(payload[:_SAMPLE])
    if 2 * len(_WITHIN.findall(payload[:_SAMPLE])) >= len(high):
        return True
    beyond = sum(map(len, high))
    return beyond < _PAIRS // 2 or (beyond <= _PAIRS and _is_latin(payload))


def _is_latin(payload: bytes) -> bool:
    """Words that mix ASCII and other letters. Chinese has its pairs with ASCII, but lower leads."""
    payload = payload[:_SAMPLE]
    high = _HIGH.findall(payload)
    letters = sum(byte >= _LATIN_LETTERS for one in high for byte in one)
    return 2 * len(_MIXED.findall(payload)) >= len(high) and 5 * letters > 3 * sum(map(len, high))


def _strictly(payload: bytes, codec: str) -> str | None:
    """The text, if these bytes are in that charset; "?" after its name: if nearly all are."""
    if codec == "japanese":
        return japanese(payload)
    try:
        if not codec.endswith("?"):
            return payload.decode(codec)
        text = payload.decode(codec[:-1], "replace")
    except (LookupError, ValueError):
        return None
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    beyond = (len(text.encode("utf-8", "replace")) - len(text)) // 2
    return text if 0 < 5 * broken <= beyond else None
