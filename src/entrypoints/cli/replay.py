"""`diffgentor replay`: draw a picture again, and say how near it comes."""

import math
from argparse import Namespace
from typing import TextIO

from ...application.generation_event import EventSink, GenerationEvent, Remarked
from ...application.replay_picture import ReplayReport
from ...domain.comparison import Comparison
from ...domain.errors import InvalidOption
from ..container import Container
from ..error_table import ExitCode
from ..settings import Settings
from .amount_text import share
from .display import choose_display, shows_downloads
from .interruption import Interruption
from .notes import note
from .receipt_text import receipt_lines
from .standard_output import results_only, write_line


def replay(options: Namespace, settings: Settings, container: Container) -> ExitCode:
    """Draw the picture again; `DONE` when the same pixels came, else `FAILED`."""
    container.config.from_dict({"shows_downloads": shows_downloads(options)})
    with Interruption() as interruption, results_only() as stdout:
        tell_how = _in_json if options.json else _in_words
        report = tell_how(options, settings, container, interruption, stdout)
    return ExitCode.DONE if report.comparison.identical else ExitCode.FAILED


def comparison_text(comparison: Comparison) -> str:
    """Return `identical`, or how far apart."""
    if comparison.identical:
        return "identical"
    return (
        f"differs by at most {comparison.largest_difference} of 255, "
        f"in {share(comparison.differing_share)} of the values, "
        f"PSNR {comparison.psnr_db:.1f} dB"
    )


def comparison_object(comparison: Comparison) -> dict[str, object]:
    """Return the same for a program; JSON has no infinity, so equal pictures have no PSNR."""
    psnr = comparison.psnr_db
    return {
        "identical": comparison.identical,
        "largestDifference": comparison.largest_difference,
        "differingShare": comparison.differing_share,
        "psnrDb": psnr if math.isfinite(psnr) else None,
    }


def _in_words(
    options: Namespace,
    settings: Settings,
    container: Container,
    interruption: Interruption,
    stdout: TextIO,
) -> ReplayReport:
    with choose_display(options, stdout) as display:
        report = _draw_again(options, settings, container, interruption, display)
    write_line(comparison_text(report.comparison), stdout)
    for difference in report.differences:
        write_line(str(difference), stdout)
    if not (report.comparison.identical or report.differences):
        write_line("model files, device, settings and packages are the same as then", stdout)
    if options.verbose:
        note(receipt_lines(report.receipt, detailed=True))
    return report


def _in_json(
    options: Namespace,
    settings: Settings,
    container: Container,
    interruption: Interruption,
    stdout: TextIO,
) -> ReplayReport:
    # Both bring protobuf, which nobody needs who reads words.
    from ..rpc.json_text import to_json_value
    from ..rpc.receipt_message import to_receipt
    from .json_object import one_object, write_object

    with one_object(stdout):
        remarks: list[str] = []

        def listen(event: GenerationEvent) -> None:
            """Progress has no place in a single object."""
            if isinstance(event, Remarked):
                remarks.append(event.message)

        report = _draw_again(options, settings, container, interruption, listen)
        differences = [
            {"what": one.what, "then": one.then, "now": one.now} for one in report.differences
        ]
        receipt = to_json_value(to_receipt(report.receipt))
        write_object(
            comparison_object(report.comparison)
            | {"differences": differences, "remarks": remarks, "receipt": receipt},
            stdout,
        )
    return report


def _draw_again(
    options: Namespace,
    settings: Settings,
    container: Container,
    interruption: Interruption,
    tell: EventSink,
) -> ReplayReport:
    if settings.unbuilt:
        names = ", ".join(unbuilt.option for unbuilt in settings.unbuilt)
        raise InvalidOption(
            f"{names} would change the plan, and a picture is drawn again with its own.",
            f"Unset {names}.",
        )
    draw_again = container.replay_picture()
    return draw_again(
        options.picture, options.device, interruption.watching(tell), interruption.cancellation
    )
