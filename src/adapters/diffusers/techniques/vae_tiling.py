"""VAE tiling."""

from typing import Any

from .seen import Seen


def apply(vae: Any) -> None:
    """Switch tiling of a request's own VAE on; nothing has to switch it off again."""
    vae.enable_tiling()


def probe(vae: Any, on: bool) -> Seen:
    """Read the flag that `decode` looks at."""
    return Seen(vae.use_tiling is on, f"{type(vae).__name__}.use_tiling is {vae.use_tiling}")
