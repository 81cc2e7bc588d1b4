"""A process of its own for tests: the command line over fakes whose steps take a moment."""

import sys
import time
from collections.abc import Generator

from diffgentor.application.ports.image_engine import Drawing
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.host import Device
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.plan import OptimizationPlan
from diffgentor.domain.progress import Progress, ProgressSink
from diffgentor.domain.request import GenerationRequest
from diffgentor.entrypoints.cli import main
from diffgentor.entrypoints.container import Container
from tests.fakes.host_inspector import FakeHostInspector
from tests.fakes.image_engine import FakeEngine
from tests.fakes.model_library import FakeLibrary
from tests.fakes.picture_store import FakeStore

SECONDS_A_STEP = 0.05


class SlowEngine(FakeEngine):
    """Takes its time whenever it tells of progress."""

    def draw(
        self,
        request: GenerationRequest,
        plan: OptimizationPlan,
        progress: ProgressSink,
        cancellation: Cancellation,
    ) -> Generator[Drawing, None, None]:
        def slowly(moment: Progress) -> None:
            progress(moment)
            time.sleep(SECONDS_A_STEP)

        return super().draw(request, plan, slowly, cancellation)


def load_slow_engine(model: ModelProfile, plan: OptimizationPlan, device: Device) -> SlowEngine:
    return SlowEngine(plan)


if __name__ == "__main__":
    container = Container()
    container.library.override(FakeLibrary())
    container.host_inspector.override(FakeHostInspector())
    container.load_engine.override(load_slow_engine)
    container.store.override(FakeStore())
    raise SystemExit(main(sys.argv[1:], container))
