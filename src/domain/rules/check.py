"""The list of all rules, and asking them."""

from .attention import (
    attention_backend_exists,
    attention_choice_reaches_the_denoiser,
    attention_kernel_has_its_device,
    attention_kernel_is_installed,
    attention_kernel_takes_the_head_size,
    attention_kernel_takes_the_precision,
    flex_attention_wants_compilation,
    older_sage_needs_a_larger_picture,
    older_sage_needs_triton,
    one_attention_at_a_time,
)
from .attention_mask import masked_attention_needs_a_kernel_that_takes_masks
from .batch import (
    batch_needs_a_pipeline_that_draws_several,
    batch_needs_several_pictures,
    caches_that_decide_for_a_batch_draw_alone,
)
from .casting import (
    casting_computes_in_the_precision_of_the_plan,
    casting_needs_a_narrower_storage,
    float8_is_absent_on_mps,
)
from .compilation import (
    compilation_is_worth_less_in_pieces,
    compilation_needs_a_compiler,
    compiled_components_exist,
    cuda_graphs_exclude_caches,
    one_graph_excludes_what_breaks_it,
    other_backends_are_for_finding_faults,
    regional_compilation_needs_named_blocks,
)
from .each_cache import (
    cache_dit_has_masks_for_some_steps,
    cache_dit_knows_the_pipeline,
    cache_dit_needs_blocks_to_skip,
    cached_blocks_are_registered,
    deep_cache_needs_a_unet,
    first_block_cache_needs_like_blocks,
    mag_cache_needs_ratios,
    taylor_seer_needs_something_to_predict,
)
from .finding import Finding, Rule
from .offload import (
    group_offloading_saves_nothing_on_a_cpu,
    leaves_have_no_blocks,
    offload_streams_need_cuda,
    offloading_needs_an_accelerator,
    one_offload_at_a_time,
    sequential_offloading_excludes_casting,
)
from .precision import bfloat16_wants_ampere
from .qkv import fusion_needs_a_denoiser_that_fuses
from .situation import Situation
from .step_cache import (
    cache_is_installed,
    caches_need_blocks,
    one_cache_at_a_time,
    one_state_excludes_separate_passes,
    separate_passes_must_be_named,
)
from .tf32 import tf32_acts_on_float32, tf32_needs_ampere
from .unbuilt import option_is_not_built
from .vae import (
    slicing_and_tiling_need_a_vae,
    slicing_needs_a_batch,
    tiling_needs_a_larger_picture,
)
from .xformers import (
    newer_denoisers_take_xformers_through_the_dispatch,
    xformers_is_installed,
    xformers_processors_need_cuda,
    xformers_undoes_fusion,
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
    one_attention_at_a_time,
    attention_backend_exists,
    attention_choice_reaches_the_denoiser,
    attention_kernel_has_its_device,
    attention_kernel_is_installed,
    attention_kernel_takes_the_precision,
    attention_kernel_takes_the_head_size,
    masked_attention_needs_a_kernel_that_takes_masks,
    flex_attention_wants_compilation,
    older_sage_needs_a_larger_picture,
    older_sage_needs_triton,
    casting_computes_in_the_precision_of_the_plan,
    casting_needs_a_narrower_storage,
    float8_is_absent_on_mps,
    xformers_processors_need_cuda,
    xformers_is_installed,
    newer_denoisers_take_xformers_through_the_dispatch,
    xformers_undoes_fusion,
    one_offload_at_a_time,
    offloading_needs_an_accelerator,
    group_offloading_saves_nothing_on_a_cpu,
    leaves_have_no_blocks,
    offload_streams_need_cuda,
    sequential_offloading_excludes_casting,
    compilation_needs_a_compiler,
    regional_compilation_needs_named_blocks,
    compiled_components_exist,
    one_graph_excludes_what_breaks_it,
    compilation_is_worth_less_in_pieces,
    cuda_graphs_exclude_caches,
    other_backends_are_for_finding_faults,
    one_cache_at_a_time,
    cache_is_installed,
    caches_need_blocks,
    one_state_excludes_separate_passes,
    separate_passes_must_be_named,
    deep_cache_needs_a_unet,
    cached_blocks_are_registered,
    first_block_cache_needs_like_blocks,
    taylor_seer_needs_something_to_predict,
    mag_cache_needs_ratios,
    cache_dit_knows_the_pipeline,
    cache_dit_has_masks_for_some_steps,
    cache_dit_needs_blocks_to_skip,
    batch_needs_several_pictures,
    caches_that_decide_for_a_batch_draw_alone,
    batch_needs_a_pipeline_that_draws_several,
)


def check(situation: Situation) -> tuple[Finding, ...]:
    """Return what every rule finds, all together, in the order of `RULES`."""
    return tuple(finding for rule in RULES for finding in rule(situation))
