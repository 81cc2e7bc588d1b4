"""cache-dit's DBCache (https://github.com/vipshop/cache-dit), with TaylorSeer and step masks.

The library patches the `__call__` of the pipeline's class, which begins every picture with an
empty cache, and the `forward` of the transformer. The engine's pipeline has a class of its own, so
that no other pipeline is patched with it.
"""

import logging

import cache_dit
from cache_dit import DBCacheConfig, TaylorSeerCalibratorConfig
from cache_dit.caching import BlockAdapterRegister

from ...domain.step_cache import CacheDit, StepCache, StepMask
from ..diffusers.caches.target import CacheTarget
from ..diffusers.techniques.seen import Seen

_UNLIMITED = -1


class DbCache:
    """Plays `CacheTechnique`."""

    def apply(self, target: CacheTarget, cache: StepCache) -> None:
        """Patch the pipeline's class and its transformer.

        Whether guidance runs in separate passes is told, since the library's own table knows it by
        the name of the pipeline and not by the request.
        """
        assert isinstance(cache, CacheDit)
        _keep_quiet()
        cache_dit.enable_cache(
            target.pipeline,
            cache_config=DBCacheConfig(
                Fn_compute_blocks=cache.front_blocks,
                Bn_compute_blocks=cache.back_blocks,
                residual_diff_threshold=cache.threshold,
                max_warmup_steps=cache.warmup_steps,
                max_continuous_cached_steps=cache.max_skip_steps or _UNLIMITED,
                enable_separate_cfg=target.guides_separately,
                num_inference_steps=target.steps,
                steps_computation_mask=_mask(cache.step_mask, target.steps),
            ),
            calibrator_config=_calibrator(cache.taylor_order),
        )

    def probe(self, target: CacheTarget) -> Seen:
        """Ask the transformer whether its `forward` is patched, and the class its `__call__`."""
        patched = vars(target.denoiser).get("_is_cached", False)
        called = "__call__" in vars(type(target.pipeline)) and "_original_call" in vars(
            type(target.pipeline)
        )
        return Seen(
            bool(patched and called),
            f"{type(target.denoiser).__name__}.forward is {'' if patched else 'not '}patched, "
            f"{type(target.pipeline).__name__}.__call__ is {'' if called else 'not '}patched",
        )

    def reset(self, target: CacheTarget) -> None:
        """Nothing to do: every call of the pipeline begins with an empty cache."""

    def remove(self, target: CacheTarget) -> None:
        """Give the class its own call back; the library leaves more on the transformer.

        It would also put back the transformer's `forward`, and fails where that is a hook's.
        """
        vars(target.denoiser).pop("_original_forward", None)
        cache_dit.disable_cache(target.pipeline)


def _keep_quiet() -> None:
    """It tells its whole configuration on the standard output; the receipt does that here."""
    for handler in logging.getLogger("CACHE_DIT").handlers:
        handler.setLevel(logging.ERROR)


def known_pipelines() -> frozenset[str]:
    """Return how the pipeline classes begin that the installed library has an adapter for."""
    return frozenset(BlockAdapterRegister._adapters)


def _mask(mask: StepMask, steps: int) -> list[int] | None:
    if mask is StepMask.NONE:
        return None
    return list(cache_dit.steps_mask(total_steps=steps, mask_policy=str(mask)))


def _calibrator(order: int) -> TaylorSeerCalibratorConfig | None:
    """The text's states are not predicted: some models' last block returns none (SD3)."""
    if not order:
        return None
    return TaylorSeerCalibratorConfig(taylorseer_order=order, enable_encoder_calibrator=False)


TECHNIQUE = DbCache()
