"""SageAttention 1's adapter over the real kernels, interpreted, where the package is installed."""

from importlib.util import find_spec

import pytest

from tests.adapters.python_process import output_of

CODE = (
    "import runpy; runpy.run_module('tests.adapters.attention.interpreted', run_name='__main__')"
)

pytestmark = pytest.mark.skipif(
    find_spec("sageattention") is None or find_spec("triton") is None,
    reason="needs Triton, 300 MB to fetch: pip install --no-deps sageattention==1.0.6 triton",
)


def test_the_kernels_are_near_exact_attention_in_every_type_and_head_size() -> None:
    measured = output_of(CODE, TRITON_INTERPRET="1").splitlines()

    assert len(measured) == 2 * 3 * 5
    assert [line for line in measured if float(line.split()[0]) > 0.025] == []
