"""A file system without hard links, as FAT: pictures are kept as well, and never replaced."""

import errno
import os
from pathlib import Path

import pytest

from diffgentor.domain.errors import OutputUnwritable
from tests.adapters.storage.pictures import is_whole, names_in
from tests.adapters.storage.test_picture_folder import keep


def answer_links_with(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "hardlink_to", refuse)


def test_pictures_of_one_name_are_kept_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_links_with(monkeypatch, errno.EPERM)

    kept = [keep(tmp_path) for _ in range(3)]

    assert names_in(tmp_path) == {"a-red-fox-7.png", "a-red-fox-7-2.png", "a-red-fox-7-3.png"}
    assert all(is_whole(path) for path in kept)


def test_a_name_that_another_takes_at_the_last_moment_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_links_with(monkeypatch, errno.EPERM)
    (tmp_path / "a-red-fox-7.png").write_bytes(b"another's")
    # As if the other file had appeared right after the look for it.
    monkeypatch.setattr(os.path, "lexists", lambda path: False)

    assert keep(tmp_path).name == "a-red-fox-7-2.png"
    assert (tmp_path / "a-red-fox-7.png").read_bytes() == b"another's"


def test_another_trouble_with_the_name_is_an_error_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_links_with(monkeypatch, errno.EIO)

    with pytest.raises(OutputUnwritable, match="Input/output error"):
        keep(tmp_path)

    assert list(tmp_path.iterdir()) == []
