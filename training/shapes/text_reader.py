"""Small readers that ask the text encoders for the scene; thrown away after training."""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from .scene import BACKGROUNDS
from .text_encoder import POOLED_WIDTH, TEXT_WIDTH
from .text_target import ATTRIBUTE_COUNTS, CELLS, IGNORED, Targets

_HEADS: Final = 4
Answers = tuple[list[Tensor], list[Tensor]]
"""Logits and true classes of each question."""


class Readers(nn.Module):
    """Ask words, grid cells and the pooled vector for the scene."""

    def __init__(self) -> None:
        super().__init__()
        kinds = (*ATTRIBUTE_COUNTS, len(BACKGROUNDS))
        self.word = nn.Linear(TEXT_WIDTH, sum(kinds) + 3)
        self.pooled = nn.Linear(POOLED_WIDTH, 2 * sum(ATTRIBUTE_COUNTS) + len(BACKGROUNDS))
        self.query = nn.Parameter(torch.randn(CELLS * CELLS, TEXT_WIDTH) * 0.5)
        self.key = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.value = nn.Linear(TEXT_WIDTH, TEXT_WIDTH)
        self.wide = nn.Linear(TEXT_WIDTH, 2 * TEXT_WIDTH)
        self.cell = nn.Linear(2 * TEXT_WIDTH, 3 + sum(ATTRIBUTE_COUNTS) + len(BACKGROUNDS))

    def cells(self, words: Tensor) -> Tensor:
        """Logits of every grid cell: (batch, cells, classes)."""
        batch = words.shape[0]
        query = self.query.expand(batch, -1, -1)
        query, key, value = (
            part.unflatten(2, (_HEADS, -1)).transpose(1, 2)
            for part in (query, self.key(words), self.value(words))
        )
        seen = functional.scaled_dot_product_attention(query, key, value)
        seen = seen.transpose(1, 2).flatten(2) + self.query
        out: Tensor = self.cell(functional.gelu(self.wide(seen)))
        return out


def word_answers(logits: Tensor, true: Targets) -> Answers:
    """What each noun and adjective knows of what it describes."""
    owners = torch.from_numpy(true.owners).to(logits.device)
    return _answers(logits, owners, true)


def cell_answers(logits: Tensor, true: Targets) -> Answers:
    """What each cell of the grid knows of what covers it."""
    owners = torch.from_numpy(true.cells).to(logits.device)
    parts, classes = _answers(logits, owners, true)
    everywhere = torch.from_numpy(true.backgrounds).to(logits.device)
    classes[-1] = everywhere[:, None].expand_as(owners)
    return parts, classes


def _answers(logits: Tensor, owners: Tensor, true: Targets) -> Answers:
    """Logits and classes of: owner, the owner's four attributes, the background."""
    device = logits.device
    objects = torch.from_numpy(true.objects).to(device)
    backgrounds = torch.from_numpy(true.backgrounds).to(device)
    nothing = torch.full_like(objects[:, :1], IGNORED)
    table = torch.cat([objects, nothing], dim=1)
    chosen = owners.clamp_min(0).clamp_max(2)
    rows = torch.arange(len(owners), device=device)[:, None]
    attributes = torch.where((owners >= 0)[..., None], table[rows, chosen], IGNORED)
    behind = torch.where(owners == 2, backgrounds[:, None], IGNORED)
    parts = torch.split(logits.float(), [3, *ATTRIBUTE_COUNTS, len(BACKGROUNDS)], -1)
    return list(parts), [owners, *attributes.unbind(-1), behind]


def pooled_answers(logits: Tensor, true: Targets) -> Answers:
    """What the pooled vector knows of both objects and the background."""
    parts = torch.split(logits.float(), [*ATTRIBUTE_COUNTS * 2, len(BACKGROUNDS)], -1)
    objects = torch.from_numpy(true.objects).to(logits.device).flatten(1)
    backgrounds = torch.from_numpy(true.backgrounds).to(logits.device)
    return list(parts), [*objects.unbind(1), backgrounds]


def cross_entropy(logits: Tensor, classes: Tensor) -> Tensor:
    """Mean over what is known; zero if nothing is."""
    if bool((classes == IGNORED).all()):
        return logits.sum() * 0.0
    return functional.cross_entropy(logits.flatten(0, -2), classes.flatten())


def share_right(logits: Tensor, classes: Tensor) -> float:
    """Share of the known classes that have the highest logit."""
    known = classes != IGNORED
    right = (logits.argmax(-1) == classes)[known]
    return float(right.float().mean()) if right.numel() else 1.0
