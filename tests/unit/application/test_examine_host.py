import pytest

from diffgentor.application.examine_host import ExamineHost
from diffgentor.domain.availability import availabilities
from diffgentor.domain.errors import InvalidOption
from tests.fakes.builders import a_device, a_gpu
from tests.fakes.host_inspector import FakeHostInspector

GPU, CPU = a_gpu(), a_device()


def test_the_device_that_would_draw_is_examined() -> None:
    inspector = FakeHostInspector(GPU, CPU, torch="2.13.0")

    examination = ExamineHost(inspector)(None)

    assert examination.host == inspector.host
    assert examination.device == GPU
    assert examination.availabilities == availabilities(examination.host, GPU)


def test_another_device_is_examined_when_it_is_named() -> None:
    examination = ExamineHost(FakeHostInspector(GPU, CPU))("cpu")

    assert examination.device == CPU
    assert examination.availabilities == availabilities(examination.host, CPU)


def test_a_device_that_is_not_here_cannot_be_examined() -> None:
    with pytest.raises(InvalidOption, match="cuda:1"):
        ExamineHost(FakeHostInspector(GPU, CPU))("cuda:1")
