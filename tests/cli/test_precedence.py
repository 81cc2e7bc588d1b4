"""What is said in several places, and which of them counts."""

import pytest

from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.attention import KernelAttention, NativeAttention
from diffgentor.domain.casting import AskedCasting, StorageType
from diffgentor.domain.compilation import (
    CompileMode,
    NoCompilation,
    RegionalCompilation,
    WholeCompilation,
)
from diffgentor.domain.errors import InvalidOption
from diffgentor.domain.offload import GroupOffload, GroupType, ModelOffload, NoOffload
from diffgentor.domain.precision import Precision
from diffgentor.domain.step_cache import FirstBlockCache, PyramidAttentionBroadcast, TaylorSeer
from diffgentor.domain.technique import Technique
from diffgentor.entrypoints.cli.asked_plan import to_asked_plan
from diffgentor.entrypoints.cli.parser import parse
from diffgentor.entrypoints.settings import read_settings


def said_by(*arguments: str, **variables: str) -> AskedPlan:
    """Return what a command line and an environment ask for together."""
    return to_asked_plan(parse(["t2i", "--prompt", "x", *arguments]), read_settings(variables))


def test_the_environment_alone_asks_for_nothing() -> None:
    assert said_by(DG_FBC_THRESHOLD="0.2", DG_COMPILE_MODE="default") == AskedPlan()


def test_the_environment_outweighs_a_preset() -> None:
    asked = said_by(
        "--preset", "max-speed", DG_FBC_THRESHOLD="0.2", DG_COMPILE_MODE="reduce-overhead"
    )

    assert asked.caches == (FirstBlockCache(0.2),)
    assert asked.compilation == WholeCompilation(CompileMode.REDUCE_OVERHEAD)
    assert asked.origins[Technique.CACHE] == "--preset max-speed, threshold from DG_FBC_THRESHOLD"
    assert asked.origins[Technique.COMPILE] == "--preset max-speed, mode from DG_COMPILE_MODE"
    assert asked.origins[Technique.TORCH_DTYPE] == "--preset max-speed"


def test_optimize_outweighs_a_preset_technique_by_technique() -> None:
    asked = said_by("--optimize", "float16,sage_attention", "--preset", "balanced")

    assert (asked.precision, asked.vae_slicing) == (Precision.FLOAT16, True)
    assert asked.attentions == (KernelAttention("sage"),)
    assert dict(asked.origins) == {
        Technique.TORCH_DTYPE: "--optimize",
        Technique.ATTENTION_BACKEND: "--optimize",
        Technique.VAE_SLICING: "--preset balanced",
    }


def test_an_option_of_its_own_outweighs_a_preset() -> None:
    asked = said_by(
        *("--torch_dtype", "bfloat16", "--no-enable_vae_slicing", "--enable_group_offloading"),
        *("--preset", "memory-constrained"),
    )

    assert (asked.precision, asked.vae_slicing) == (Precision.BFLOAT16, False)
    assert asked.offloads == (GroupOffload(),)
    assert dict(asked.origins) == {
        Technique.TORCH_DTYPE: "--torch_dtype",
        Technique.VAE_SLICING: "--no-enable_vae_slicing",
        Technique.OFFLOAD: "--enable_group_offloading",
    }


def test_optimize_says_what_and_the_environment_how() -> None:
    asked = said_by(
        *("--optimize", "group_offloading, pab, layerwise_casting"),
        DG_GROUP_OFFLOAD_TYPE="leaf_level",
        DG_FBC_THRESHOLD="0.2",
        DG_STORAGE_DTYPE="float8_e5m2",
        DG_COMPUTE_DTYPE="float16",
    )

    assert asked.offloads == (GroupOffload(GroupType.LEAF_LEVEL),)
    assert asked.caches == (PyramidAttentionBroadcast(),)
    assert asked.casting == AskedCasting(StorageType.FLOAT8_E5M2, Precision.FLOAT16)
    assert dict(asked.origins) == {
        Technique.OFFLOAD: "--optimize, type from DG_GROUP_OFFLOAD_TYPE",
        Technique.CACHE: "--optimize",
        Technique.LAYERWISE_CASTING: (
            "--optimize, storage from DG_STORAGE_DTYPE, compute from DG_COMPUTE_DTYPE"
        ),
    }


def test_an_option_of_its_own_outweighs_optimize() -> None:
    asked = said_by(
        *("--cache_type", "taylor_seer", "--no-enable_compile", "--attention_backend", "native"),
        *("--no-enable_cpu_offload", "--optimize", "compile,pab,flash_attention,cpu_offload,tf32"),
    )

    assert asked.caches == (TaylorSeer(),)
    assert asked.compilation == NoCompilation()
    assert asked.attentions == (NativeAttention(),)
    assert asked.offloads == (NoOffload(),)
    assert dict(asked.origins) == {
        Technique.CACHE: "--cache_type",
        Technique.COMPILE: "--no-enable_compile",
        Technique.ATTENTION_BACKEND: "--attention_backend",
        Technique.OFFLOAD: "--no-enable_cpu_offload",
        Technique.TF32: "--optimize",
    }


def test_an_option_of_its_own_outweighs_the_environment() -> None:
    asked = said_by(
        *("--cache_type", "taylor_seer", "--cache_setting", "order=2"),
        DG_TAYLOR_ORDER="3",
        DG_TAYLOR_INTERVAL="4",
    )

    assert asked.caches == (TaylorSeer(interval=4, order=2),)
    assert asked.origins[Technique.CACHE] == (
        "--cache_type, interval from DG_TAYLOR_INTERVAL, order from --cache_setting"
    )


def test_the_options_that_were_given_are_named_and_no_others() -> None:
    both = said_by("--enable_xformers", "--attention_backend", "flash")
    regional = said_by("--enable_compile", "--compile_regional")
    offload = said_by("--enable_cpu_offload", "--no-enable_group_offloading")

    assert both.origins[Technique.ATTENTION_BACKEND] == "--enable_xformers and --attention_backend"
    assert regional.origins[Technique.COMPILE] == "--compile_regional"
    assert offload.origins[Technique.OFFLOAD] == "--enable_cpu_offload"


def test_a_switch_that_is_off_leaves_another_kind_of_offloading_alone() -> None:
    asked = said_by("--preset", "memory-constrained", "--no-enable_group_offloading")

    assert asked.offloads == (ModelOffload(),)
    assert asked.origins[Technique.OFFLOAD] == "--preset memory-constrained"


def test_a_switch_that_is_off_takes_its_own_kind_of_several() -> None:
    asked = said_by("--optimize", "cpu_offload,group_offloading", "--no-enable_cpu_offload")

    assert asked.offloads == (GroupOffload(),)


def test_regional_compilation_that_is_switched_off_as_well_is_refused() -> None:
    with pytest.raises(InvalidOption, match="--compile_regional and --no-enable_compile"):
        said_by("--compile_regional", "--no-enable_compile")


def test_components_that_regional_compilation_would_pass_over_are_refused() -> None:
    with pytest.raises(InvalidOption, match="DG_COMPILE_COMPONENTS is 'vae'"):
        said_by("--compile_regional", DG_COMPILE_COMPONENTS="vae")

    asked = said_by("--compile_regional", DG_COMPILE_COMPONENTS="denoiser")
    assert asked.compilation == RegionalCompilation()


def test_of_several_caches_the_last_takes_the_settings_so_that_a_rule_can_tell_of_them() -> None:
    asked = said_by("--optimize", "pab,first_block_cache", "--cache_setting", "threshold=1")

    assert asked.caches == (PyramidAttentionBroadcast(), FirstBlockCache(1.0))
