from dataclasses import replace

from diffgentor.domain.memory_estimate import estimate_memory
from diffgentor.domain.model import Component, VaeProfile
from diffgentor.domain.precision import Precision
from diffgentor.domain.size import ImageSize
from tests.fakes.builders import a_plan, a_profile, a_request

COUNTED = Component("transformer", "diffusers", "FluxTransformer2DModel", 999, parameters=1000)
UNCOUNTED = Component("text_encoder", "transformers", "T5EncoderModel", 700)
SCHEDULER = Component("scheduler", "diffusers", "FlowMatchEulerDiscreteScheduler", 0)


def test_weights_count_in_the_precision_of_the_plan() -> None:
    model = a_profile(components=(COUNTED,))

    full = estimate_memory(model, a_plan(precision=Precision.FLOAT32), a_request())
    half = estimate_memory(model, a_plan(precision=Precision.BFLOAT16), a_request())

    assert (full.weights_bytes, half.weights_bytes) == (4000, 2000)


def test_files_whose_headers_tell_nothing_count_by_their_size() -> None:
    model = a_profile(components=(COUNTED, UNCOUNTED))

    estimate = estimate_memory(model, a_plan(), a_request())

    assert [part.weight_bytes for part in estimate.components] == [4000, 700]


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
