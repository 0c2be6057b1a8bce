"""The parts of a mail: its text, and the files that came with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import errors
from email.parser import BytesParser
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING

from adapters.mailbox.reading.charsets import by_charset, charset_within, clean
from adapters.mailbox.reading.flowed import unflowed
from adapters.mailbox.reading.headers import AsItIs, Mail, charset_of, header
from adapters.mailbox.reading.markup import from_html
from adapters.mailbox.reading.media import ending, media_type
from adapters.mailbox.reading.names import NAME_LIMIT, file_name, parameter, readable
from adapters.mailbox.reading.opening import from_its_headers
from adapters.mailbox.reading.transfer import Decoded, UUFile, decoded_content, without_uu
from adapters.mailbox.reading.words import plain_text
from casework.messages import Attachment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_BODIES = {"text/plain", "text/html", "text/enriched", "text/richtext"}
_ALTERNATIVES = {"text/x-amp-html", "text/watch-html", "text/x-watch-html", "text/rtf"}
_DAMAGE = {
    errors.NoBoundaryInMultipartDefect: "a multipart without a boundary",
    errors.StartBoundaryNotFoundDefect: "a multipart whose boundary is nowhere",
    errors.CloseBoundaryNotFoundDefect: "a multipart that is never closed",
}
_NAMES = {"message": "message", "image": "image", "audio": "audio", "video": "video"}


class Part(Mail):
    """A part of a mail. Attached messages stay whole: their bytes are what was sent."""

    def get_content_maintype(self) -> str:
        """``email`` reads on into what says "message" here; into everything else it does not."""
        found = super().get_content_maintype()
        return "application" if found == "message" else found

    @cached_property
    def decoded(self) -> Decoded:
        """What it holds, without its transfer encoding."""
        # not get_payload(): that reads bytes beyond ASCII by the label, and loses what does not fit
        payload = vars(self).get("_payload")
        raw = payload if isinstance(payload, str) else ""
        label = str(self.get("Content-Transfer-Encoding", ""))
        is_text = super().get_content_maintype() == "text"
        return decoded_content(raw.encode("utf-8", "surrogateescape"), label, is_text=is_text)


def opened(raw: bytes) -> Part:
    """A mail with its parts, those of attached messages apart."""
    parser = BytesParser(Part, policy=AsItIs())
    return parser.parsebytes(from_its_headers(raw))  # type: ignore[return-value]  # the stubs go by the policy


def text_of(mail: Part) -> str:
    """What a reader of the mail sees: its plain text; where there is only HTML, its text."""
    texts = _texts(mail, _bodies(mail), charset_of(mail))
    return "\n".join(text for text in texts if text.strip())


def attachments_of(mail: Part) -> tuple[Attachment, ...]:
    """The files that came with a mail, in their order; names twice given are numbered."""
    return tuple(_attachment(file) for file in _files(mail))


def attachment(raw: bytes, digest: str) -> bytes:
    """The file of a mail that has this sha256. Raises LookupError where there is none."""
    for file in _files(opened(raw)):
        if sha256(file.content).hexdigest() == digest:
            return file.content
    raise LookupError(f"no attachment has the digest {digest}")


def contents(raw: bytes, digests: Collection[str]) -> dict[str, bytes]:
    """The files of a mail that have these digests, as far as they are in it."""
    found = ((sha256(file.content).hexdigest(), file.content) for file in _files(opened(raw)))
    return {digest: content for digest, content in found if digest in digests}


def damage_of(mail: Part) -> tuple[str, ...]:
    """What was wrong with how the parts of a mail came; each thing once."""
    found = [leaf.decoded.damage for leaf in leaves(mail)]
    found += [_DAMAGE.get(type(defect), "") for part in mail.walk() for defect in part.defects]
    return tuple(dict.fromkeys(filter(None, found)))


def leaves(mail: Part) -> list[Part]:
    """The parts that carry something; attached messages stay whole."""
    children = _children(mail)
    return [leaf for part in children for leaf in leaves(part)] if children else [mail]


def _children(part: Part) -> list[Part]:
    # is_multipart() first: get_payload() of anything else reads it by its label, and may fail
    return part.get_payload() if part.is_multipart() else []  # type: ignore[return-value]  # a list


# ---- which parts are the text ------------------------------------------------------------


def _bodies(mail: Part) -> set[int]:
    """The parts that are read, by their identity; at least one where any could be."""
    found = {id(leaf) for leaf in leaves(mail) if _is_body(leaf)}
    if not found:
        could = (leaf for leaf in leaves(mail) if _kind(leaf) in _BODIES and not _is_attached(leaf))
        found = {id(leaf) for leaf in list(could)[:1]}
    return found


def _is_body(part: Part) -> bool:
    return _kind(part) in _BODIES and not _is_attached(part) and not file_name(part)


def _is_attached(part: Part) -> bool:
    return part.get_content_disposition() == "attachment"


def _kind(part: Part) -> str:
    """The media type that a part is labelled with; what cannot be read as one is plain text."""
    found = " ".join(clean(plain_text(part.get_content_type())).split())[:NAME_LIMIT]
    return "text/plain" if found.startswith("multipart/") or found == "text" else found


def _texts(part: Part, bodies: set[int], also: str) -> Iterator[str]:
    """The texts of a part, in their order: of alternatives the one that says what they say."""
    children = _children(part)
    if not children:
        if id(part) in bodies:
            yield _text(part, also)
    elif part.get_content_subtype() == "alternative":
        yield _best([(child, list(_texts(child, bodies, also))) for child in children])
    else:
        for child in children:
            yield from _texts(child, bodies, also)


def _best(alternatives: list[tuple[Part, list[str]]]) -> str:
    """The plain text, unless it is empty or only says that there is HTML."""
    read = [
        (not _is_html(part), "\n".join(texts))
        for part, texts in alternatives
        if any(text.strip() for text in texts)
    ]
    plain = next((text for is_plain, text in read if is_plain), "")
    html = next((text for is_plain, text in reversed(read) if not is_plain), "")
    return html if not plain or (html and _is_stub(plain, html)) else plain


def _is_html(part: Part) -> bool:
    """Whether what is read of a part comes from HTML."""
    first = next((leaf for leaf in leaves(part) if _kind(leaf) in _BODIES), part)
    return _kind(first) == "text/html"


_STUB_LENGTH = 500
_STUB = re.compile(
    r"\bx?html\b|rich text|in (?:your|a) (?:web )?browser|mime|浏览器|瀏覽器|im browser|navegador"
    r"|navigateur|nel browser|браузер|ブラウザ|브라우저"
)


def _is_stub(plain: str, html: str) -> bool:
    """A text that only says that there is HTML: short, speaks of it, and says nothing of its."""
    words, shown = "".join(plain.lower().split()), "".join(html.lower().split())
    if len(words) > _STUB_LENGTH or _STUB.search(plain.lower()) is None:
        return False
    pairs, told = (set(pairwise(text)) for text in (words, shown))
    return 2 * len(pairs & told) < len(pairs)


# ---- reading a text ----------------------------------------------------------------------


def _text(part: Part, also: str) -> str:
    """Text by its label, then by what the mail is written in, then by what fits."""
    content = part.decoded.content
    kind = _kind(part)
    label = plain_text(part.get_content_charset() or "")
    if kind == "text/plain":
        content, _ = without_uu(content)
    within = charset_within(content) if kind == "text/html" else ""
    text = by_charset(content, label, also=within or also).replace("\r\n", "\n").replace("\r", "\n")
    if kind in {"text/html", "text/enriched", "text/richtext"} or _is_html_source(text):
        return from_html(text)
    if parameter(part, "content-type", "format").lower() == "flowed":
        deletes_space = parameter(part, "content-type", "delsp").lower() == "yes"
        return unflowed(text, deletes_space=deletes_space)
    return text


def _is_html_source(text: str) -> bool:
    """HTML that is labelled plain, from its first sign on."""
    begun = text[:200].lstrip("\ufeff \t\n").lower()
    return begun.startswith(("<!doctype html", "<html")) and "</" in text


# ---- files -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    label: str
    content: bytes


def _files(mail: Part) -> Iterator[_File]:
    """Everything that is not the text: parts, and what is uuencoded within the text."""
    bodies = _bodies(mail)
    given: dict[str, int] = {}
    for leaf in leaves(mail):
        if id(leaf) in bodies and _kind(leaf) == "text/plain":
            yield from map(_uu_file, without_uu(leaf.decoded.content)[1])
        if id(leaf) in bodies and (leaf is mail or not file_name(leaf)):
            continue
        if _kind(leaf) not in _ALTERNATIVES and _holds_something(leaf):
            yield _file(leaf, given)


def _holds_something(part: Part) -> bool:
    """An empty part without a name is what a mail program left, not a file."""
    return bool(part.decoded.content.strip() or file_name(part) or _is_attached(part))


def _uu_file(file: UUFile) -> _File:
    return _File(readable(by_charset(file.name)), "application/octet-stream", file.content)


def _file(part: Part, given: dict[str, int]) -> _File:
    content, label = part.decoded.content, _kind(part)
    name = file_name(part) or _name_by_heading(part, label, content)
    return _File(name or _made_up(media_type(content, label), given), label, content)


def _name_by_heading(part: Part, label: str, content: bytes) -> str:
    """A name for a file without one: its description, or an attached message's subject."""
    if label == "message/rfc822":
        subject = readable(header(opened(content), "Subject").replace("/", "_"))
        return readable(f"{subject}.eml") if subject else ""
    described = readable(header(part, "Content-Description"))
    return described if re.search(r"\w\.\w{2,5}$", described) else ""


def _made_up(kind: str, given: dict[str, int]) -> str:
    stem = _NAMES.get(kind.partition("/")[0], "attachment")
    name = f"{stem}{ending(kind)}"
    given[name] = given.get(name, 0) + 1
    return name if given[name] == 1 else f"{stem}-{given[name]}{ending(kind)}"


def _attachment(file: _File) -> Attachment:
    return Attachment(
        name=file.name,
        media_type=media_type(file.content, file.label, file.name),
        size=len(file.content),
        sha256=sha256(file.content).hexdigest(),
    )
