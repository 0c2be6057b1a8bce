"""The evidence store: what is put in comes out, or it is said that it does not."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from adapters.storage.evidence import EvidenceDamagedError, EvidenceStore

if TYPE_CHECKING:
    from pathlib import Path

RAW = b"From: ana@home.example\r\n\r\n\x00\xff"


def files_in(folder: Path) -> list[Path]:
    """Everything that is kept."""
    return sorted(one for one in folder.rglob("*") if one.is_file())


def test_what_is_put_in_comes_out(tmp_path: Path) -> None:
    """Under its sha256, byte for byte; an empty mail, too."""
    store = EvidenceStore(tmp_path)

    assert store.put(RAW) == sha256(RAW).hexdigest()
    assert store.open(store.put(RAW)) == RAW
    assert store.open(store.put(b"")) == b""


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    """And never written over: what is there stays untouched."""
    store = EvidenceStore(tmp_path)
    digest = store.put(RAW)
    (file,) = files_in(tmp_path)
    before = file.stat()

    assert store.put(RAW) == digest
    assert files_in(tmp_path) == [file]
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert file.name == digest


def test_many_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    """Two mailrooms, the same mail: one file, whole."""
    store = EvidenceStore(tmp_path)
    raw = b"x" * 200_000

    with ThreadPoolExecutor(8) as threads:
        digests = set(threads.map(store.put, [raw] * 16))

    assert len(digests) == len(files_in(tmp_path)) == 1
    assert store.open(digests.pop()) == raw


def test_bytes_that_changed_are_not_given_out(tmp_path: Path) -> None:
    """Evidence that somebody touched is no evidence."""
    store = EvidenceStore(tmp_path)
    digest = store.put(RAW)
    (file,) = files_in(tmp_path)
    file.write_bytes(RAW + b"!")

    with pytest.raises(EvidenceDamagedError, match=f"{digest} in .* has other bytes"):
        store.open(digest)


def test_bytes_that_are_gone_are_said_to_be_gone(tmp_path: Path) -> None:
    """With their digest, so that a backup can be searched for it."""
    digest = sha256(b"never put in").hexdigest()

    with pytest.raises(EvidenceDamagedError, match=f"{digest} is not in"):
        EvidenceStore(tmp_path).open(digest)


def test_a_file_has_its_name_only_once_it_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power goes while it is written: nothing has the digest's name, and it can be put again."""
    store = EvidenceStore(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", _no_power)
        with pytest.raises(OSError, match="no power"):
            store.put(RAW)

    assert sha256(RAW).hexdigest() not in [one.name for one in files_in(tmp_path)]
    assert store.open(store.put(RAW)) == RAW


def test_a_full_disk_is_not_filled_with_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mail is tried again every minute; each try must clean up after itself."""
    monkeypatch.setattr(os, "fsync", _no_power)
    with pytest.raises(OSError, match="no power"):
        EvidenceStore(tmp_path).put(RAW)

    assert files_in(tmp_path) == []


def _no_power(_handle: int) -> None:
    raise OSError("no power")


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was made durable, in order."""
    kinds: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        kinds.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return kinds


def test_file_and_folder_are_synced_before_put_returns(tmp_path: Path, synced: list[str]) -> None:
    """When it returns, the bytes survive a power cut: first they, then their name."""
    EvidenceStore(tmp_path).put(RAW)

    assert synced[0] == "file"
    assert "folder" in synced[1:]


def test_a_file_that_is_there_already_is_made_durable_all_the_same(
    tmp_path: Path, synced: list[str]
) -> None:
    """Killed between rename and fsync, put again, then the power goes: it must be there."""
    store = EvidenceStore(tmp_path)
    store.put(RAW)
    synced.clear()

    store.put(RAW)

    assert "folder" in synced
