"""The three places where a stock pipeline is watched.

They are instance attributes of the request's own pipeline, scheduler and VAE, which stand before
the class's methods; the shared modules stay as they are. Each keeps the signature of what it
stands for, since pipelines inspect it (to decide whether `step` takes a generator, for one).
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any

import torch

from .prompt_cache import PromptCache, key_of


def watch_encoding(pipeline: Any, cache: PromptCache, around: Callable[..., Any]) -> None:
    """Let `encode_prompt` run inside of `around`, and the same prompt only once."""
    original = pipeline.encode_prompt
    signature = inspect.signature(original)

    @functools.wraps(original)
    def encode_prompt(*args: Any, **kwargs: Any) -> Any:
        with around():
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            return cache.recall(key_of(bound.arguments), lambda: original(*args, **kwargs))

    pipeline.encode_prompt = encode_prompt


def watch_steps(scheduler: Any, before: Callable[[], None], after: Callable[[int], None]) -> None:
    """Call `before` and `after` around each `step`; `after` gets the number of all steps."""
    original = scheduler.step

    @functools.wraps(original)
    def step(*args: Any, **kwargs: Any) -> Any:
        before()
        result = original(*args, **kwargs)
        after(len(scheduler.timesteps))
        return result

    scheduler.step = step


def watch_decoding(
    vae: Any, decode_with: Callable[[Callable[[], Any], torch.Tensor], Any]
) -> None:
    """Hand each `decode` and its latents to `decode_with`, which may call it again."""
    original = vae.decode

    @functools.wraps(original)
    def decode(latents: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        return decode_with(lambda: original(latents, *args, **kwargs), latents)

    vae.decode = decode
