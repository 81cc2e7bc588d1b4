import pytest

from diffgentor.domain.errors import OutOfMemory
from diffgentor.domain.picture import PictureFormat
from diffgentor.domain.technique import Technique
from tests.cli.shell import SEED, Shell
from tests.fakes.image_engine import Conduct, FakeLoader
from tests.fakes.picture_store import FakeStore


def test_the_standard_output_holds_the_files_and_nothing_else(shell: Shell) -> None:
    result = shell.draw("--num_images_per_prompt", "2")

    assert result.code == 0
    assert result.stdout == "out/0000.png\nout/0001.png\n"


def test_every_option_reaches_the_request(shell: Shell) -> None:
    shell.draw(
        *("--width", "48", "--height", "64", "--num_inference_steps", "3"),
        *("--guidance_scale", "2.5", "--seed", "7", "--output_format", "webp"),
    )

    [request] = shell.loader.engine.draws
    assert (request.size.width, request.size.height, request.steps) == (48, 64, 3)
    assert (request.guidance_scale, request.seed) == (2.5, 7)
    assert request.format is PictureFormat.WEBP


def test_without_a_seed_a_new_one_is_drawn(shell: Shell) -> None:
    shell.draw()

    assert shell.store.kept[0].picture.seed == SEED


def test_every_option_reaches_the_plan(shell: Shell) -> None:
    shell.draw("--torch_dtype", "float16", "--enable_fuse_qkv", "--attention_backend", "native")

    plan = shell.loader.engine.plan
    assert (plan.precision, plan.fuse_qkv, str(plan.attention)) == ("float16", True, "native")


def test_the_receipt_has_a_line_for_each_optimization(shell: Shell) -> None:
    result = shell.draw("--enable_vae_slicing")

    assert "✓  torch_dtype        float32  the fake saw float32" in result.stderr
    assert "~  vae_slicing        on       Every picture is drawn and decoded alone" in (
        result.stderr
    )


def test_the_last_line_tells_the_seeds(shell: Shell) -> None:
    one, several = shell.draw(), shell.draw("--num_images_per_prompt", "3", "--seed", "7")

    assert f"1 picture, seed {SEED}, in " in one.stderr.splitlines()[-1]
    assert "3 pictures, seeds 7 to 9, in " in several.stderr.splitlines()[-1]


def test_quiet_leaves_the_files_alone(shell: Shell) -> None:
    result = shell.draw("--quiet")

    assert result.stdout == "out/0000.png\n"
    assert result.stderr == ""


def test_quiet_does_not_hide_an_error(shell: Shell) -> None:
    shell.store = FakeStore(full_at=0)

    result = shell.draw("--quiet")

    assert result.code == 1
    assert result.stderr == "error: The store is full.\nMake room.\n"


def test_verbose_tells_the_effective_request_and_the_times(shell: Shell) -> None:
    result = shell.draw("--verbose", "--enable_vae_slicing")

    assert f"32x16, 4 steps, guidance scale 3.5, seed {SEED}, 1 picture as png" in result.stderr
    assert "denoise 0.50 s (4 steps)" in result.stderr
    assert "[VAE_SLICING_NEEDS_A_BATCH]" in result.stderr


def test_what_a_library_remarks_is_passed_on(shell: Shell) -> None:
    shell.loader = FakeLoader(Conduct(warnings=("The prompt was cut short.",)))

    assert "note: The prompt was cut short.\n" in shell.draw().stderr


def test_a_failure_says_what_happened_and_keeps_what_was_finished(shell: Shell) -> None:
    error = OutOfMemory("The device's memory is full.", "Use a smaller size.")
    shell.loader = FakeLoader(Conduct(breaks_at=(1, 2), error=error))

    result = shell.draw("--num_images_per_prompt", "2")

    assert result.code == 1
    assert result.stdout == "out/0000.png\n"
    assert result.stderr.endswith("error: The device's memory is full.\nUse a smaller size.\n")
    assert "Traceback" not in result.stderr


def test_verbose_adds_the_stack_trace(shell: Shell) -> None:
    shell.loader = FakeLoader(Conduct(breaks_at=(0, 0)))

    result = shell.draw("--verbose")

    assert "Traceback (most recent call last)" in result.stderr
    assert result.stderr.endswith("error: The fake broke off.\n")


def test_a_plan_that_the_loaded_model_disproves_is_refused(shell: Shell) -> None:
    shell.loader = FakeLoader(Conduct(refused=frozenset({Technique.FUSE_QKV})))

    result = shell.draw("--enable_fuse_qkv")

    assert result.code == 3
    assert "fuse_qkv (on) is refused: It is not there. [FAKE_PROBE]\nDrop it." in result.stderr


class BrokenLibrary:
    """Raises what nobody has foreseen."""

    def profile(self, *name: object) -> None:
        raise ZeroDivisionError("by zero\nsecond line")


def test_an_unforeseen_error_takes_a_line_and_names_verbose(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "library", BrokenLibrary())

    result = shell.draw()

    assert result.code == 1
    assert result.stderr.splitlines() == [
        "error: unexpected ZeroDivisionError: by zero",
        "This is a defect of diffgentor; --verbose shows where it happened.",
    ]
