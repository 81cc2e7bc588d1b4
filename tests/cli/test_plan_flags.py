import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import (
    Attention,
    KernelAttention,
    NativeAttention,
    XformersProcessors,
)
from diffgentor.domain.casting import AskedCasting, NoCasting, StorageType
from diffgentor.domain.compilation import CompileMode, RegionalCompilation
from diffgentor.domain.offload import (
    GroupOffload,
    GroupType,
    ModelOffload,
    NoOffload,
    Offload,
    SequentialOffload,
)
from diffgentor.domain.precision import Precision
from diffgentor.domain.step_cache import NoCache, TaylorSeer
from diffgentor.entrypoints.cli.asked_plan import to_asked_plan
from diffgentor.entrypoints.cli.parser import parse
from diffgentor.entrypoints.cli.plan_flags import flags_of
from diffgentor.entrypoints.settings import read_settings
from tests.cli.shell import Shell
from tests.unit.arbitrary import asked_castings, batch_sizes, choices, compilations, step_caches

kernels: st.SearchStrategy[Attention] = st.just(NativeAttention()) | st.builds(
    KernelAttention, st.sampled_from(["flash", "_native_math", "sage", "xformers", "flsh"])
)
attentions = st.tuples(
    st.sampled_from([(), (XformersProcessors(),)]), st.lists(kernels, max_size=1).map(tuple)
).map(lambda both: both[0] + both[1])
groups: st.SearchStrategy[Offload] = st.builds(
    GroupOffload, st.sampled_from(GroupType), st.integers(1, 9), st.booleans()
)
several: st.SearchStrategy[tuple[Offload, ...]] = st.tuples(
    st.sampled_from([(), (ModelOffload(),)]),
    st.sampled_from([(), (SequentialOffload(),)]),
    st.lists(groups, max_size=1).map(tuple),
).map(lambda parts: parts[0] + parts[1] + parts[2])
plans_of_options: st.SearchStrategy[AskedPlan] = st.builds(
    AskedPlan,
    precision=st.none() | st.sampled_from(Precision),
    tf32=choices,
    vae_slicing=choices,
    vae_tiling=choices,
    fuse_qkv=choices,
    attentions=attentions,
    casting=st.none() | st.just(NoCasting()) | asked_castings,
    offloads=several | st.just((NoOffload(),)),
    compilation=st.none() | compilations,
    caches=st.lists(step_caches, max_size=1).map(tuple),
    batch_size=st.none() | batch_sizes,
)
"""Each plan that options and variables can ask for."""


@settings(deadline=None)
@given(plans_of_options.filter(lambda asked: asked != AskedPlan()))
def test_what_is_printed_asks_for_the_same_plan_again(asked: AskedPlan) -> None:
    words = shlex.split(flags_of(asked))

    variables = dict(word.split("=", 1) for word in words if word.startswith("DG_"))
    options = [word for word in words if not word.startswith("DG_")]
    parsed = parse(["t2i", "--prompt", "x", *options])
    assert to_asked_plan(parsed, read_settings(variables)) == asked


@settings(deadline=None)
@given(plans_of_options)
def test_variables_come_first_as_a_shell_wants_them(asked: AskedPlan) -> None:
    words = shlex.split(flags_of(asked))

    are_variables = [word.startswith("DG_") for word in words]
    assert are_variables == sorted(are_variables, reverse=True)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (AskedPlan(), "none of these options"),
        (AskedPlan(tf32=False, fuse_qkv=True), "--enable_fuse_qkv --no-enable_tf32"),
        (AskedPlan(casting=AskedCasting()), "--enable_layerwise_casting"),
        (
            AskedPlan(casting=AskedCasting(StorageType.BFLOAT16, Precision.FLOAT32)),
            "DG_STORAGE_DTYPE=bfloat16 DG_COMPUTE_DTYPE=float32 --enable_layerwise_casting",
        ),
        (
            AskedPlan(offloads=(GroupOffload(GroupType.LEAF_LEVEL),)),
            "DG_GROUP_OFFLOAD_TYPE=leaf_level --enable_group_offloading",
        ),
        (
            AskedPlan(compilation=RegionalCompilation(CompileMode.DEFAULT)),
            "DG_COMPILE_MODE=default --compile_regional",
        ),
        (
            AskedPlan(caches=(TaylorSeer(order=2),)),
            "--cache_type taylor_seer --cache_setting order=2",
        ),
        (AskedPlan(caches=(NoCache(),)), "--cache_type off"),
        (AskedPlan(batch_size=1), "--batch_size 1"),
    ],
    ids=str,
)
def test_only_what_is_not_a_default_is_printed(asked: AskedPlan, words: str) -> None:
    assert flags_of(asked) == words


def test_the_nearest_plan_can_be_typed_as_it_is_told(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DG_GROUP_OFFLOAD_STREAM", "on")
    monkeypatch.setenv("DG_GROUP_OFFLOAD_TYPE", "leaf_level")

    stdout = shell("plan", "--enable_group_offloading", "--enable_tf32").stdout

    # The environment says "on", so that leaving the default out would ask for it again.
    expected = (
        "DG_GROUP_OFFLOAD_TYPE=leaf_level DG_GROUP_OFFLOAD_STREAM=off --enable_group_offloading\n"
    )
    assert f"nearest plan without refusal: {expected}" in stdout
