"""MagCache's ratios: how large the residual of each step is against that of the step before."""

from dataclasses import dataclass
from typing import ClassVar

FLUX = (
    1.0, 1.21094, 1.11719, 1.07812, 1.0625, 1.03906, 1.03125, 1.03906, 1.02344, 1.03125, 1.02344,
    0.98047, 1.01562, 1.00781, 1.0, 1.00781, 1.0, 1.00781, 1.0, 1.0, 0.99609, 0.99609, 0.98047,
    0.98828, 0.96484, 0.95703, 0.93359, 0.89062,
)  # fmt: skip
"""Of FLUX.1 in 28 steps, as its authors published them (https://github.com/Zehong-Ma/MagCache)."""


@dataclass(frozen=True, slots=True)
class MagRatios:
    """Positive numbers with commas between, one a step; `flux`; or nothing or `model`."""

    allowed: ClassVar[str] = "positive numbers with commas between, or flux, or model"

    def read(self, text: str) -> tuple[float, ...]:
        """Return the ratios; none for the model's own."""
        if text in ("", "model"):
            return ()
        if text == "flux":
            return FLUX
        ratios = tuple(float(part) for part in text.split(","))
        if not all(0 < ratio < 1000 for ratio in ratios):
            raise ValueError(text)
        return ratios
