"""Real processes that write at once, run out of room, are interrupted and are killed."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.adapters.storage.pictures import is_whole, names_in
from tests.adapters.storage.writer import start_writer


def kept_before(process: subprocess.Popen[str], pictures: int) -> None:
    """Wait until that many pictures are kept."""
    assert process.stdout is not None
    for _ in range(pictures):
        assert process.stdout.readline()


def finished_names(folder: Path) -> set[str]:
    return {name for name in names_in(folder) if not name.startswith(".")}


def test_two_processes_never_write_over_each_other(tmp_path: Path) -> None:
    writers = [start_writer(tmp_path, pictures=50) for _ in range(2)]
    printed = [writer.communicate(timeout=60) for writer in writers]

    assert [writer.returncode for writer in writers] == [0, 0], printed
    told = [line for output, _ in printed for line in output.splitlines()]
    numbered = {f"a-fox-7-{number}.png" for number in range(2, 101)}
    assert names_in(tmp_path) == {"a-fox-7.png"} | numbered
    assert sorted(told) == sorted(str(tmp_path / name) for name in names_in(tmp_path))
    assert all(is_whole(path) for path in tmp_path.iterdir())


def test_a_disk_that_fills_up_leaves_no_part_of_a_file(tmp_path: Path) -> None:
    with start_writer(tmp_path, pictures=1, edge=64, largest_file=4096) as writer:
        _, complaints = writer.communicate(timeout=60)

    assert "OutputUnwritable: A picture cannot be written to" in complaints
    assert "make room" in complaints
    assert names_in(tmp_path) == set()


@pytest.mark.parametrize("edge", [8, 300])
@pytest.mark.parametrize("pictures", [1, 2, 3, 5, 8])
def test_an_interrupted_process_leaves_whole_pictures_alone(
    tmp_path: Path, pictures: int, edge: int
) -> None:
    with start_writer(tmp_path, pictures=0, edge=edge) as writer:
        kept_before(writer, pictures)
        writer.send_signal(signal.SIGINT)
        writer.communicate(timeout=60)

    assert len(finished_names(tmp_path)) >= pictures
    assert names_in(tmp_path) == finished_names(tmp_path)
    assert all(is_whole(path) for path in tmp_path.iterdir())


@pytest.mark.parametrize("pictures", [1, 4, 9])
def test_a_killed_process_leaves_no_broken_picture_under_a_final_name(
    tmp_path: Path, pictures: int
) -> None:
    with start_writer(tmp_path, pictures=0, edge=300) as writer:
        kept_before(writer, pictures)
        writer.kill()
        writer.communicate(timeout=60)

    assert len(finished_names(tmp_path)) >= pictures
    assert all(is_whole(tmp_path / name) for name in finished_names(tmp_path))
