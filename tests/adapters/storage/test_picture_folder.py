"""One process, one folder: names, and what happens where no file can be."""

import hashlib
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.adapters.storage.picture_folder import PictureFolder
from diffgentor.domain.errors import OutputUnwritable
from diffgentor.domain.picture import PictureFormat
from tests.adapters.storage.pictures import (
    RECORD,
    a_noisy_picture,
    is_whole,
    names_in,
    repeatable,
)


def keep(
    folder: Path, title: str = "A red fox", picture_format: PictureFormat = PictureFormat.PNG
) -> Path:
    kept = PictureFolder(folder).keep(a_noisy_picture(), picture_format, title, RECORD)
    return Path(kept.location)


@pytest.mark.parametrize(
    ("picture_format", "name"),
    [
        (PictureFormat.PNG, "a-red-fox-7.png"),
        (PictureFormat.JPEG, "a-red-fox-7.jpg"),
        (PictureFormat.WEBP, "a-red-fox-7.webp"),
    ],
)
def test_a_picture_is_named_by_title_and_seed_and_nothing_else_is_left(
    tmp_path: Path, picture_format: PictureFormat, name: str
) -> None:
    folder = tmp_path / "made" / "when needed"

    path = keep(folder, picture_format=picture_format)

    assert path == folder / name
    assert names_in(folder) == {name}
    assert is_whole(path)


def test_what_is_told_about_the_file_is_so(tmp_path: Path) -> None:
    picture = a_noisy_picture(12, 5, seed=2**63 - 1)

    kept = PictureFolder(tmp_path).keep(picture, PictureFormat.PNG, "fox", RECORD)

    content = Path(kept.location).read_bytes()
    assert (kept.size_bytes, kept.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (kept.size, kept.seed, kept.format) == (picture.size, picture.seed, PictureFormat.PNG)


def test_the_same_title_and_seed_get_a_number_and_no_file_changes(tmp_path: Path) -> None:
    first = keep(tmp_path)
    before = first.stat()

    others = [keep(tmp_path).name for _ in range(3)]

    assert others == ["a-red-fox-7-2.png", "a-red-fox-7-3.png", "a-red-fox-7-4.png"]
    assert (first.stat().st_ino, first.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_foreign_file_keeps_its_name_and_content(tmp_path: Path) -> None:
    foreign = tmp_path / "a-red-fox-7.png"
    foreign.write_text("not mine")

    assert keep(tmp_path).name == "a-red-fox-7-2.png"
    assert foreign.read_text() == "not mine"


def test_what_a_killed_process_left_is_in_nobodys_way(tmp_path: Path) -> None:
    left = tmp_path / ".a-red-fox-7.0123456789abcdef.partial"
    left.write_text("half")

    assert keep(tmp_path).name == "a-red-fox-7.png"
    assert left.read_text() == "half"


def test_opening_makes_the_folder_and_leaves_nothing_in_it(tmp_path: Path) -> None:
    PictureFolder(tmp_path / "new" / "folder").open()

    assert names_in(tmp_path / "new" / "folder") == set()


def test_a_link_to_nowhere_is_a_taken_name_too(tmp_path: Path) -> None:
    (tmp_path / "a-red-fox-7.png").symlink_to(tmp_path / "nowhere")

    assert keep(tmp_path).name == "a-red-fox-7-2.png"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Ein Bär, müde!", "ein-bar-mude-7.png"),
        ("../../etc/passwd", "etc-passwd-7.png"),
        ("лиса 🦊", "picture-7.png"),
        ("", "picture-7.png"),
        ("--help", "help-7.png"),
        ("ﬁne №5", "fine-no5-7.png"),
        ("x" * 10_000, f"{'x' * 60}-7.png"),
        ("a\nb\0c\x7fd", "a-b-c-d-7.png"),
    ],
)
def test_a_title_becomes_a_plain_short_name(tmp_path: Path, title: str, name: str) -> None:
    assert keep(tmp_path, title).name == name


@repeatable
@given(title=st.text(max_size=200))
def test_no_title_leaves_the_folder_or_hides_its_file(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    folder = tmp_path_factory.mktemp("titles")

    path = keep(folder, title)

    assert path.parent == folder
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}-7\.png", path.name)


def impossible_folders(root: Path) -> dict[str, Path]:
    file = root / "file"
    file.write_text("")
    (root / "loop").symlink_to(root / "loop")
    return {
        "a file": file,
        "below a file": file / "deeper",
        "too long a name": root / ("n" * 300),
        "too long a path": root / "/".join(["n" * 200] * 25),
        "a link to itself": root / "loop",
        "a place for devices": Path("/proc/here"),
    }


@pytest.mark.parametrize(
    "kind",
    [
        "a file", "below a file", "too long a name", "too long a path", "a link to itself",
        "a place for devices",
    ],
)  # fmt: skip
def test_a_folder_that_takes_no_files_is_an_error_that_says_what_to_do(
    tmp_path: Path, kind: str
) -> None:
    folder = impossible_folders(tmp_path)[kind]
    before = names_in(tmp_path)

    told = re.escape(f"cannot be written to {folder}")
    with pytest.raises(OutputUnwritable, match=told):
        PictureFolder(folder).open()
    with pytest.raises(OutputUnwritable, match=told) as why:
        keep(folder)

    assert "--output_dir" in why.value.advice
    assert "None" not in why.value.message
    assert names_in(tmp_path) == before


def test_a_folder_that_is_a_file_is_called_one(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable, match="it is a file"):
        PictureFolder(impossible_folders(tmp_path)["a file"]).open()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_without_permission_is_an_error_that_says_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(OutputUnwritable, match="Permission denied"):
        keep(tmp_path)
