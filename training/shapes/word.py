"""The words of the prompts: every way to say each colour, shape, size and place."""

from collections.abc import Mapping
from typing import Final

from .scene import BACKGROUNDS, COLOURS, SHAPES

SIZE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "small": ("small", "little", "tiny"),
    "medium": ("medium", "middling"),
    "large": ("large", "big", "huge"),
}
COLOUR_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    colour: {
        "cyan": ("cyan", "turquoise"),
        "purple": ("purple", "violet"),
        "gray": ("gray", "grey"),
    }.get(colour, (colour,))
    for colour in dict.fromkeys(COLOURS + BACKGROUNDS)
}
SHAPE_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    shape: {
        "circle": ("circle", "disc", "disk"),
        "square": ("square", "box"),
        "diamond": ("diamond", "rhombus"),
        "cross": ("cross", "plus"),
        "ring": ("ring", "hoop"),
    }.get(shape, (shape,))
    for shape in SHAPES
}
BACKGROUND_WORDS: Final = ("background", "backdrop")
RELATION_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "left": ("left of", "to the left of"),
    "right": ("right of", "to the right of"),
    "above": ("above", "over"),
    "below": ("below", "under", "beneath"),
}
VERTICAL_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "top": ("top", "upper"),
    "bottom": ("bottom", "lower"),
}
HORIZONTAL_WORDS: Final[Mapping[str, tuple[str, ...]]] = {"left": ("left",), "right": ("right",)}
MIDDLE_WORDS: Final = ("centre", "center", "middle")
OPENINGS: Final = ("a picture of", "a drawing of", "a photo of", "an image of")
GLUE: Final = ("a", "an", "the", "and", "on", "in", "at", "of", "to", "against", "corner", "side")


def meanings(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """From each single word back to what it means."""
    return {word: meaning for meaning, said in words.items() for word in said}


def vocabulary() -> tuple[str, ...]:
    """Every word a caption can contain, sorted."""
    said = [GLUE, BACKGROUND_WORDS, MIDDLE_WORDS, OPENINGS]
    for table in (
        SIZE_WORDS, COLOUR_WORDS, SHAPE_WORDS, RELATION_WORDS, VERTICAL_WORDS, HORIZONTAL_WORDS,
    ):  # fmt: skip
        said.extend(table.values())
    return tuple(sorted({word for group in said for phrase in group for word in phrase.split()}))
