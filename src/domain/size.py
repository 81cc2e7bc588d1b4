"""The size of a picture in pixels."""

from dataclasses import dataclass

LARGEST_EDGE = 8192


@dataclass(frozen=True, slots=True, order=True)
class ImageSize:
    """Width and height in pixels, each 1 to 8192. Which of them a model can draw its profile says.

    Raises:
        ValueError: an edge is out of bounds.
    """

    width: int
    height: int

    def __post_init__(self) -> None:
        for edge in (self.width, self.height):
            if not 1 <= edge <= LARGEST_EDGE:
                raise ValueError(f"{self} has an edge outside of 1 to {LARGEST_EDGE}")

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"
