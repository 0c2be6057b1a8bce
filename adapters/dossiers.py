"""Dossiers made: the papers as PDF/A and the originals as ZIP, within limits, whatever is in them.

Files of strangers are looked at in one bounded child, pages are set in another. The same facts,
choice and files make the same bytes.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from adapters.bounded import Bounded, TooMuchError
from adapters.dossiers_looks import left_out, look_at, pictures_of
from adapters.dossiers_originals import Entry, bundle
from adapters.dossiers_pages import pages, where_to_fetch, words_of
from adapters.mailbox.reading.parts import contents
from adapters.previews import Previews
from adapters.storage.evidence import EvidenceStore
from casework.dossier_choice import Bound
from casework.dossier_parts import LeftOut, Why
from casework.dossier_summary import as_json, fingerprint, summary
from casework.enclosing import dossier_names
from casework.originals import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from adapters.dossiers_looks import Seen
    from adapters.settings import Settings
    from casework.dossier_choice import DossierKept
    from casework.dossier_parts import Dossier, Exhibit

_MEMORY = 800_000_000  # of the child that sets pages
_ONE_LOOK = 0.4  # of these seconds, at most, for one file
_PAPERS = 2_200_000  # bytes kept free for the papers and the letter
_PACKED = ("image/png", "image/jpeg", "audio/", "video/", "application/zip", "application/pdf")


class DossierError(Exception):
    """The papers could not be set; the message says why, and what can be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A dossier in the making: what it is made of, and how much of that its pages tell."""

    dossier: Dossier
    told: Dossier
    files: Mapping[Exhibit, bytes | None]
    seen: list[Seen]
    left: tuple[LeftOut, ...]

    @property
    def barer(self) -> _Work:
        """The same without pictures and quoted words, which says so."""
        bare = [replace(one, file="", picture=b"", why=Why.GIVEN_UP) for one in self.seen]
        more = (*self.left, *left_out(bare), *_not_set(self.dossier))
        silent = replace(self.dossier, said=())
        return replace(self, told=silent, seen=bare, left=more)


@dataclass(frozen=True)
class Dossiers:
    """Makes dossiers. ``limit`` is the size of a mail, in bytes, that the recipient takes.

    ``seconds`` are for setting the pages, half as many for all pictures together: as an
    activity it must be done in ten, a person at the console has more patience.
    """

    store: EvidenceStore
    folder: Path  # of templates
    desk_name: str
    limit: int
    public: str = ""  # the address where originals are fetched that go by a link
    seconds: float = 4.0
    setting: Bounded = field(default_factory=lambda: Bounded("adapters.dossiers_setting", _MEMORY))

    @classmethod
    def of(cls, settings: Settings, seconds: float = 4.0) -> Dossiers:
        """As a desk is set."""
        return cls(
            store=EvidenceStore(settings.evidence_folder),
            folder=settings.templates_folder / "dossier",
            desk_name=settings.desk_name,
            limit=settings.receiving_limit_bytes,
            public=settings.public_address,
            seconds=seconds,
        )

    @cached_property
    def _previews(self) -> Previews:
        return Previews(seconds=self.seconds * _ONE_LOOK)

    def room(self, dossier: Dossier) -> int:
        """Bytes of originals that fit into one mail with the papers: a mail encodes 3 as 4.

        Or as many as are handed out by a link.
        """
        if dossier.linked:
            return LARGEST
        return max((dossier.mail_limit or self.limit) * 72 // 100 - _PAPERS, 0)

    async def bind(self, dossier: Dossier, kept: DossierKept | None = None) -> Bound:
        """The papers and the originals; those of a kept version where they tell the same.

        Raises DossierError, EvidenceDamagedError.
        """
        return await asyncio.to_thread(self._bound, dossier, kept)

    def _bound(self, dossier: Dossier, kept: DossierKept | None) -> Bound:
        facts = fingerprint(dossier)
        if kept is not None and kept.facts == facts and kept.body == dossier.body_id:
            papers, originals = self.store.open(kept.pdf), self.store.open(kept.zip)
            return Bound(facts=facts, pdf=papers, zip=originals)
        made = self.made(dossier)
        self.store.put(made.pdf)
        self.store.put(made.zip)
        return made

    def made(self, dossier: Dossier) -> Bound:
        """The same, anew; nothing is kept. Raises DossierError, EvidenceDamagedError."""
        files, left = self._files(dossier)
        try:
            seen = look_at(files.items(), self._previews, self.seconds / 2)
        finally:
            self._previews.close()
        left = (*dossier.left_out, *left, *left_out(seen))
        return self._bound_together(
            _Work(dossier=dossier, told=dossier, files=files, seen=seen, left=left)
        )

    # ---- the files ---------------------------------------------------------------------

    def _files(self, dossier: Dossier) -> tuple[dict[Exhibit, bytes | None], tuple[LeftOut, ...]]:
        """The bytes of each exhibit, as far as they fit; none of one that does not."""
        files: dict[Exhibit, bytes | None] = {}
        left, room = [], self.room(dossier)
        for message, exhibits in _by_message(dossier.exhibits).items():
            came = contents(self.store.open(message), {one.enclosed.sha256 for one in exhibits})
            for one in exhibits:
                content = came.get(one.enclosed.sha256)
                why = Why.GONE if content is None else None
                if content is not None and len(content) > room:
                    content, why = None, Why.NO_ROOM
                room -= len(content or b"")
                files[one] = content
                if why:
                    left.append(LeftOut(kind="file", name=one.name, why=why, number=one.number))
        return files, tuple(left)

    # ---- the papers --------------------------------------------------------------------

    def _bound_together(self, work: _Work) -> Bound:
        """Papers and originals; without pictures and quoted words where it is too much with them.

        What was left out for it is said in both. Raises DossierError.
        """
        try:
            return self._both(work, self.seconds)
        except DossierError:
            return self._both(work.barer, self.seconds / 2)

    def _both(self, work: _Work, seconds: float) -> Bound:
        """One of the two names the digest of the other: the papers, where the originals go apart.

        Else the originals name the papers beside them.
        """
        if work.dossier.linked:
            originals = self._originals(work)
            papers = self._set(work, seconds, originals)
        else:
            papers = self._set(work, seconds)
            originals = self._originals(work, papers)
        facts = fingerprint(work.dossier)
        return Bound(facts=facts, pdf=papers, zip=originals, left_out=work.left)

    def _set(self, work: _Work, seconds: float, fetched: bytes = b"") -> bytes:
        dossier = work.told
        words = words_of(self.folder, dossier.language)
        told = {
            **pages(dossier, work.seen, work.left, words, self.desk_name),
            "fetch": where_to_fetch(dossier, words, self.public, fetched) if fetched else [],
        }
        with TemporaryDirectory(prefix="dossier-") as folder:
            _lay_out(Path(folder), self.folder, told, pictures_of(work.seen))
            try:
                answer = self.setting.ask(folder.encode(), seconds)
            except TooMuchError as error:
                raise DossierError(_failed(dossier, str(error))) from error
            finally:
                self.setting.close()  # it keeps what it has set once: another one starts small
        if answer.startswith(b"!"):
            raise DossierError(_failed(dossier, answer[1:].decode("utf-8", "replace")))
        return answer

    # ---- the originals -----------------------------------------------------------------

    def _originals(self, work: _Work, papers: bytes = b"") -> bytes:
        dossier = work.dossier
        told = as_json(summary(dossier, work.left, self.desk_name)).encode()
        entries = [Entry(name="summary.json", content=told)]
        for one in dossier.said:
            name = f"messages/{one.number:03d}-{one.at:%Y-%m-%d}-{one.party}.txt"
            text = f"{one.subject}\n\n{one.whole}\n" if one.subject else f"{one.whole}\n"
            entries.append(Entry(name=name, content=text.encode()))
        for exhibit, content in work.files.items():
            if content is not None:
                entries.append(_entry(exhibit, content))
        beside = (dossier_names(dossier.case_number)[0], papers) if papers else None
        return bundle(entries, beside)


def _entry(one: Exhibit, content: bytes) -> Entry:
    return Entry(
        name=f"evidence/{one.stored_as}",
        content=content,
        called=one.name,
        packs=not one.media_type.startswith(_PACKED),
    )


def _by_message(exhibits: Iterable[Exhibit]) -> dict[str, list[Exhibit]]:
    found: dict[str, list[Exhibit]] = {}
    for one in exhibits:
        found.setdefault(one.enclosed.message, []).append(one)
    return found


def _lay_out(
    folder: Path, templates: Path, told: Mapping[str, object], pictures: Mapping[str, bytes]
) -> None:
    """All that the setting needs, in one folder: it reads nothing else."""
    (folder / "dossier.typ").write_bytes((templates / "dossier.typ").read_bytes())
    (folder / "data.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    for name, content in pictures.items():
        (folder / name).write_bytes(content)


def _not_set(dossier: Dossier) -> Iterator[LeftOut]:
    for one in dossier.said:
        yield LeftOut(kind="message", name=str(one.number), why=Why.NOT_SET)


def _failed(dossier: Dossier, why: str) -> str:
    return (
        f"the dossier of {dossier.case_number} cannot be set as it is ({why}): "
        "leave something out of it on the case's dossier page"
    )


def digests(bound: Bound) -> tuple[str, str]:
    """The digests of the papers and of the originals."""
    return sha256(bound.pdf).hexdigest(), sha256(bound.zip).hexdigest()
