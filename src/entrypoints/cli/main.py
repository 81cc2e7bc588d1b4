"""The way from a command line to an exit code. The only place that catches everything."""

import sys
import traceback
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from ...domain.errors import DiffgentorError
from ..error_table import ExitCode, answer_for
from ..settings import Settings, read_settings
from .error_text import error_lines
from .parser import parse
from .standard_output import ReaderLeft, discard_the_rest

if TYPE_CHECKING:
    from ..container import Container


def run() -> NoReturn:
    """Do what the process's command line says, and leave with the exit code."""
    try:
        raise SystemExit(main(sys.argv[1:]))
    finally:
        # Help may lie in a buffer whose reader has left; Python's own last flush would complain.
        try:
            print(end="", flush=True)
        except BrokenPipeError:
            discard_the_rest()


def main(arguments: Sequence[str], container: "Container | None" = None) -> int:
    """Do what a command line says and return the exit code; errors are told, never raised.

    Raises:
        SystemExit: after `--help` and `--version`.
    """
    verbose = False
    try:
        options, settings = _understood(arguments)
        verbose = options.verbose
        return _execute(options, settings, container)
    except ReaderLeft:
        return ExitCode.FAILED
    except (DiffgentorError, KeyboardInterrupt) as error:
        return _tell(error, verbose=verbose)
    # Whatever else may come up, a person gets a line that says what to do next; the trace is a
    # --verbose away.
    except Exception as error:  # noqa: BLE001
        return _tell(error, verbose=verbose)


def _understood(arguments: Sequence[str]) -> tuple[Namespace, Settings]:
    """Return what was asked; a refusal goes to the standard output too where JSON is wanted."""
    try:
        return parse(arguments), read_settings()
    except DiffgentorError as error:
        if "--json" in map(str.lower, arguments):
            # Brings protobuf, which nobody needs who reads words.
            from .json_refusal import write_refusal

            write_refusal(arguments, error, sys.stdout)
        raise


def _execute(options: Namespace, settings: Settings, container: "Container | None") -> int:
    """Import what the command needs, and run it.

    Here and not above: --help, --version and a refused argument have to answer at once, without
    torch, protobuf, rich or dependency-injector, which take from 0.1 to several seconds.
    """
    from ..container import Container

    container = container or Container()
    match options.command:
        case "t2i":
            from .t2i import draw

            return draw(options, settings, container)
        case "plan":
            from .plan import explain

            return explain(options, settings, container)
        case "replay":
            from .replay import replay

            return replay(options, settings, container)
        case _:
            from .doctor import examine

            return examine(options, settings, container)


def _tell(error: BaseException, *, verbose: bool) -> int:
    if verbose:
        traceback.print_exception(error)
    code, lines = answer_for(error).exit_code, error_lines(error)
    if code is not ExitCode.INTERRUPTED:
        lines[0] = f"error: {lines[0]}"
    print(*lines, sep="\n", file=sys.stderr)
    return code
