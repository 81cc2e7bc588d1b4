"""The ways in which a model lets a prompt steer the picture."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassifierFreeGuidance:
    """Two denoiser passes, with and without the prompt, pulled apart (Ho and Salimans, 2022).

    It acts above a scale of 1; at 1 or less there is one pass.

    Attributes:
        parameter: the pipeline's name for the scale.
        takes_negative_prompt: whether the second pass may have a prompt of its own.
    """

    parameter: str
    takes_negative_prompt: bool


@dataclass(frozen=True, slots=True)
class DistilledGuidance:
    """The scale is an input of the denoiser, which was trained to imitate guidance in one pass.

    Attributes:
        parameter: the pipeline's name for the scale.
    """

    parameter: str


@dataclass(frozen=True, slots=True)
class NoGuidance:
    """The model draws without guidance; a scale would be ignored, so none is accepted."""


Guidance = ClassifierFreeGuidance | DistilledGuidance | NoGuidance
