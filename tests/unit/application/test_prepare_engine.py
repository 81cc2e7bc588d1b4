import pytest

from diffgentor.application.asked_generation import AskedGeneration
from diffgentor.application.check_generation import CheckedGeneration, CheckGeneration
from diffgentor.application.generation_event import Accepted, GenerationEvent, Proven
from diffgentor.application.ports.image_engine import ImageEngine, LoadEngine
from diffgentor.application.prepare_engine import PreparedEngine, PrepareEngine
from diffgentor.application.situate_generation import SituateGeneration
from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption
from diffgentor.domain.attention import KernelAttention
from diffgentor.domain.errors import (
    DiffgentorError,
    HubUnreachable,
    InvalidOption,
    InvalidRequest,
    ModelNotFound,
    OutOfMemory,
)
from diffgentor.domain.plan import plan_for
from diffgentor.domain.progress import Progress
from diffgentor.domain.receipt import Applied, Outcome, PlanRefused
from diffgentor.domain.technique import Technique
from tests.fakes.builders import (
    a_device,
    a_gpu,
    a_profile,
    an_asked_generation,
    an_asked_request,
)
from tests.fakes.host_inspector import FakeHostInspector
from tests.fakes.image_engine import Conduct, FakeEngine, FakeLoader, Load
from tests.fakes.model_library import FakeLibrary


class Preparation:
    """A preparation over fakes, with what it loaded and told."""

    def __init__(
        self,
        conduct: Conduct | None = None,
        library: FakeLibrary | None = None,
        host_inspector: FakeHostInspector | None = None,
    ) -> None:
        self.loader = FakeLoader(conduct)
        self.told: list[GenerationEvent] = []
        self._check = CheckGeneration(
            SituateGeneration(library or FakeLibrary(), host_inspector or FakeHostInspector())
        )
        self._prepare = PrepareEngine(self.loader)

    def __call__(self, asked: AskedGeneration) -> PreparedEngine:
        return self._prepare(self._check(asked, 5), self.told.append)


def a_checked_generation() -> CheckedGeneration:
    return CheckGeneration(SituateGeneration(FakeLibrary(), FakeHostInspector()))(
        an_asked_generation(), 5
    )


IMPOSSIBLE: list[tuple[AskedGeneration, type[DiffgentorError]]] = [
    (an_asked_generation(model="nowhere"), ModelNotFound),
    (an_asked_generation(device="cuda"), InvalidOption),
    (an_asked_generation(request=an_asked_request(steps=0)), InvalidRequest),
    (an_asked_generation(plan=AskedPlan(tf32=True)), PlanRefused),
]


@pytest.mark.parametrize(("asked", "error"), IMPOSSIBLE)
def test_what_cannot_be_never_reaches_the_engine(
    asked: AskedGeneration, error: type[DiffgentorError]
) -> None:
    preparation = Preparation()

    with pytest.raises(error):
        preparation(asked)

    assert preparation.loader.loads == []
    assert preparation.told == []


def test_all_refusals_of_a_plan_come_together() -> None:
    plan = AskedPlan(
        tf32=True,
        attentions=(KernelAttention("flash"),),
        unbuilt=(UnbuiltOption("--cache_type", "pab"),),
    )

    with pytest.raises(PlanRefused) as refused:
        Preparation()(an_asked_generation(plan=plan))

    refusals = {refusal.optimization for refusal in refused.value.receipt.refusals}
    assert refusals == {"tf32", "attention_backend", "--cache_type"}


def test_the_library_s_own_error_is_passed_on() -> None:
    away = HubUnreachable("The hub did not answer.", "Try again.")

    with pytest.raises(HubUnreachable):
        Preparation(library=FakeLibrary(fails=away))(an_asked_generation())


def test_the_engine_is_loaded_with_model_plan_and_device() -> None:
    gpu = a_gpu()
    preparation = Preparation(host_inspector=FakeHostInspector(gpu, a_device()))

    prepared = preparation(an_asked_generation())

    plan = plan_for(gpu, AskedPlan())
    assert preparation.loader.loads == [Load(a_profile(), plan, gpu)]
    checked = prepared.checked
    assert (checked.model, checked.plan, checked.device) == (a_profile(), plan, gpu)
    assert checked.request.seed == 5


def test_a_seed_that_was_asked_for_stands() -> None:
    prepared = Preparation()(an_asked_generation(request=an_asked_request(seed=9)))

    assert prepared.checked.request.seed == 9


def test_it_is_told_that_loading_begins_and_what_a_probe_saw() -> None:
    preparation = Preparation()

    prepared = preparation(an_asked_generation())

    accepted, loading, proven = preparation.told
    assert isinstance(accepted, Accepted)
    assert {outcome.status for outcome in accepted.receipt.outcomes} == {"PLANNED"}
    assert isinstance(loading, Progress)
    assert loading.phase == "loading model"
    assert proven == Proven(prepared.receipt)
    seen = Applied("torch_dtype", "float32", "the fake saw float32", origin="default")
    assert seen in prepared.receipt.outcomes


def test_a_probe_of_the_loaded_model_can_still_refuse() -> None:
    preparation = Preparation(Conduct(refused=frozenset({Technique.FUSE_QKV})))

    with pytest.raises(PlanRefused, match="FAKE_PROBE"):
        preparation(an_asked_generation(plan=AskedPlan(fuse_qkv=True)))

    assert preparation.loader.engine.closed == 1
    assert not any(isinstance(event, Proven) for event in preparation.told)


def test_a_model_that_does_not_load_is_told_as_it_is() -> None:
    preparation = Preparation(Conduct(fails_to_load=OutOfMemory("It does not fit.")))

    with pytest.raises(OutOfMemory):
        preparation(an_asked_generation())


def test_an_engine_whose_probe_fails_is_closed() -> None:
    class BrokenProbe(FakeEngine):
        def outcomes(self) -> tuple[Outcome, ...]:
            raise OutOfMemory("The probe did not fit.")

    broken: list[FakeEngine] = []

    def load(model: object, plan: object, device: object) -> ImageEngine:
        broken.append(BrokenProbe(plan_for(a_device(), AskedPlan())))
        return broken[-1]

    loader: LoadEngine = load
    prepare = PrepareEngine(loader)

    with pytest.raises(OutOfMemory):
        prepare(a_checked_generation(), lambda _: None)

    assert [engine.closed for engine in broken] == [1]


def test_an_engine_that_nobody_hears_of_is_closed() -> None:
    def deaf(event: GenerationEvent) -> None:
        if isinstance(event, Proven):
            raise BrokenPipeError

    loader = FakeLoader()
    prepare = PrepareEngine(loader)

    with pytest.raises(BrokenPipeError):
        prepare(a_checked_generation(), deaf)

    assert loader.engine.closed == 1
