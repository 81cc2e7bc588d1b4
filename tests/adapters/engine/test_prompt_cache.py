"""Kept embeddings: the caller's to write into, few enough, and made one at a time."""

import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
from transformers.modeling_outputs import BaseModelOutputWithPooling

from diffgentor.adapters.diffusers.prompt_cache import PromptCache, key_of


class Encoded(NamedTuple):
    embeds: torch.Tensor
    mask: torch.Tensor | None


class Encoder:
    """Encodes 64 bytes at a time, and counts."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> torch.Tensor:
        self.calls += 1
        return torch.full((16,), float(self.calls))


def test_a_caller_that_writes_into_what_it_got_spoils_nothing() -> None:
    cache, encode = PromptCache(), Encoder()

    first = cache.recall("fox", encode)
    first.zero_()
    second = cache.recall("fox", encode)
    second.zero_()

    assert torch.equal(cache.recall("fox", encode), torch.ones(16))
    assert encode.calls == 1


@pytest.mark.parametrize(
    "wrap",
    [
        lambda tensor: (tensor, None),
        lambda tensor: [[tensor], [tensor]],
        lambda tensor: {"embeds": tensor, "length": 16},
        lambda tensor: Encoded(tensor, None),
        lambda tensor: BaseModelOutputWithPooling(last_hidden_state=tensor),
    ],
    ids=["tuple", "nested lists", "dict", "named tuple", "model output"],
)
def test_a_result_of_any_shape_comes_back_equal_and_shares_no_memory(
    wrap: Callable[[torch.Tensor], Any],
) -> None:
    cache, kept = PromptCache(), torch.ones(16)

    got = cache.recall("fox", lambda: wrap(kept))

    assert type(got) is type(wrap(kept))
    flat = repr(got)
    assert flat == repr(wrap(kept))
    kept.zero_()
    assert repr(got) == flat


def test_the_least_recently_used_goes_first_when_the_bytes_are_too_many() -> None:
    cache, encode = PromptCache(most_bytes=2 * 64), Encoder()
    for prompt in ("fox", "dog", "fox", "owl"):  # "dog" is the one not used for longest
        cache.recall(prompt, encode)
    assert encode.calls == 3

    cache.recall("fox", encode)
    cache.recall("owl", encode)
    assert encode.calls == 3

    cache.recall("dog", encode)
    assert encode.calls == 4


@pytest.mark.parametrize(
    "wrap",
    [
        lambda tensor: {"embeds": tensor},
        lambda tensor: Encoded(tensor, None),
        lambda tensor: BaseModelOutputWithPooling(last_hidden_state=tensor),
    ],
    ids=["dict", "named tuple", "model output"],
)
def test_the_bytes_are_counted_wherever_they_stand(wrap: Callable[[torch.Tensor], Any]) -> None:
    cache, encode = PromptCache(most_bytes=64), Encoder()

    for prompt in ("fox", "dog", "fox"):
        cache.recall(prompt, lambda: wrap(encode()))

    assert encode.calls == 3


def test_a_result_larger_than_the_whole_room_serves_the_rest_of_its_request() -> None:
    cache, encode = PromptCache(most_bytes=1), Encoder()

    for _ in range(3):
        cache.recall("fox", encode)

    assert encode.calls == 1


def test_what_cannot_be_compared_is_encoded_every_time_and_pushes_nothing_out() -> None:
    cache, encode = PromptCache(most_bytes=64), Encoder()
    cache.recall("fox", encode)

    different = [cache.recall(None, encode)[0].item() for _ in range(2)]

    assert different == [2.0, 3.0]
    assert cache.recall("fox", encode)[0].item() == 1.0


def test_an_encoding_that_fails_is_tried_again() -> None:
    cache, encode = PromptCache(), Encoder()

    def fail() -> None:
        raise RuntimeError("a text encoder said no")

    with pytest.raises(RuntimeError, match="said no"):
        cache.recall("fox", fail)

    assert cache.recall("fox", encode)[0].item() == 1.0


@pytest.mark.parametrize("keys", [("fox", "dog"), ("fox", "fox"), (None, None)])
def test_two_threads_never_encode_at_once(keys: tuple[str | None, str | None]) -> None:
    cache, inside, most = PromptCache(), list[int](), list[int]()

    def encode() -> torch.Tensor:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.05)  # long enough for the other thread to come in, were it let
        inside.pop()
        return torch.ones(1)

    threads = [threading.Thread(target=cache.recall, args=(key, encode)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert max(most) == 1
    assert len(most) == (1 if keys == ("fox", "fox") else 2)


def test_a_key_tells_apart_whatever_encodes_differently() -> None:
    calls: list[dict[str, Any]] = [
        {"prompt": "fox"},
        {"prompt": "dog"},
        {"prompt": ["fox"]},
        {"prompt": ["fox", "dog"]},
        {"prompt": "fox", "max_sequence_length": 32},
        {"prompt": "fox", "device": torch.device("cpu")},
        {"prompt": None},
    ]

    assert len({key_of(call) for call in calls}) == len(calls)
    assert all(key_of(call) == key_of(dict(call)) for call in calls)


@pytest.mark.parametrize(
    "value",
    [torch.ones(1), [torch.ones(1)], object(), {"a": 1}],
    ids=["a tensor", "tensors", "an object", "a dict"],
)
def test_arguments_that_cannot_be_compared_have_no_key(value: object) -> None:
    assert key_of({"prompt": "fox", "prompt_embeds": value}) is None
