"""Decoding latents, again in smaller parts when memory runs out."""

from collections.abc import Callable, Iterator
from typing import Any

import torch

from ...domain.errors import OutOfMemory, PictureNotFinite
from ...domain.probe_rule import ProbeRule
from ...domain.receipt import Degraded, Outcome
from ...domain.technique import Technique
from .memory import give_memory_back, is_out_of_memory
from .techniques import vae_slicing, vae_tiling


class PatientDecoder:
    """Decodes with a request's own VAE; on lack of memory a batch with slicing, then with tiling.

    The latents are the ones it was given, so no step is drawn again. `outcome` tells what made
    the decoding succeed, if it did not at once.
    """

    def __init__(self, vae: Any) -> None:
        self._vae = vae
        self.outcome: Outcome | None = None

    def __call__(self, decode: Callable[[], Any], latents: torch.Tensor) -> Any:
        """Return what `decode` makes of `latents`, once its values are known to be numbers.

        Raises:
            OutOfMemory: also the smallest parts do not fit.
            PictureNotFinite: the decoded values contain NaN or infinity.
        """
        smaller = self._smaller_ways(latents)
        while True:
            try:
                decoded = decode()
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                # Without its traceback, whose frames would keep the tensors alive.
                reason = error.with_traceback(None)
            else:
                _insist_on_numbers(decoded)
                return decoded
            give_memory_back()
            technique = next(smaller, None)
            if technique is None:
                raise OutOfMemory(
                    "Decoding the picture needs more memory than the device has, also in tiles.",
                    "Ask for a smaller picture or for --torch_dtype bfloat16.",
                ) from reason
            self.outcome = _repeated_with(technique, self._vae)

    def _smaller_ways(self, latents: torch.Tensor) -> Iterator[Technique]:
        """Switch on, one after the other, what is off and would make the parts smaller."""
        vae = self._vae
        if len(latents) > 1 and getattr(vae, "use_slicing", None) is False:
            vae_slicing.apply(vae)
            yield Technique.VAE_SLICING
        if getattr(vae, "use_tiling", None) is False:
            vae_tiling.apply(vae)
            yield Technique.VAE_TILING


def _repeated_with(technique: Technique, vae: Any) -> Outcome:
    return Degraded(
        str(technique),
        "on",
        ProbeRule.DECODE_RAN_OUT_OF_MEMORY,
        "Decoding ran out of memory, so it was repeated in smaller parts.",
        f"Ask for --enable_{technique} to begin with.",
        f"{type(vae).__name__} decoded the same latents again",
    )


def _insist_on_numbers(decoded: Any) -> None:
    sample = decoded[0] if isinstance(decoded, tuple) else decoded.sample
    if not torch.isfinite(sample).all():
        raise PictureNotFinite(
            "The model produced values that are no numbers (NaN or infinity), so there is no "
            "picture to show.",
            "Use --torch_dtype bfloat16 or float32, whose range is larger than float16's, or "
            "another number of steps.",
        )
