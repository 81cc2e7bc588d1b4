"""What a person sees: the command in a process of its own, on a terminal of its own."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def screen_of(*arguments: str) -> str:
    """Run the command over slow fakes and return all that it sent to its terminal."""
    ours, theirs = pty.openpty()
    surroundings = {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.slow_drawing", *arguments],
        env=os.environ | surroundings | {"TERM": "xterm", "COLUMNS": "120"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    with process:
        screen = all_from(ours)
    assert process.returncode == 0, screen
    return screen


def all_from(terminal: int) -> str:
    """Read until nobody writes to the terminal any more, and close it."""
    screen = b"".join(_chunks(terminal)).decode()
    os.close(terminal)
    return screen


def _chunks(terminal: int) -> Iterator[bytes]:
    """Linux reports a terminal whose other side is closed as an input/output error."""
    while True:
        try:
            chunk = os.read(terminal, 1 << 16)
        except OSError:
            return
        if not chunk:
            return
        yield chunk


def test_progress_moves_and_the_receipt_stays() -> None:
    screen = screen_of("t2i", "--prompt", "x", "--num_images_per_prompt", "2")

    assert "denoising" in screen
    assert "picture 2 of 2" in screen
    assert "the fake saw float32" in screen.splitlines()[-3]
    assert screen.splitlines()[-1].startswith("2 pictures")


def test_each_path_is_shown_once() -> None:
    screen = screen_of("t2i", "--prompt", "x")

    assert screen.count(str(Path("out/0000.png"))) == 1


def test_the_doctor_draws_tables() -> None:
    screen = screen_of("doctor")

    assert "─────" in screen
    assert "--enable_vae_tiling" in screen
