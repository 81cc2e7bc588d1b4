"""The training pictures: rendered once, kept on disk, drawn from memory maps.

Picture `i` is a function of the seed and `i` alone, so its scene is never stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from .renderer import SIDE, render
from .scene import Scene, sample_scene

TWO_OBJECT_SHARE: Final = 0.6

Pictures = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Dataset:
    """`count` scenes with their pictures in `folder`, from one seed."""

    folder: Path
    count: int
    seed: int = 0
    held_out: bool = False

    @property
    def path(self) -> Path:
        """The file of pictures, uint8 (count, SIDE, SIDE, 3)."""
        split = "held_out" if self.held_out else "training"
        return self.folder / f"pictures-{split}-{self.seed}-{self.count}.npy"

    def scene(self, index: int) -> Scene:
        """The scene of picture `index`."""
        return self._draw(index)[0]

    def scenes(self) -> Iterator[Scene]:
        """All scenes in order."""
        return (self.scene(index) for index in range(self.count))

    def pictures(self) -> Pictures:
        """Open the pictures as a read-only map, rendering them first if they are missing."""
        if not self.path.exists():
            self._render()
        return np.asarray(np.load(self.path, mmap_mode="r"), dtype=np.uint8)

    def _draw(self, index: int) -> tuple[Scene, np.random.Generator]:
        rng = np.random.default_rng((self.seed, int(self.held_out), index))
        two = bool(rng.random() < TWO_OBJECT_SHARE)
        return sample_scene(rng, two_objects=two, held_out=self.held_out), rng

    def _render(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_suffix(".part")
        pictures = np.lib.format.open_memmap(
            unfinished, mode="w+", dtype=np.uint8, shape=(self.count, SIDE, SIDE, 3)
        )
        for index in range(self.count):
            pictures[index] = render(*self._draw(index))
        pictures.flush()
        unfinished.rename(self.path)
