"""The evidence store: bytes on disk under their digest, safe before anything else happens.

The promise holds on local file systems whose fsync and rename are honest (ext4,
xfs, zfs, APFS); not on network shares.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import mkstemp


class EvidenceDamagedError(Exception):
    """Kept bytes no longer have their digest, or are gone."""


@dataclass(frozen=True, slots=True)
class EvidenceStore:
    """A folder of files, each named by the sha256 of its bytes."""

    folder: Path

    def put(self, raw: bytes) -> str:
        """Keep bytes and return their digest. When it returns, they survive a power cut."""
        digest = sha256(raw).hexdigest()
        place = self._place(digest)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(raw, place)
        _sync_folder(place.parent)
        _sync_folder(self.folder)
        return digest

    def open(self, digest: str) -> bytes:
        """The bytes of a digest. Raises EvidenceDamagedError where they are gone or changed."""
        try:
            raw = self._place(digest).read_bytes()
        except FileNotFoundError:
            raise EvidenceDamagedError(f"{digest} is not in {self.folder}") from None
        if sha256(raw).hexdigest() != digest:
            raise EvidenceDamagedError(f"{digest} in {self.folder} has other bytes than it had")
        return raw

    def _place(self, digest: str) -> Path:
        return self.folder / digest[:2] / digest


def _write(raw: bytes, place: Path) -> None:
    """The file has its name only once it is whole; a try that failed leaves nothing behind."""
    handle, temporary = mkstemp(dir=place.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).rename(place)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """A rename is durable once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
