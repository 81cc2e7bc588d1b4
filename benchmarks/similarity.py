"""How alike two pictures are: PSNR and SSIM."""

import math

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.functional import conv2d

Pixels = npt.NDArray[np.uint8]

_WINDOW, _DEVIATION = 11, 1.5
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


def squared_error(one: Pixels, other: Pixels) -> float:
    """Return the mean squared difference of two pictures' values, of 0 to 255."""
    return float(np.square(one.astype(np.float64) - other).mean())


def decibels(mean_squared_error: float) -> float:
    """Return the peak signal-to-noise ratio of values from 0 to 255; infinite where equal."""
    if not mean_squared_error:
        return math.inf
    return 10 * math.log10(255**2 / mean_squared_error)


def structural_similarity(one: Pixels, other: Pixels) -> float:
    """Return the mean SSIM of two pictures of shape (height, width, 3); 1 where equal.

    With the Gaussian window of 11 pixels of the paper (Wang et al., 2004), channel by channel.
    """
    first, second = (_channels(picture) for picture in (one, other))
    mean1, mean2 = _blurred(first), _blurred(second)
    variance1 = _blurred(first**2) - mean1**2
    variance2 = _blurred(second**2) - mean2**2
    covariance = _blurred(first * second) - mean1 * mean2
    alike = (2 * mean1 * mean2 + _C1) * (2 * covariance + _C2)
    scale = (mean1**2 + mean2**2 + _C1) * (variance1 + variance2 + _C2)
    return float((alike / scale).mean())


def _channels(picture: Pixels) -> torch.Tensor:
    return torch.from_numpy(picture.astype(np.float64)).permute(2, 0, 1).unsqueeze(1)


def _blurred(values: torch.Tensor) -> torch.Tensor:
    offsets = torch.arange(_WINDOW, dtype=torch.float64) - _WINDOW // 2
    weights = torch.exp(-(offsets**2) / (2 * _DEVIATION**2))
    weights /= weights.sum()
    rows = conv2d(values, weights.view(1, 1, _WINDOW, 1))
    return conv2d(rows, weights.view(1, 1, 1, _WINDOW))
