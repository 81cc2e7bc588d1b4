"""Muon for the matrices of a network and AdamW for everything else.

Muon (momentum, orthogonalised by Newton-Schulz; https://kellerjordan.github.io/posts/muon)
reaches the same loss in far fewer steps than AdamW alone. Updates are scaled to the
size AdamW's would have (https://arxiv.org/abs/2502.16982), so both share one learning rate
scale.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

import torch
from torch import Tensor, nn

_QUINTIC: Final = (3.4445, -4.7750, 2.0315)


class Muon(torch.optim.Optimizer):
    """Orthogonalised momentum for parameters of two or more dimensions.

    A convolution kernel counts as the matrix (out, in * height * width). Matrices of one
    shape are orthogonalised together.
    """

    def __init__(self, parameters: Iterable[nn.Parameter], lr: float) -> None:
        super().__init__(parameters, {"lr": lr, "momentum": 0.95, "weight_decay": 0.01})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        """Move every parameter that has a gradient."""
        for group in self.param_groups:
            alike: dict[torch.Size, list[tuple[nn.Parameter, Tensor]]] = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                momentum = self.state[parameter].setdefault(
                    "momentum", torch.zeros_like(parameter)
                )
                momentum.lerp_(parameter.grad, 1 - group["momentum"])
                ahead = parameter.grad.lerp(momentum, group["momentum"])
                matrix = ahead.reshape(ahead.shape[0], -1)
                alike[matrix.shape].append((parameter, matrix))
            for shape, pairs in alike.items():
                update = orthogonalise(torch.stack([matrix for _, matrix in pairs]))
                scale = 0.2 * max(shape) ** 0.5 * group["lr"]
                for (parameter, _), turn in zip(pairs, update, strict=True):
                    parameter.mul_(1 - group["lr"] * group["weight_decay"])
                    parameter.sub_(turn.reshape(parameter.shape).to(parameter.dtype), alpha=scale)


def orthogonalise(matrices: Tensor, rounds: int = 5) -> Tensor:
    """Push the singular values of each matrix (batch, rows, columns) towards one."""
    a, b, c = _QUINTIC
    tall = matrices.shape[1] > matrices.shape[2]
    x = (matrices.mT if tall else matrices).bfloat16()
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(rounds):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    turned: Tensor = x.mT if tall else x
    return turned


class Optimizers:
    """Muon and AdamW side by side over one network, with a common relative rate."""

    def __init__(
        self,
        network: nn.Module,
        *,
        matrix_rate: float,
        other_rate: float,
        excluded: tuple[str, ...] = (),
    ) -> None:
        """Parameters whose name contains one of `excluded` go to AdamW whatever their shape."""
        matrices: list[nn.Parameter] = []
        others: list[nn.Parameter] = []
        for name, parameter in network.named_parameters():
            if parameter.requires_grad:
                is_matrix = parameter.ndim >= 2 and not any(part in name for part in excluded)
                (matrices if is_matrix else others).append(parameter)
        self._parts: list[torch.optim.Optimizer] = []
        if matrices:
            self._parts.append(Muon(matrices, matrix_rate))
        if others:
            self._parts.append(
                torch.optim.AdamW(others, other_rate, betas=(0.9, 0.98), weight_decay=0.0)
            )
        self._full = [part.param_groups[0]["lr"] for part in self._parts]

    def step(self, relative_rate: float) -> None:
        """Move at `relative_rate` of the full rates and clear the gradients."""
        for part, full in zip(self._parts, self._full, strict=True):
            part.param_groups[0]["lr"] = full * relative_rate
            part.step()
            part.zero_grad(set_to_none=True)

    def state(self) -> list[dict[str, object]]:
        """What `load` needs to go on."""
        return [part.state_dict() for part in self._parts]

    def load(self, state: list[dict[str, object]]) -> None:
        """Go on from `state`."""
        for part, saved in zip(self._parts, state, strict=True):
            part.load_state_dict(saved)


def warm_then_linear(step: int, steps: int, *, decay_share: float) -> float:
    """Relative rate: up over 50 steps, flat, then down to 0 over the last `decay_share`."""
    left = (steps - step) / max(1.0, decay_share * steps)
    return max(0.0, min(1.0, (step + 1) / 50, left))
