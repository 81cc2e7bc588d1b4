"""What SageAttention 1's adapter does around the kernel, for which exact attention stands in."""

from typing import Any

import pytest
import torch

from tests.adapters.attention.exact_kernel import ExactKernel, exact_attention

Tensors = tuple[torch.Tensor, torch.Tensor, torch.Tensor]


def some_tensors(keys: int, queries: int | None = None, key_heads: int = 4) -> Tensors:
    random = torch.Generator().manual_seed(0)
    lengths_and_heads = ((queries or keys, 4), (keys, key_heads), (keys, key_heads))
    query, key, value = (
        torch.randn(2, length, heads, 8, generator=random) for length, heads in lengths_and_heads
    )
    return query, key, value


@pytest.mark.parametrize("is_causal", [False, True])
@pytest.mark.parametrize("scale", [None, 0.5])
def test_attention_is_exact_where_the_kernel_is(
    scale: float | None, is_causal: bool, sage1: Any
) -> None:
    query, key, value = some_tensors(keys=64)

    attended = sage1.attend(query, key, value, is_causal=is_causal, scale=scale)

    assert torch.equal(attended, exact_attention(query, key, value, is_causal, scale))


@pytest.mark.parametrize(("queries", "key_heads"), [(50, 4), (64, 2), (301, 1)])
def test_queries_may_be_of_another_number_and_have_more_heads(
    queries: int, key_heads: int, sage1: Any
) -> None:
    query, key, value = some_tensors(128, queries, key_heads)

    attended = sage1.attend(query, key, value)

    assert torch.equal(attended, exact_attention(query, key, value))


@pytest.mark.parametrize("is_causal", [False, True])
def test_the_callers_key_stays_as_it_was(is_causal: bool, sage1: Any) -> None:
    query, key, value = some_tensors(keys=64)
    before = key.clone()

    sage1.attend(query, key, value, is_causal=is_causal)

    assert torch.equal(key, before)


def test_a_last_block_is_filled_up_with_average_tokens(sage1: Any, kernel: ExactKernel) -> None:
    query, key, value = some_tensors(keys=317)

    sage1.attend(query, key, value)

    [handed] = kernel.handed
    for given, tokens in zip(handed, (key, value), strict=True):
        assert given.shape[1] == 320
        assert torch.equal(given[:, :317], tokens)
        for filling in given[:, 317:].unbind(1):
            torch.testing.assert_close(filling, tokens.mean(1))


def test_filling_leaves_attention_that_looks_everywhere_as_it_is(sage1: Any) -> None:
    query, key, value = some_tensors(keys=317)

    attended = sage1.attend(query * 0, key, value)

    torch.testing.assert_close(attended, exact_attention(query * 0, key, value))


@pytest.mark.parametrize("keys", [1, 77, 300])
def test_few_keys_that_fill_no_block_are_refused(
    keys: int, sage1: Any, kernel: ExactKernel
) -> None:
    with pytest.raises(ValueError, match=f"computes {keys} keys wrongly"):
        sage1.attend(*some_tensors(keys))

    assert kernel.handed == []


def test_any_number_of_keys_is_taken_from_where_the_refusal_says(sage1: Any) -> None:
    with pytest.raises(ValueError, match="at least 3150"):
        sage1.attend(*some_tensors(keys=3137, queries=1))

    for keys in range(3150, 3150 + 64):
        sage1.attend(*some_tensors(keys, queries=1))


def test_a_causal_mask_needs_no_whole_blocks(sage1: Any) -> None:
    query, key, value = some_tensors(keys=77)

    attended = sage1.attend(query, key, value, is_causal=True)

    assert torch.equal(attended, exact_attention(query, key, value, is_causal=True))


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"attn_mask": torch.ones(64, 64, dtype=torch.bool)}, "no attention mask"),
        ({"_parallel_config": object()}, "cannot be split"),
    ],
)
def test_what_the_kernel_cannot_do_is_refused(
    asked: dict[str, Any], why: str, sage1: Any, kernel: ExactKernel
) -> None:
    with pytest.raises(ValueError, match=why):
        sage1.attend(*some_tensors(keys=64), **asked)

    assert kernel.handed == []
