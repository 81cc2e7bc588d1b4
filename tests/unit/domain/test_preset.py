import pytest

from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption
from diffgentor.domain.attention import KernelAttention
from diffgentor.domain.compilation import WholeCompilation
from diffgentor.domain.errors import InvalidOption
from diffgentor.domain.offload import ModelOffload
from diffgentor.domain.precision import Precision
from diffgentor.domain.preset import PRESETS, preset_called
from diffgentor.domain.step_cache import FirstBlockCache

EXPECTED = {
    "memory-constrained": AskedPlan(
        precision=Precision.FLOAT16, offloads=(ModelOffload(),), vae_slicing=True
    ),
    "balanced": AskedPlan(
        precision=Precision.BFLOAT16, vae_slicing=True, attentions=(KernelAttention("flash"),)
    ),
    "max-speed": AskedPlan(
        precision=Precision.BFLOAT16,
        compilation=WholeCompilation(),
        attentions=(KernelAttention("flash"),),
        caches=(FirstBlockCache(),),
        batch_size=4,
    ),
    "multi-gpu": AskedPlan(
        batch_size=8,
        unbuilt=(
            UnbuiltOption("--backend", "xdit"),
            UnbuiltOption("--num_gpus", "8"),
            UnbuiltOption("--ulysses_degree", "4"),
            UnbuiltOption("--data_parallel_degree", "2"),
        ),
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_preset_asks_for_what_the_guide_does(name: str) -> None:
    assert preset_called(name).plan == EXPECTED[name]


def test_every_preset_has_its_own_name_and_says_whom_it_is_for() -> None:
    assert {name: preset.name for name, preset in PRESETS.items()} == {
        name: name for name in EXPECTED
    }
    assert all(preset.purpose for preset in PRESETS.values())


def test_an_unknown_preset_is_told_with_those_there_are() -> None:
    with pytest.raises(InvalidOption, match="no preset 'fast'") as told:
        preset_called("fast")

    assert told.value.advice == "There are: memory-constrained, balanced, max-speed, multi-gpu."
