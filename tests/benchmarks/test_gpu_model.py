"""The random model: the same each time, of FLUX.1's shape, and heard."""

from typing import Any

import pytest
import torch

from benchmarks.gpu_measurement import relative_error
from benchmarks.gpu_model import FULL, TINY, profile_of, random_pipeline, transformer
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.plan import plan_for
from diffgentor.domain.precision import Precision

CPU = Device(DeviceKind.CPU, "a CPU", 16 << 30)


def weights(precision: Precision) -> dict[str, torch.Tensor]:
    plan = plan_for(CPU, AskedPlan(precision=precision))
    pipeline = random_pipeline(TINY, plan, "cpu", lambda output: None)
    state: dict[str, torch.Tensor] = pipeline.transformer.state_dict()
    return state


def test_the_full_size_is_that_of_flux_1_dev() -> None:
    with torch.device("meta"):
        model = transformer(FULL)

    assert sum(parameter.numel() for parameter in model.parameters()) == 11_901_408_320
    assert (len(model.transformer_blocks), len(model.single_transformer_blocks)) == (19, 38)


def test_the_rules_see_a_flux_that_draws_a_megapixel() -> None:
    model = profile_of(FULL)

    assert model.pipeline_class == "FluxPipeline"
    assert str(model.defaults.size) == "1024x1024"
    assert (model.size_multiple, model.denoiser.head_size) == (16, 128)
    assert model.names_cache_contexts


def test_weights_are_the_same_each_time_whatever_the_precision() -> None:
    torch.rand(1)  # whoever drew numbers before does not matter
    once, again = weights(Precision.BFLOAT16), weights(Precision.FLOAT32)

    assert all(again[name].dtype is torch.float32 for name in again)
    for name, value in once.items():
        assert torch.equal(value.float(), again[name]), name


def test_no_output_is_zero() -> None:
    assert float(weights(Precision.FLOAT32)["proj_out.weight"].abs().mean()) > 0.01


@pytest.mark.parametrize("seed", [3, 4])
def test_the_distance_is_a_part_of_the_references_length(seed: int) -> None:
    reference = torch.randn(100, generator=torch.Generator().manual_seed(seed))

    assert relative_error(reference, reference) == 0
    assert relative_error(reference * 1.25, reference) == pytest.approx(0.25)


def test_every_step_is_watched() -> None:
    seen = list[Any]()
    plan = plan_for(CPU, AskedPlan(precision=Precision.FLOAT32))
    pipeline = random_pipeline(TINY, plan, "cpu", seen.append)
    pipeline.set_progress_bar_config(disable=True)

    pipeline("anything", height=64, width=64, num_inference_steps=3, output_type="latent")

    assert [tuple(output.shape) for output in seen] == [(1, 16, 64)] * 3
