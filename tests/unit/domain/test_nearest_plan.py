from dataclasses import replace

from hypothesis import given

from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption, said_about
from diffgentor.domain.attention import KernelAttention, NativeAttention, XformersProcessors
from diffgentor.domain.compilation import CompileMode, WholeCompilation
from diffgentor.domain.model import BlockProfile
from diffgentor.domain.nearest_plan import nearest_plan
from diffgentor.domain.offload import GroupOffload, ModelOffload
from diffgentor.domain.plan import plan_for
from diffgentor.domain.rules import Situation, Verdict, check
from diffgentor.domain.step_cache import CacheDit, FirstBlockCache, StepMask, TaylorSeer
from tests.fakes.builders import (
    SHAPES,
    a_gpu,
    a_host,
    a_plan,
    a_profile,
    a_request,
    a_situation,
    a_situation_asking,
)
from tests.unit.arbitrary import situations


def refused_in(situation: Situation) -> list[str]:
    return [one.optimization for one in check(situation) if one.verdict is Verdict.REFUSES]


def test_a_plan_without_refusal_is_its_own_nearest() -> None:
    situation = a_situation_asking(AskedPlan(vae_tiling=True, fuse_qkv=True))

    assert nearest_plan(situation) is situation


def test_what_is_refused_is_left_out_and_the_rest_stays() -> None:
    asked = AskedPlan(
        vae_tiling=True,
        tf32=True,
        attentions=(KernelAttention("sage"),),
        unbuilt=(UnbuiltOption("--num_gpus", "4"),),
    )

    assert nearest_plan(a_situation_asking(asked)).asked == AskedPlan(vae_tiling=True)


def test_what_can_be_mended_is_mended_rather_than_left_out() -> None:
    asked = AskedPlan(offloads=(ModelOffload(), GroupOffload(stream=True)))

    assert nearest_plan(a_situation_asking(asked)).asked.offloads == (GroupOffload(),)


def test_several_choices_are_mended_and_one_of_them_more_than_once() -> None:
    blocks = (BlockProfile("FluxTransformerBlock", True, True, frozenset({"attn"})),)
    situation = a_situation_asking(
        AskedPlan(
            compilation=WholeCompilation(
                CompileMode.MAX_AUTOTUNE, fullgraph=True, components=("x",)
            ),
            caches=(FirstBlockCache(), TaylorSeer()),
            offloads=(ModelOffload(), GroupOffload()),
        ),
        model=a_profile(
            denoiser=replace(SHAPES.denoiser, blocks=blocks, ends_in_a_projection=True)
        ),
        device=a_gpu(),
        host=a_host(triton="3.5.0"),
    )

    assert nearest_plan(situation).asked == AskedPlan(
        compilation=WholeCompilation(), caches=(TaylorSeer(),), offloads=(GroupOffload(),)
    )


def test_nothing_is_mended_that_leaving_another_optimization_out_makes_right() -> None:
    """The mode would have to change only if the cache could stay."""
    compilation = WholeCompilation(CompileMode.MAX_AUTOTUNE, components=("x",))
    situation = a_situation_asking(
        AskedPlan(compilation=compilation, caches=(TaylorSeer(),)),
        device=a_gpu(),
        host=a_host(triton="3.5.0"),
    )

    assert nearest_plan(situation).asked == AskedPlan(
        compilation=WholeCompilation(CompileMode.MAX_AUTOTUNE)
    )


def test_what_is_refused_even_when_mended_is_left_out() -> None:
    situation = a_situation_asking(AskedPlan(attentions=(XformersProcessors(),)))

    nearest = nearest_plan(situation)

    assert nearest.asked == AskedPlan()
    assert nearest.plan.attention == NativeAttention()


def test_two_mends_of_one_choice_do_not_undo_each_other() -> None:
    cache = CacheDit(0.2, front_blocks=9, step_mask=StepMask.FAST)
    model = a_profile(denoiser=replace(SHAPES.denoiser, layers=3))
    situation = a_situation_asking(
        AskedPlan(caches=(cache,)),
        model=model,
        host=a_host(**{"cache-dit": "1.5.3"}),
        request=a_request(steps=5),
    )

    assert len(refused_in(situation)) == 2
    assert nearest_plan(situation).asked.caches == (CacheDit(0.2),)


def test_what_is_refused_though_nobody_asked_for_it_cannot_be_left_out() -> None:
    situation = a_situation(a_plan(tf32=True))

    assert refused_in(situation) == ["tf32"]
    assert nearest_plan(situation) is situation


@given(situations)
def test_nothing_is_refused_in_the_end(situation: Situation) -> None:
    assert refused_in(nearest_plan(situation)) == []


@given(situations)
def test_the_nearest_plan_asks_for_no_technique_that_was_not_asked_for(
    situation: Situation,
) -> None:
    nearest = nearest_plan(situation)

    assert said_about(nearest.asked) <= said_about(situation.asked)
    assert nearest.plan == plan_for(situation.device, nearest.asked)
    assert replace(nearest, asked=situation.asked, plan=situation.plan) == situation


@given(situations)
def test_what_is_not_refused_is_not_touched(situation: Situation) -> None:
    nearest, refused = nearest_plan(situation), refused_in(situation)

    for technique in said_about(situation.asked) - said_about(nearest.asked):
        assert technique in refused


@given(situations)
def test_the_nearest_plan_is_its_own_nearest(situation: Situation) -> None:
    nearest = nearest_plan(situation)

    assert nearest_plan(nearest) is nearest
