"""What to draw."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import InvalidRequest, Violation
from .picture import PictureFormat
from .size import LARGEST_EDGE, ImageSize

LONGEST_PROMPT = 10_000
MOST_STEPS = 1000
MOST_PICTURES = 64
LARGEST_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class AskedRequest:
    """What somebody asked for; `None` means "as the model prefers". Nothing is checked yet."""

    prompt: str
    negative_prompt: str | None = None
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    guidance_scale: float | None = None
    seed: int | None = None
    pictures: int = 1
    format: PictureFormat = PictureFormat.PNG


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """A picture, or several, to draw with one model. One that exists is within all limits.

    Picture `i` uses the seed `seed + i` and no other picture's randomness, so it is the same
    picture whether it is asked for alone or among others.

    Attributes:
        prompt: 1 to 10,000 characters, not only white space.
        negative_prompt: what to keep away from, or `None`; at most 10,000 characters.
        size: both edges at most 8192 pixels.
        steps: denoising steps, 1 to 1000.
        guidance_scale: how strongly the prompt steers, finite and at least 0.
        seed: 0 to 2^63-1, also for the last picture.
        pictures: 1 to 64.

    Raises:
        InvalidRequest: with every violation there is.
    """

    prompt: str
    negative_prompt: str | None
    size: ImageSize
    steps: int
    guidance_scale: float
    seed: int
    pictures: int = 1
    format: PictureFormat = PictureFormat.PNG

    def __post_init__(self) -> None:
        found = tuple(
            violations(
                prompt=self.prompt,
                negative_prompt=self.negative_prompt,
                width=self.size.width,
                height=self.size.height,
                steps=self.steps,
                guidance_scale=self.guidance_scale,
                seed=self.seed,
                pictures=self.pictures,
            )
        )
        if found:
            raise InvalidRequest(found)

    def seed_of(self, index: int) -> int:
        """Return the seed of picture `index`, counted from 0."""
        return self.seed + index


def violations(
    *,
    prompt: str,
    negative_prompt: str | None,
    width: int,
    height: int,
    steps: int,
    guidance_scale: float,
    seed: int,
    pictures: int,
) -> Iterator[Violation]:
    """Yield every field that is out of the bounds that hold for all models."""
    if not 1 <= len(prompt) <= LONGEST_PROMPT or not prompt.strip():
        yield Violation("prompt", prompt, f"1 to {LONGEST_PROMPT:,} characters, not only spaces")
    elif not _can_be_written(prompt):
        yield Violation("prompt", prompt, "text that UTF-8 can hold")
    if negative_prompt is not None and len(negative_prompt) > LONGEST_PROMPT:
        yield Violation(
            "negative_prompt", negative_prompt, f"at most {LONGEST_PROMPT:,} characters"
        )
    elif negative_prompt is not None and not _can_be_written(negative_prompt):
        yield Violation("negative_prompt", negative_prompt, "text that UTF-8 can hold")
    for field, edge in (("width", width), ("height", height)):
        if not 1 <= edge <= LARGEST_EDGE:
            yield Violation(field, edge, f"1 to {LARGEST_EDGE} pixels")
    if not 1 <= steps <= MOST_STEPS:
        yield Violation("steps", steps, f"1 to {MOST_STEPS}")
    if not math.isfinite(guidance_scale) or guidance_scale < 0:
        yield Violation("guidance_scale", guidance_scale, "a finite number, 0 or more")
    if not 1 <= pictures <= MOST_PICTURES:
        yield Violation("pictures", pictures, f"1 to {MOST_PICTURES}")
    if not 0 <= seed <= LARGEST_SEED:
        yield Violation("seed", seed, "0 to 2^63-1")
    elif 1 <= pictures <= MOST_PICTURES and seed + pictures - 1 > LARGEST_SEED:
        yield Violation("seed", seed, f"at most 2^63-{pictures}, since picture i uses seed + i")


def _can_be_written(text: str) -> bool:
    """No file or tokenizer takes lone surrogates, which stand for bytes in no known encoding."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
