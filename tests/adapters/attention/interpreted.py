"""Prints how far SageAttention 1's real kernels are from exact attention, on a CPU.

For a process of its own: Triton decides when it is imported whether to interpret its kernels.
"""

import sys
from itertools import product

import torch

from diffgentor.adapters.attention.sage1 import attend
from tests.adapters.attention.exact_kernel import exact_attention

DTYPES = (torch.float16, torch.bfloat16)
HEAD_SIZES = (64, 96, 128)
CASES = ((128, 128, False), (101, 64, False), (317, 317, False), (50, 3201, False), (77, 77, True))
"""How many queries and keys, and whether causal; 3201 keys are where the filling is largest."""


class SaysItIsOnAGpu(torch.Tensor):
    """Passes the package's check, below which nothing needs a GPU when interpreted."""

    is_cuda = property(lambda _: True)


def some_tensor(length: int, heads: int, head_size: int, random: torch.Generator) -> torch.Tensor:
    """Random tokens that share a large mean, as real keys do."""
    tokens = torch.randn(1, length, heads, head_size, generator=random)
    return tokens + 2 * torch.randn(1, 1, heads, head_size, generator=random)


def relative_error(
    dtype: torch.dtype, head_size: int, queries: int, keys: int, is_causal: bool
) -> float:
    """Return the distance from exact attention as a part of its length."""
    random = torch.Generator().manual_seed(0)
    query = torch.randn(1, queries, 2, head_size, generator=random).to(dtype)
    key = some_tensor(keys, 1, head_size, random).to(dtype)
    value = torch.randn(1, keys, 1, head_size, generator=random).to(dtype)
    exact = exact_attention(query.float(), key.float(), value.float(), is_causal)
    given = [tensor.as_subclass(SaysItIsOnAGpu) for tensor in (query, key, value)]
    attended = attend(given[0], given[1], given[2], is_causal=is_causal)
    return float((attended - exact).norm() / exact.norm())


if __name__ == "__main__":
    torch.set_num_threads(1)
    for dtype, head_size, case in product(DTYPES, HEAD_SIZES, CASES):
        error = relative_error(dtype, head_size, *case)
        sys.stdout.write(f"{error:.4f} {dtype} {head_size} {case}\n")
