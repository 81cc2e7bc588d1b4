"""Where a stage keeps its progress, so that it can be cut off and resumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One file of tensors; replaced whole, never half written."""

    path: Path

    def save(self, content: Mapping[str, object]) -> None:
        """Replace the file."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".part")
        torch.save(dict(content), unfinished)
        unfinished.replace(self.path)

    def load(self) -> dict[str, Any] | None:
        """What was saved last, or None."""
        if not self.path.exists():
            return None
        content: dict[str, Any] = torch.load(self.path, map_location="cpu", weights_only=True)
        return content
