from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.attention import KernelAttention
from diffgentor.domain.nearest_plan import nearest_plan
from diffgentor.domain.plan import AskedPlan, UnbuiltOption, plan_for
from diffgentor.domain.planning import planned_receipt
from diffgentor.domain.rules import Situation
from tests.fakes.builders import a_device, a_situation
from tests.unit.arbitrary import asked_plans


def asking(asked: AskedPlan) -> Situation:
    return a_situation(plan_for(a_device(), asked), asked)


def test_a_plan_without_refusal_is_its_own_nearest() -> None:
    situation = asking(AskedPlan(vae_tiling=True, fuse_qkv=True))

    assert nearest_plan(situation) == situation


def test_what_is_refused_is_left_out_and_the_rest_stays() -> None:
    asked = AskedPlan(
        vae_tiling=True,
        tf32=True,
        attention=KernelAttention("sage"),
        unbuilt=(UnbuiltOption("--enable_compile", "on"),),
    )

    assert nearest_plan(asking(asked)).asked == AskedPlan(vae_tiling=True)


@given(asked_plans, st.booleans())
def test_the_nearest_plan_is_never_refused_and_asks_for_nothing_new(
    asked: AskedPlan, fuses: bool
) -> None:
    situation = asking(asked)
    model = situation.model
    denoiser = replace(model.denoiser, can_fuse_qkv=fuses)
    situation = replace(situation, model=replace(model, denoiser=denoiser))

    nearest = nearest_plan(situation)

    assert planned_receipt(nearest).refusals == ()
    for field in ("precision", "tf32", "vae_slicing", "vae_tiling", "fuse_qkv", "attention"):
        assert getattr(nearest.asked, field) in (getattr(asked, field), None)
