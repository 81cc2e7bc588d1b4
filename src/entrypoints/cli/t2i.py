"""`diffgentor t2i`: draw pictures that show what a prompt says."""

from argparse import Namespace
from typing import TextIO

from ...application.generation_event import Accepted, EventSink, GenerationEvent
from ...domain.errors import DiffgentorError
from ..container import Container
from ..error_table import ExitCode
from ..settings import Settings
from .asked import to_asked_generation
from .display import choose_display, shows_downloads
from .interruption import Interruption
from .notes import note
from .receipt_text import receipt_lines, request_lines, summary_line, timing_line
from .standard_output import results_only


def draw(options: Namespace, settings: Settings, container: Container) -> ExitCode:
    """Draw what the options and the environment ask for, and say what came of it."""
    container.config.from_dict(
        {"output_dir": options.output_dir, "shows_downloads": shows_downloads(options)}
    )
    with Interruption() as interruption, results_only() as stdout:
        if options.json:
            _draw_in_json(options, settings, container, interruption, stdout)
        else:
            _draw_in_words(options, settings, container, interruption, stdout)
    return ExitCode.DONE


def _draw_in_json(
    options: Namespace,
    settings: Settings,
    container: Container,
    interruption: Interruption,
    stdout: TextIO,
) -> None:
    # Both bring protobuf, which nobody needs who reads words.
    from .json_lines import JsonLines
    from .json_refusal import write_refusal

    try:
        asked = to_asked_generation(options, settings)
    except DiffgentorError as error:
        write_refusal([options.command], error, stdout)
        raise
    with JsonLines(asked, stdout) as lines:
        generate = container.generate_images()
        lines.done(generate(asked, interruption.watching(lines), interruption.cancellation))


def _draw_in_words(
    options: Namespace,
    settings: Settings,
    container: Container,
    interruption: Interruption,
    stdout: TextIO,
) -> None:
    asked = to_asked_generation(options, settings)
    with choose_display(options, stdout) as display:
        tell = interruption.watching(_with_request(display) if options.verbose else display)
        report = container.generate_images()(asked, tell, interruption.cancellation)
    if options.quiet:
        return
    note(receipt_lines(report.receipt, detailed=options.verbose))
    note([summary_line(report.pictures, report.timings)])
    if options.verbose:
        note([timing_line(report.timings)])


def _with_request(inner: EventSink) -> EventSink:
    """Return a sink that also says what is drawn, defaults included."""

    def tell(event: GenerationEvent) -> None:
        if isinstance(event, Accepted):
            note(request_lines(event))
        inner(event)

    return tell
