"""`diffgentor doctor`: what this machine has, and which optimizations it can use."""

from argparse import Namespace
from typing import TextIO

from ...application.examine_host import Examination
from ..container import Container
from ..error_table import ExitCode
from ..settings import Settings
from .doctor_text import plain_report
from .notes import note
from .standard_output import results_only, write_line


def examine(options: Namespace, settings: Settings, container: Container) -> ExitCode:
    """Examine the machine and say what came of it."""
    note(
        f"{unbuilt.option} is set, which this version does not know: t2i refuses it."
        for unbuilt in settings.unbuilt
    )
    with results_only() as stdout:
        if options.json:
            _in_json(options.device, container, stdout)
        else:
            _in_words(container.examine_host()(options.device), stdout)
    return ExitCode.DONE


def _in_words(examination: Examination, stdout: TextIO) -> None:
    if stdout.isatty():
        # Tables for the eye; plain lines have no need of rich.
        from .doctor_table import print_tables

        print_tables(examination, stdout)
        return
    for line in plain_report(examination):
        write_line(line, stdout)


def _in_json(asked_device: str | None, container: Container, stdout: TextIO) -> None:
    # Both bring protobuf, which nobody needs who reads words.
    from ..rpc.host_message import to_device, to_optimization, to_server_info
    from ..rpc.json_text import to_json_value
    from .json_object import one_object, write_object

    with one_object(stdout):
        examination = container.examine_host()(asked_device)
        write_object(
            {
                "serverInfo": to_json_value(to_server_info(examination.host)),
                "device": to_json_value(to_device(examination.device)),
                "optimizations": [
                    to_json_value(to_optimization(one)) for one in examination.availabilities
                ],
            },
            stdout,
        )
