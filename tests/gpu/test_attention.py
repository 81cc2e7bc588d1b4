"""Every attention kernel that this machine has computes what native attention does."""

from typing import Any

import pytest
import torch
from diffusers.models.attention_dispatch import AttentionBackendName, dispatch_attention_fn

from benchmarks.gpu_measurement import relative_error
from benchmarks.gpu_model import Scale, profile_of, random_pipeline
from diffgentor.adapters.diffusers.load_time import apply_load_time
from diffgentor.adapters.diffusers.techniques import attention_backend
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import KERNELS_BY_NAME, KernelAttention
from diffgentor.domain.host import Device, Host
from diffgentor.domain.plan import plan_for
from diffgentor.domain.precision import Precision
from diffgentor.domain.request import AskedRequest
from diffgentor.domain.request_for_model import request_for
from diffgentor.domain.rules import Situation, Verdict, check
from diffgentor.entrypoints.container import other_libraries
from tests.gpu.on_the_device import libraries_may_warn

pytestmark = libraries_may_warn

SHORT = Scale("a short FLUX", 1, 1, 4, 128, (16, 56, 56), 64, 64, 1024, 512)
"""Heads and a picture of full size, with next to nothing around them."""
OF_FLUX = (1, 4096 + 512, 24, 128)
"""A picture of 1024 pixels a side with its text: batch, tokens, heads, size of a head."""
BFLOAT16, EIGHT_BITS = 2e-2, 5e-2


@pytest.mark.parametrize("name", sorted(KERNELS_BY_NAME.keys() - {"native"}))
def test_a_kernel_that_the_rules_let_pass_is_near_native_attention(
    name: str, host: Host, gpu: Device
) -> None:
    asked = AskedPlan(precision=Precision.BFLOAT16, attentions=(KernelAttention(name),))
    model = profile_of(SHORT)
    request = request_for(model, AskedRequest("anything"), seed=7)
    situation = Situation(plan_for(gpu, asked), asked, model, host, gpu, request)
    refusals = [one.reason for one in check(situation) if one.verdict is Verdict.REFUSES]
    if refusals:
        pytest.skip(f"refused: {' '.join(refusals)}")

    backend = backend_in_force(situation, gpu)

    query, key, value = random_tensors(gpu)
    with torch.no_grad():
        # Some kernels write into the key.
        answer = dispatch_attention_fn(query, key.clone(), value, backend=backend)
        native = dispatch_attention_fn(query, key, value, backend=AttentionBackendName.NATIVE)
    assert answer.shape == native.shape
    bound = EIGHT_BITS if "sage" in name else BFLOAT16
    assert relative_error(answer.float(), native.float()) <= bound


def test_the_bound_would_not_let_an_average_pass(gpu: Device) -> None:
    query, key, value = random_tensors(gpu)
    native = dispatch_attention_fn(query, key, value, backend=AttentionBackendName.NATIVE)

    average = value.mean(dim=1, keepdim=True).expand_as(native)

    assert relative_error(average.float(), native.float()) > 10 * EIGHT_BITS


def backend_in_force(situation: Situation, gpu: Device) -> Any:
    """Have the engine's own techniques choose, and read what a processor will call."""
    pipeline = random_pipeline(SHORT, situation.plan, gpu.label, lambda output: None)
    denoiser = pipeline.transformer
    apply_load_time(pipeline, denoiser, situation.plan, gpu, other_libraries())
    seen = attention_backend.probe(denoiser, situation.plan.attention)
    assert "2 of 2 attention modules" in seen.evidence
    return denoiser.transformer_blocks[0].attn.processor._attention_backend


def random_tensors(gpu: Device) -> list[torch.Tensor]:
    chance = torch.Generator(gpu.label).manual_seed(3)
    return [
        torch.randn(OF_FLUX, generator=chance, device=gpu.label, dtype=torch.bfloat16)
        for _ in range(3)
    ]
