"""What a decode that ran out of memory held is free before the next try."""

import weakref

import pytest
import torch
from diffusers import AutoencoderKL
from diffusers.models.autoencoders.vae import DecoderOutput

from diffgentor.adapters.diffusers.decoding import PatientDecoder
from diffgentor.domain.errors import OutOfMemory

LATENTS = torch.zeros(2, 4, 2, 2)


class Decode:
    """Runs out of memory as often as told, each time with a tensor at hand."""

    def __init__(self, failures: int) -> None:
        self._failures = failures
        self._held = list[weakref.ref[torch.Tensor]]()
        self.still_held: list[int] = []

    def __call__(self) -> DecoderOutput:
        self.still_held.append(sum(held() is not None for held in self._held))
        half_done = torch.ones(64)
        self._held.append(weakref.ref(half_done))
        if len(self._held) <= self._failures:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")
        return DecoderOutput(sample=half_done)


def a_decoder() -> PatientDecoder:
    return PatientDecoder(AutoencoderKL(block_out_channels=(4,), norm_num_groups=1))


def test_a_failed_decode_holds_no_tensor_while_the_next_one_runs() -> None:
    decode = Decode(failures=2)  # first with slicing, then with tiling

    a_decoder()(decode, LATENTS)

    assert decode.still_held == [0, 0, 0]


def test_nor_does_the_error_when_nothing_helps() -> None:
    decode = Decode(failures=9)

    with pytest.raises(OutOfMemory) as why:
        a_decoder()(decode, LATENTS)

    assert decode.still_held == [0, 0, 0]
    assert isinstance(why.value.__cause__, torch.OutOfMemoryError)
    assert why.value.__cause__.__traceback__ is None
