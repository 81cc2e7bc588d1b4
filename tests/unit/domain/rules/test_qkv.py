from dataclasses import replace

import pytest

from diffgentor.domain.model import ModelProfile
from diffgentor.domain.rules import Verdict
from diffgentor.domain.rules.qkv import fusion_needs_a_denoiser_that_fuses
from tests.fakes.builders import SHAPES, a_plan, a_profile, a_situation

from .finding_of import finding_of

WITHOUT_FUSION = a_profile(denoiser=replace(SHAPES.denoiser, can_fuse_qkv=False))


def test_a_denoiser_without_a_fused_form_refuses() -> None:
    situation = a_situation(a_plan(fuse_qkv=True), model=WITHOUT_FUSION)

    finding = finding_of(fusion_needs_a_denoiser_that_fuses, situation)

    assert finding.verdict is Verdict.REFUSES
    assert "FluxTransformer2DModel" in finding.reason


@pytest.mark.parametrize(("fuse_qkv", "model"), [(True, SHAPES), (False, WITHOUT_FUSION)])
def test_a_denoiser_that_fuses_or_need_not_does_not_object(
    fuse_qkv: bool, model: ModelProfile
) -> None:
    situation = a_situation(a_plan(fuse_qkv=fuse_qkv), model=model)

    assert not list(fusion_needs_a_denoiser_that_fuses(situation))
