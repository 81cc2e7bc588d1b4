"""`diffgentor plan`: what would become of a plan, before anything is loaded."""

from argparse import Namespace
from collections.abc import Iterator
from typing import TextIO

from ...application.explain_plan import Explanation
from ..container import Container
from ..error_table import ExitCode
from ..settings import Settings
from .amount_text import memory
from .asked import to_planned_generation
from .plan_flags import flags_of
from .receipt_text import aligned, receipt_lines
from .standard_output import results_only, write_line


def explain(options: Namespace, settings: Settings, container: Container) -> ExitCode:
    """Explain the plan; `DONE` where it holds, `REFUSED_PLAN` where a rule objects."""
    container.config.from_dict({"device_profile": options.device_profile})
    with results_only() as stdout:
        if options.json:
            explanation = _in_json(options, settings, container, stdout)
        else:
            explanation = container.explain_plan()(to_planned_generation(options, settings))
            for line in plan_lines(explanation, detailed=options.verbose):
                write_line(line, stdout)
    return ExitCode.REFUSED_PLAN if explanation.receipt.refusals else ExitCode.DONE


def plan_lines(explanation: Explanation, *, detailed: bool) -> Iterator[str]:
    """Yield the receipt, what would work, and the memory it needs."""
    situation = explanation.situation
    yield f"{situation.model.name} ({situation.model.pipeline_class}) on {situation.device}"
    yield f"{situation.request.size}, {situation.request.steps} steps"
    yield ""
    yield from receipt_lines(explanation.receipt, detailed=detailed or _has_refusals(explanation))
    yield ""
    if _has_refusals(explanation):
        nearest = flags_of(explanation.suggested.asked, instead_of=situation.asked)
        yield f"nearest plan without refusal: {nearest}"
    yield from _memory_lines(explanation)


def _has_refusals(explanation: Explanation) -> bool:
    return bool(explanation.receipt.refusals)


def _memory_lines(explanation: Explanation) -> Iterator[str]:
    estimate, device = explanation.memory, explanation.situation.device
    rows = [
        (component.role, component.class_name, memory(component.weight_bytes))
        for component in estimate.components
    ]
    if estimate.resident_bytes < estimate.weights_bytes:
        rows.append(("on the device", "weights at a time", memory(estimate.resident_bytes)))
    rows.append(("decoding", "feature maps of one picture", memory(estimate.decode_bytes)))
    rows.append(("together", f"of {memory(device.memory_bytes)}", memory(estimate.peak_bytes)))
    yield f"memory by {estimate.basis}"
    yield from (f"  {line}" for line in aligned(rows))
    if estimate.peak_bytes > device.memory_bytes:
        yield f"  That is more than {device} has."


def _in_json(
    options: Namespace, settings: Settings, container: Container, stdout: TextIO
) -> Explanation:
    # Both bring protobuf, which nobody needs who reads words.
    from ..rpc.explanation_message import to_explanation
    from ..rpc.json_text import to_json_value
    from .json_object import one_object, write_object

    with one_object(stdout):
        explanation = container.explain_plan()(to_planned_generation(options, settings))
        write_object(to_json_value(to_explanation(explanation)), stdout)
    return explanation
