"""The list of all rules, and asking them."""

from .attention import (
    attention_backend_exists,
    attention_choice_reaches_the_denoiser,
    attention_kernel_has_its_device,
    attention_kernel_is_installed,
    attention_kernel_takes_the_head_size,
    attention_kernel_takes_the_precision,
    flex_attention_wants_compilation,
)
from .casting import (
    casting_computes_in_the_precision_of_the_plan,
    casting_needs_a_narrower_storage,
    float8_is_absent_on_mps,
)
from .finding import Finding, Rule
from .precision import bfloat16_wants_ampere
from .qkv import fusion_needs_a_denoiser_that_fuses
from .situation import Situation
from .tf32 import tf32_acts_on_float32, tf32_needs_ampere
from .unbuilt import option_is_not_built
from .vae import (
    slicing_and_tiling_need_a_vae,
    slicing_needs_a_batch,
    tiling_needs_a_larger_picture,
)

RULES: tuple[Rule, ...] = (
    option_is_not_built,
    bfloat16_wants_ampere,
    tf32_needs_ampere,
    tf32_acts_on_float32,
    slicing_and_tiling_need_a_vae,
    slicing_needs_a_batch,
    tiling_needs_a_larger_picture,
    fusion_needs_a_denoiser_that_fuses,
    attention_backend_exists,
    attention_choice_reaches_the_denoiser,
    attention_kernel_has_its_device,
    attention_kernel_is_installed,
    attention_kernel_takes_the_precision,
    attention_kernel_takes_the_head_size,
    flex_attention_wants_compilation,
    casting_computes_in_the_precision_of_the_plan,
    casting_needs_a_narrower_storage,
    float8_is_absent_on_mps,
)


def check(situation: Situation) -> tuple[Finding, ...]:
    """Return what every rule finds, all together, in the order of `RULES`."""
    return tuple(finding for rule in RULES for finding in rule(situation))
