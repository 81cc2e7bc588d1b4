"""Decoding that runs out of memory, and values that are no numbers."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from diffusers import AutoencoderKL
from diffusers.models.autoencoders.vae import DecoderOutput

from diffgentor.adapters.diffusers.decoding import PatientDecoder
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import DiffgentorError, OutOfMemory, PictureNotFinite
from diffgentor.domain.precision import Precision
from diffgentor.domain.progress import Phase, Progress
from diffgentor.domain.receipt import Degraded
from tests.adapters.engine.conftest import Engines, Profiles
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FLUX, QWEN_IMAGE, SDXL

Lacking = Callable[[Callable[[Any], bool]], None]


@pytest.fixture
def memory_suffices_if(monkeypatch: pytest.MonkeyPatch) -> Lacking:
    """Let decoding run out of memory unless the VAE is in a state that a test names."""
    original = AutoencoderKL._decode

    def install(suffices: Callable[[Any], bool]) -> None:
        def decode(vae: Any, *args: Any, **kwargs: Any) -> Any:
            if not suffices(vae):
                raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")
            return original(vae, *args, **kwargs)

        monkeypatch.setattr(AutoencoderKL, "_decode", decode)

    return install


def test_a_decode_without_memory_is_repeated_in_tiles_from_the_same_latents(
    engine: Engines, profile: Profiles, memory_suffices_if: Lacking
) -> None:
    request, used = a_request_for(profile(FLUX)), engine(FLUX, AskedPlan())
    expected = draw(used, request, AskedPlan(vae_tiling=True))
    steps = list[Progress]()
    memory_suffices_if(lambda vae: vae.use_tiling)

    drawn = draw(used, request, tell=steps.append)

    assert pixels(drawn) == pixels(expected)
    assert [progress.step for progress in steps if progress.phase is Phase.DENOISING] == [1, 2, 3]
    [retried] = [outcome for outcome in drawn[0].outcomes if isinstance(outcome, Degraded)]
    assert retried.optimization == "vae_tiling"
    assert retried.rule == "DECODE_RAN_OUT_OF_MEMORY"


@pytest.mark.parametrize(("batch", "helped_by"), [(1, "vae_tiling"), (2, "vae_slicing")])
def test_only_a_batch_is_decoded_in_slices_first(batch: int, helped_by: str) -> None:
    vae = AutoencoderKL(sample_size=8, block_out_channels=(4,), norm_num_groups=1)
    decoder, tries = PatientDecoder(vae), list[tuple[bool, bool]]()

    def decode() -> tuple[torch.Tensor]:
        tries.append((vae.use_slicing, vae.use_tiling))
        if len(tries) == 1:
            raise torch.OutOfMemoryError
        return (torch.zeros(1),)

    decoder(decode, torch.zeros(batch, 4, 8, 8))

    assert tries == [(False, False), (helped_by == "vae_slicing", helped_by == "vae_tiling")]
    assert decoder.outcome is not None
    assert decoder.outcome.optimization == helped_by


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("trouble", [OutOfMemory, PictureNotFinite])
def test_a_vae_that_is_widened_for_decoding_is_narrow_again_after_a_failure(
    trouble: type[DiffgentorError],
    engine: Engines,
    profile: Profiles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = AskedPlan(precision=Precision.FLOAT16)
    request, used = a_request_for(profile(SDXL)), engine(SDXL, asked)
    usual = draw(used, request, asked)
    broken = _never_enough if trouble is OutOfMemory else _no_numbers
    with monkeypatch.context() as failing:
        failing.setattr(AutoencoderKL, "_decode", broken)
        with pytest.raises(trouble):
            draw(used, request, asked)

    assert {parameter.dtype for parameter in used._pipeline.vae.parameters()} == {torch.float16}
    assert pixels(draw(used, request, asked)) == pixels(usual)


def test_a_decode_that_nothing_helps_is_out_of_memory_and_the_next_request_draws(
    engine: Engines,
    profile: Profiles,
    memory_suffices_if: Lacking,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    request, used = a_request_for(profile(FLUX)), engine(FLUX, AskedPlan())
    usual = draw(used, request)
    with monkeypatch.context() as lacking:
        lacking.setattr(AutoencoderKL, "_decode", _never_enough)
        with pytest.raises(OutOfMemory, match="also in tiles"):
            draw(used, request)

    again = draw(used, request)

    assert pixels(again) == pixels(usual)
    assert not any(isinstance(outcome, Degraded) for outcome in again[0].outcomes)


def _never_enough(vae: Any, *args: Any, **kwargs: Any) -> Any:
    raise RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate")


def _no_numbers(vae: Any, *args: Any, **kwargs: Any) -> Any:
    return DecoderOutput(torch.full((1, 3, 64, 64), torch.inf))


def test_decoded_values_that_are_no_numbers_are_an_error(
    engine: Engines, profile: Profiles
) -> None:
    used = engine(FLUX, AskedPlan())
    with torch.no_grad():
        used._pipeline.vae.decoder.conv_out.bias.fill_(torch.nan)

    with pytest.raises(PictureNotFinite, match="no numbers"):
        draw(used, a_request_for(profile(FLUX)))


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
def test_a_scheduler_that_divides_by_zero_is_an_error_not_a_black_picture(
    engine: Engines, profile: Profiles
) -> None:
    # Qwen-Image's terminal shift is 0/0 for a single step.
    with pytest.raises(PictureNotFinite):
        draw(engine(QWEN_IMAGE, AskedPlan()), a_request_for(profile(QWEN_IMAGE), steps=1))
