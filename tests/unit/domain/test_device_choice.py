import pytest

from diffgentor.domain.device_choice import choose_device
from diffgentor.domain.errors import InvalidOption
from tests.fakes.builders import a_device, a_gpu, a_host

FIRST, SECOND, CPU = a_gpu(), a_gpu(index=1), a_device()
HOST = a_host(FIRST, SECOND, CPU)


def test_unasked_the_first_device_draws() -> None:
    assert choose_device(HOST, None) == FIRST


@pytest.mark.parametrize(
    ("asked", "device"),
    [("cpu", CPU), ("cuda", FIRST), ("cuda:0", FIRST), ("cuda:1", SECOND)],
)
def test_a_device_is_chosen_by_kind_or_by_torchs_name(asked: str, device: object) -> None:
    assert choose_device(HOST, asked) is device


@pytest.mark.parametrize("asked", ["cuda:2", "mps", "", "gpu"])
def test_a_device_that_is_not_here_is_refused_with_those_that_are(asked: str) -> None:
    with pytest.raises(InvalidOption, match="no device") as refusal:
        choose_device(HOST, asked)

    assert refusal.value.advice == "It has: cuda:0, cuda:1, cpu."
