import pytest

from diffgentor.application.generation_event import Accepted, Proven
from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption, said_about
from diffgentor.domain.attention import KernelAttention, NativeAttention
from diffgentor.domain.nearest_plan import nearest_plan
from diffgentor.domain.offload import GroupOffload, SequentialOffload
from diffgentor.domain.on_refusal import OnRefusal
from diffgentor.domain.receipt import Degraded, PlanReceipt, PlanRefused
from diffgentor.domain.step_cache import FirstBlockCache
from diffgentor.domain.technique import Technique
from tests.fakes.builders import a_situation_asking, an_asked_generation
from tests.fakes.image_engine import Conduct

from .generation import Generation

TOO_MUCH = AskedPlan(
    tf32=True,
    fuse_qkv=True,
    attentions=(KernelAttention("flash"),),
    offloads=(SequentialOffload(), GroupOffload(stream=True)),
    caches=(FirstBlockCache(),),
    unbuilt=(UnbuiltOption("--num_gpus", "4"),),
)
"""More than the CPU and the model of these fakes are up to."""

REFUSED = {"tf32", "attention_backend", "offload", "cache", "--num_gpus"}
LESS = an_asked_generation(plan=TOO_MUCH, on_refusal=OnRefusal.DEGRADE)


def degraded(receipt: PlanReceipt) -> set[str]:
    return {one.optimization for one in receipt.outcomes if isinstance(one, Degraded)}


def test_unless_told_otherwise_a_refusal_stops_the_run_with_every_reason() -> None:
    generation = Generation()

    with pytest.raises(PlanRefused) as refused:
        generation(an_asked_generation(plan=TOO_MUCH))

    receipt = refused.value.receipt
    assert {refusal.optimization for refusal in receipt.refusals} == REFUSED
    assert generation.loader.loads == []


def test_degrading_draws_with_the_nearest_plan() -> None:
    generation = Generation()

    generation(LESS)

    nearest = nearest_plan(a_situation_asking(TOO_MUCH)).plan
    assert generation.loader.engine.plan == nearest
    assert (nearest.fuse_qkv, nearest.attention) == (True, NativeAttention())
    assert nearest.offload == GroupOffload()
    assert len(generation.store.kept) == 1


def test_every_optimization_that_was_changed_or_dropped_is_told_as_degraded() -> None:
    receipt = Generation()(LESS).receipt

    assert degraded(receipt) == REFUSED
    assert all(not isinstance(one, Degraded) or one.evidence for one in receipt.outcomes)
    told = {outcome.optimization for outcome in receipt.outcomes}
    assert told >= {*said_about(TOO_MUCH), "--num_gpus"}


def test_the_picture_carries_what_became_of_the_plan() -> None:
    generation = Generation()

    report = generation(LESS)

    [record] = generation.kept_provenance
    assert record.plan == generation.loader.engine.plan
    assert record.receipt == report.receipt


def test_it_is_told_before_anything_is_loaded() -> None:
    generation = Generation(Conduct(refused=frozenset({Technique.FUSE_QKV})))

    with pytest.raises(PlanRefused, match="FAKE_PROBE"):
        generation(LESS)

    accepted = generation.told[0]
    assert isinstance(accepted, Accepted)
    assert degraded(accepted.receipt) == REFUSED
    assert not any(isinstance(event, Proven) for event in generation.told)


def test_degrading_changes_nothing_where_nothing_is_refused() -> None:
    plan = AskedPlan(fuse_qkv=True)
    strict, lenient = Generation(), Generation()

    before = strict(an_asked_generation(plan=plan)).receipt
    after = lenient(an_asked_generation(plan=plan, on_refusal=OnRefusal.DEGRADE)).receipt

    assert before == after
    assert strict.loader.loads == lenient.loader.loads
