"""One cell of the matrix: does a plan draw as its receipt says, or does a rule refuse it?"""

from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import reduce

from diffgentor.application.asked_generation import AskedGeneration
from diffgentor.application.check_generation import CheckedGeneration, CheckGeneration
from diffgentor.application.ports.host_inspector import HostInspector
from diffgentor.application.ports.image_engine import Drawing, LoadEngine
from diffgentor.application.prepare_engine import PreparedEngine, PrepareEngine
from diffgentor.application.proof import insist_on_proof
from diffgentor.application.situate_generation import SituateGeneration
from diffgentor.domain.asked_plan import AskedPlan, said_about
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.compilation import NoCompilation
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.offload import NoOffload
from diffgentor.domain.plan import OptimizationPlan
from diffgentor.domain.probe_rule import ProbeRule
from diffgentor.domain.receipt import Applied, Degraded, PlanReceipt, PlanRefused
from diffgentor.domain.request import AskedRequest
from tests.fakes.model_library import FakeLibrary
from tests.matrix.choices import asked_by
from tests.matrix.kept_engines import load_time_part
from tests.matrix.verdict import Broken, Drawn, Refused, Verdict

ASKED = AskedRequest("a photo of a red fox", width=64, height=64, seed=5)


class NotAsTold(Exception):
    """A picture or the model is not as the receipt says."""


@dataclass(frozen=True, slots=True)
class Bench:
    """A model on a device, and the pictures that it has drawn.

    Attributes:
        steps: few, and enough of them for every cache to skip some: 4 or 8.
        pixels: of a request's pictures, by their number and the fingerprint of what decides them;
            they have to come again.
    """

    model: ModelProfile
    device: str
    inspector: HostInspector
    load: LoadEngine
    steps: int = 8
    pixels: dict[tuple[int, str], list[bytes]] = field(default_factory=dict)


def try_pair(bench: Bench, one: str, other: str) -> Verdict:
    """Ask for two choices together."""
    return try_plan(bench, asked_by((one, other)))


def try_plan(bench: Bench, asked: AskedPlan) -> Verdict:
    """Go the application's own way from what is asked to a proven picture."""
    checked = checked_or_refused(bench, asked)
    if isinstance(checked, Refused):
        return checked
    try:
        prepared = PrepareEngine(bench.load)(checked, lambda event: None)
        with closing(prepared.engine):
            return Drawn(_drawn_twice(prepared, bench))
    # Whatever it is: to find out is what this is for.
    except Exception as error:  # noqa: BLE001
        return Broken(f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")


def checked_or_refused(bench: Bench, asked: AskedPlan) -> CheckedGeneration | Refused:
    """Ask the rules alone."""
    request = replace(ASKED, steps=bench.steps, pictures=asked.batch_size or 1)
    generation = AskedGeneration(bench.model.name, request, asked, bench.device)
    check = CheckGeneration(SituateGeneration(FakeLibrary(bench.model), bench.inspector))
    try:
        return check(generation, new_seed=0)
    except PlanRefused as refused:
        return Refused(refused.receipt.refusals)


def engine_of(bench: Bench, asked: AskedPlan) -> str:
    """Return the same text for plans that can share an engine; nothing for a refused one."""
    checked = checked_or_refused(bench, asked)
    return "" if isinstance(checked, Refused) else load_time_part(checked.plan).fingerprint


def _drawn_twice(prepared: PreparedEngine, bench: Bench) -> PlanReceipt:
    plan = prepared.checked.plan
    first, again = _draw(prepared, plan), _draw(prepared, plan)
    receipt = _proven(prepared.receipt, first)
    insist_on_proof(receipt)
    _insist_on_evidence(prepared.checked.asked.plan, receipt)
    _insist(all(len(set(one)) > 1 for one in _pixels(first)), "a picture is of one tone")
    _insist(_pixels(again) == _pixels(first), "the same request again comes out different")
    _insist_on_known_pixels(bench, plan, first)
    plain = load_time_part(plan)
    if plain != plan:
        last = _draw(prepared, plain)
        left = _proven(PlanReceipt((), plain.fingerprint), last).refusals
        _insist(not left, f"something is left on the model: {left}")
        _insist_on_known_pixels(bench, plain, last)
    return receipt


def _insist_on_evidence(asked: AskedPlan, receipt: PlanReceipt) -> None:
    outcomes = {outcome.optimization: outcome for outcome in receipt.outcomes}
    for technique in said_about(asked):
        outcome = outcomes.get(str(technique))
        proven = isinstance(outcome, Applied | Degraded) and bool(outcome.evidence)
        _insist(proven, f"the receipt has no evidence of {technique}")
        # Every cache is asked for with settings that let it skip.
        idle = isinstance(outcome, Degraded) and outcome.rule == ProbeRule.CACHE_SKIPPED_NOTHING
        _insist(not idle, f"{technique} was in force and skipped nothing")


def _insist_on_known_pixels(bench: Bench, plan: OptimizationPlan, drawn: list[Drawing]) -> None:
    """Compare with a plan that computes the same, whatever was drawn in between."""
    same = replace(plan, offload=NoOffload(), compilation=NoCompilation())
    if plan.batch_size == 1:
        # There is no batch to slice; where there is one, rounding differs.
        same = replace(same, vae_slicing=False)
    known = bench.pixels.setdefault((len(drawn), same.fingerprint), _pixels(drawn))
    _insist(_pixels(drawn) == known, f"it is not drawn as {_told(same)} drew it")


def _draw(prepared: PreparedEngine, plan: OptimizationPlan) -> list[Drawing]:
    request = prepared.checked.request
    drawn = list(prepared.engine.draw(request, plan, lambda progress: None, Cancellation()))
    _insist(len(drawn) == request.pictures, f"{len(drawn)} of {request.pictures} were drawn")
    return drawn


def _pixels(drawn: list[Drawing]) -> list[bytes]:
    return [drawing.picture.pixels for drawing in drawn]


def _proven(receipt: PlanReceipt, drawn: list[Drawing]) -> PlanReceipt:
    return reduce(lambda proven, drawing: proven.proven_by(drawing.outcomes), drawn, receipt)


def _told(plan: OptimizationPlan) -> str:
    return ", ".join(f"{name} {setting}" for name, setting in plan.settings().items())


def _insist(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotAsTold(otherwise)
