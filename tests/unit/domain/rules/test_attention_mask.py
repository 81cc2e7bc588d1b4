from dataclasses import replace

import pytest

from diffgentor.domain.attention import KernelAttention, NativeAttention
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.rules import Verdict
from diffgentor.domain.rules.attention_mask import masked_attention_needs_a_kernel_that_takes_masks
from tests.fakes.builders import SHAPES, a_plan, a_profile, a_situation

from .finding_of import finding_of

MASKED = a_profile(pipeline_class="ChromaPipeline", masks_attention=True)
PAST_THE_DISPATCH = replace(MASKED, denoiser=replace(SHAPES.denoiser, dispatches_attention=False))


@pytest.mark.parametrize(
    "backend", ["native_flash", "flash", "flash_3", "flash_4_hub", "sage", "aiter_fa2_hub"]
)
def test_a_kernel_without_masks_is_refused_where_the_pipeline_has_one(backend: str) -> None:
    situation = a_situation(a_plan(attention=KernelAttention(backend)), model=MASKED)

    finding = finding_of(masked_attention_needs_a_kernel_that_takes_masks, situation)

    assert finding.verdict is Verdict.REFUSES
    assert "ChromaPipeline" in finding.reason


@pytest.mark.parametrize(
    ("attention", "model"),
    [
        (KernelAttention("flash"), a_profile()),
        (KernelAttention("flash"), PAST_THE_DISPATCH),
        (KernelAttention("flash_varlen"), MASKED),
        (KernelAttention("flex"), MASKED),
        (KernelAttention("none such"), MASKED),
        (NativeAttention(), MASKED),
    ],
)
def test_a_kernel_that_meets_no_mask_or_takes_it_is_let_pass(
    attention: KernelAttention | NativeAttention, model: ModelProfile
) -> None:
    situation = a_situation(a_plan(attention=attention), model=model)

    assert not list(masked_attention_needs_a_kernel_that_takes_masks(situation))
