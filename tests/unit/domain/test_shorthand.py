import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffgentor.domain.asked_plan import AskedPlan, laid_over, said_about
from diffgentor.domain.attention import (
    KERNELS_BY_NAME,
    KernelAttention,
    NativeAttention,
    XformersProcessors,
)
from diffgentor.domain.casting import AskedCasting
from diffgentor.domain.compilation import RegionalCompilation, WholeCompilation
from diffgentor.domain.errors import InvalidOption
from diffgentor.domain.offload import ModelOffload, SequentialOffload
from diffgentor.domain.precision import Precision
from diffgentor.domain.shorthand import SHORTHANDS, asked_in_short
from diffgentor.domain.step_cache import STEP_CACHES, FirstBlockCache, TaylorSeer
from diffgentor.domain.technique import Technique

words = st.sampled_from(sorted(SHORTHANDS))


@pytest.mark.parametrize("word", SHORTHANDS)
def test_every_word_asks_for_one_technique(word: str) -> None:
    assert len(said_about(asked_in_short([word]))) == 1
    assert asked_in_short([word]) == asked_in_short([word, word]) == SHORTHANDS[word]


def test_every_technique_that_needs_no_number_has_a_word() -> None:
    said = {technique for asked in SHORTHANDS.values() for technique in said_about(asked)}

    assert said == set(Technique) - {Technique.BATCH_SIZE}


def test_every_cache_precision_and_kernel_has_its_word() -> None:
    assert set(STEP_CACHES) <= set(SHORTHANDS)
    assert set(map(str, Precision)) <= set(SHORTHANDS)
    for name in KERNELS_BY_NAME:
        [attention] = SHORTHANDS[f"{name.lstrip('_')}_attention"].attentions
        assert str(attention) == name


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("native_attention", AskedPlan(attentions=(NativeAttention(),))),
        ("flash_attention", AskedPlan(attentions=(KernelAttention("flash"),))),
        ("flash_3_attention", AskedPlan(attentions=(KernelAttention("_flash_3"),))),
        ("xformers_attention", AskedPlan(attentions=(KernelAttention("xformers"),))),
        ("xformers", AskedPlan(attentions=(XformersProcessors(),))),
        ("cpu_offload", AskedPlan(offloads=(ModelOffload(),))),
        ("layerwise_casting", AskedPlan(casting=AskedCasting())),
        ("tf32", AskedPlan(tf32=True)),
    ],
)
def test_a_word_asks_for_what_it_says(word: str, asked: AskedPlan) -> None:
    assert asked_in_short([word]) == asked


@given(st.lists(words.filter(lambda word: "float" not in word), max_size=4))
def test_several_words_ask_for_all_that_each_asks_for(some: list[str]) -> None:
    together = asked_in_short(some)

    assert said_about(together) == said_about(laid_over(SHORTHANDS[word] for word in some))
    for word in some:
        assert set(SHORTHANDS[word].attentions) <= set(together.attentions)
        assert set(SHORTHANDS[word].offloads) <= set(together.offloads)
        assert set(SHORTHANDS[word].caches) <= set(together.caches)


def test_no_words_ask_for_nothing() -> None:
    assert asked_in_short([]) == AskedPlan()


def test_of_what_excludes_each_other_all_is_kept_for_a_rule_to_tell() -> None:
    asked = asked_in_short(
        ["taylor_seer", "cpu_offload", "first_block_cache", "sequential_cpu_offload"]
    )

    assert asked.caches == (TaylorSeer(), FirstBlockCache())
    assert asked.offloads == (ModelOffload(), SequentialOffload())


@pytest.mark.parametrize(
    "some", [["compile", "compile_regional"], ["compile_regional", "compile"]]
)
def test_compiling_by_regions_is_a_way_of_compiling(some: list[str]) -> None:
    assert asked_in_short(some).compilation == RegionalCompilation()
    assert asked_in_short(["compile"]).compilation == WholeCompilation()


def test_two_precisions_exclude_each_other() -> None:
    with pytest.raises(InvalidOption, match="bfloat16 and float32 exclude each other") as told:
        asked_in_short(["bfloat16", "float32"])

    assert told.value.advice == "Name one precision."


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("compiled", "compile"),
        ("Taylor_Seer", "taylor_seer"),
        ("flash_atention", "flash_attention"),
    ],
)
def test_a_misspelt_word_is_told_with_the_nearest(word: str, meant: str) -> None:
    with pytest.raises(InvalidOption, match=f"no optimization '{word}'") as told:
        asked_in_short(["tf32", word])

    assert told.value.advice == f"Did you mean {meant}?"


def test_a_word_that_is_near_to_none_is_told_with_all() -> None:
    with pytest.raises(InvalidOption) as told:
        asked_in_short(["qqqq"])

    assert told.value.advice == f"There are: {', '.join(SHORTHANDS)}."
