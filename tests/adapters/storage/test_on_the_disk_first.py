"""A name appears only for bytes that are on the disk, and the name itself is put there too."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest

from diffgentor.adapters.storage.picture_folder import PictureFolder
from diffgentor.domain.picture import PictureFormat
from tests.adapters.storage.pictures import RECORD, a_noisy_picture, is_whole


@dataclass(frozen=True)
class Flushed:
    """What was brought to the disk, and which pictures had a name then."""

    inode: int
    is_folder: bool
    size: int
    names: frozenset[str]


@pytest.fixture
def flushes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Flushed]:
    """Every call of fsync from here on, in order."""
    seen, original = list[Flushed](), os.fsync

    def fsync(descriptor: int) -> None:
        of = os.fstat(descriptor)
        names = frozenset(path.name for path in tmp_path.glob("[!.]*"))
        seen.append(Flushed(of.st_ino, stat.S_ISDIR(of.st_mode), of.st_size, names))
        original(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return seen


def refuse(*_: object) -> None:
    raise PermissionError(errno.EPERM, "this disk knows no links")


@pytest.mark.parametrize("has_links", [True, False], ids=["with links", "without"])
def test_the_file_is_flushed_before_it_has_its_name_and_the_name_after(
    has_links: bool, tmp_path: Path, flushes: list[Flushed], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)

    kept = PictureFolder(tmp_path).keep(a_noisy_picture(), PictureFormat.PNG, "A fox", RECORD)

    path = Path(kept.location)
    file, folder = flushes
    assert file == Flushed(path.stat().st_ino, False, kept.size_bytes, frozenset())
    assert folder.inode == tmp_path.stat().st_ino
    assert folder.is_folder
    assert folder.names == {path.name}
    assert is_whole(path)


def test_a_second_picture_does_not_disturb_the_first(
    tmp_path: Path, flushes: list[Flushed]
) -> None:
    store = PictureFolder(tmp_path)

    kept = [store.keep(a_noisy_picture(), PictureFormat.PNG, "A fox", RECORD) for _ in range(2)]

    names = [Path(one.location).name for one in kept]
    assert [len(flushed.names) for flushed in flushes] == [0, 1, 1, 2]
    assert flushes[2].names == {names[0]}
    assert [flushed.is_folder for flushed in flushes] == [False, True, False, True]
