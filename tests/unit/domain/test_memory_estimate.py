from dataclasses import replace

import pytest

from diffgentor.domain.memory_estimate import estimate_memory
from diffgentor.domain.model import Component, VaeProfile
from diffgentor.domain.offload import (
    GroupOffload,
    GroupType,
    ModelOffload,
    NoOffload,
    Offload,
    SequentialOffload,
)
from diffgentor.domain.precision import Precision
from diffgentor.domain.size import ImageSize
from tests.fakes.builders import a_plan, a_profile, a_request

COUNTED = Component("transformer", "diffusers", "FluxTransformer2DModel", 999, parameters=1000)
UNCOUNTED = Component("text_encoder", "transformers", "T5EncoderModel", 700)
STILL_ON_THE_HUB = Component("vae", "diffusers", "AutoencoderKL", 0, parameters=50)
SCHEDULER = Component(
    "scheduler", "diffusers", "FlowMatchEulerDiscreteScheduler", 0, has_weights=False
)


def test_weights_count_in_the_precision_of_the_plan() -> None:
    model = a_profile(components=(COUNTED,))

    full = estimate_memory(model, a_plan(precision=Precision.FLOAT32), a_request())
    half = estimate_memory(model, a_plan(precision=Precision.BFLOAT16), a_request())

    assert (full.weights_bytes, half.weights_bytes) == (4000, 2000)


def test_files_whose_headers_tell_nothing_count_by_their_size() -> None:
    model = a_profile(components=(COUNTED, UNCOUNTED))

    estimate = estimate_memory(model, a_plan(), a_request())

    assert [part.weight_bytes for part in estimate.components] == [4000, 700]


def test_weights_that_have_no_files_yet_count_too() -> None:
    model = a_profile(components=(COUNTED, STILL_ON_THE_HUB))

    estimate = estimate_memory(model, a_plan(), a_request())

    assert [part.weight_bytes for part in estimate.components] == [4000, 200]


def test_only_weights_of_an_unknown_number_need_counting() -> None:
    assert a_profile(components=(COUNTED, UNCOUNTED)).needs_counting
    assert not a_profile(components=(COUNTED, STILL_ON_THE_HUB, SCHEDULER)).needs_counting


def test_a_component_without_weights_has_no_line() -> None:
    estimate = estimate_memory(a_profile(components=(COUNTED, SCHEDULER)), a_plan(), a_request())

    assert [part.role for part in estimate.components] == ["transformer"]


def test_decoding_grows_with_the_picture_and_shrinks_with_tiling() -> None:
    vae = VaeProfile("AutoencoderKL", scale=8, tile_edge=64, full_size_channels=10)
    model = a_profile(vae=vae)
    small, large = (replace(a_request(), size=ImageSize(edge, edge)) for edge in (64, 128))

    def decode_bytes(request: object, *, tiling: bool = False) -> int:
        plan = a_plan(vae_tiling=tiling)
        return estimate_memory(model, plan, small if request is small else large).decode_bytes

    assert decode_bytes(large) == 4 * decode_bytes(small) > 0
    assert decode_bytes(large, tiling=True) == decode_bytes(small)


def test_a_decoder_of_unknown_width_adds_nothing() -> None:
    estimate = estimate_memory(a_profile(vae=None), a_plan(), a_request())

    assert estimate.decode_bytes == 0
    assert estimate.peak_bytes == estimate.weights_bytes


LAYERED = replace(COUNTED, largest_tensor=100)
ENCODER = Component("text_encoder", "x", "T5EncoderModel", 0, parameters=600, largest_tensor=50)


@pytest.mark.parametrize(
    ("offload", "resident"),
    [
        (NoOffload(), 4 * 1600),
        (ModelOffload(), 4 * 1000),
        (SequentialOffload(), 4 * 100),
        (GroupOffload(GroupType.LEAF_LEVEL), 4 * 100),
        (GroupOffload(GroupType.LEAF_LEVEL, stream=True), 4 * 200),
        # A tenth of the transformer at a time; how the encoder's blocks divide it is not known.
        (GroupOffload(GroupType.BLOCK_LEVEL, blocks=2), 4 * 600),
    ],
    ids=str,
)
def test_offloaded_weights_are_not_on_the_device_together(offload: Offload, resident: int) -> None:
    denoiser = replace(a_profile().denoiser, layers=10)
    model = a_profile(components=(LAYERED, ENCODER), denoiser=denoiser)

    estimate = estimate_memory(model, a_plan(offload=offload), a_request())

    assert estimate.resident_bytes == resident
    assert estimate.peak_bytes == resident + estimate.decode_bytes
    assert estimate.weights_bytes == 4 * 1600


def test_no_more_than_all_weights_are_on_the_device() -> None:
    offload = GroupOffload(GroupType.BLOCK_LEVEL, blocks=900, stream=True)
    model = a_profile(components=(LAYERED,))

    estimate = estimate_memory(model, a_plan(offload=offload), a_request())

    assert estimate.resident_bytes == estimate.weights_bytes
