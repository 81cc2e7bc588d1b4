"""The page about errors and exit codes."""

import inspect
from collections.abc import Iterator

from ...error_table import ANSWERS, EXIT_CODE_MEANINGS
from .page import table


def errors() -> Iterator[str]:
    """Yield the page's lines."""
    yield "## Exit codes"
    yield ""
    yield from table(
        ("code", "meaning"),
        ((str(int(code)), meaning) for code, meaning in EXIT_CODE_MEANINGS.items()),
    )
    yield from ("", "## Errors", "")
    yield "An error is a line or two: what happened, and what to do. `reason` is what `--json`"
    yield "gives in `google.rpc.ErrorInfo`, beside the gRPC status. An error that is not listed is"
    yield "answered as the nearest of its kinds."
    yield ""
    yield from table(
        ("error", "what it is", "exit code", "status", "reason"),
        (
            (
                f"`{kind.__name__}`",
                _first_line(kind),
                str(int(answer.exit_code)),
                answer.status.name,
                f"`{answer.reason}`",
            )
            for kind, answer in ANSWERS.items()
        ),
    )


def _first_line(kind: type[BaseException]) -> str:
    if kind is KeyboardInterrupt:
        return "Ctrl-C pressed twice, or while the model was loading."
    if kind is BaseException:
        return "Whatever nobody has foreseen; a defect."
    return (inspect.getdoc(kind) or "").partition("\n")[0]
