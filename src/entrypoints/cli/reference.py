"""The reference pages of the documentation, made of what the code itself works with."""

import ast
import inspect
import textwrap
from collections.abc import Iterable, Iterator, Mapping

from ...domain.probe_rule import ProbeRule
from ...domain.rules import RULES
from ...domain.rules.finding import Rule
from ...domain.technique import CATALOGUE
from ...domain.unbuilt import UNBUILT
from ..error_table import ANSWERS, EXIT_CODE_MEANINGS
from .command_table import COMMANDS, Command
from .option import Option, Unbuilt, Valued, names_of

GENERATED = """
!!! info "Generated"
    This page is written by `python docs/generate.py` from the code.
"""


def pages() -> Mapping[str, str]:
    """Return the pages as Markdown, by file name."""
    return {
        "cli.md": _page("Command line", _command_line()),
        "techniques.md": _page("Techniques", _techniques()),
        "rules.md": _page("Rules", _rules()),
        "errors.md": _page("Errors", _errors()),
    }


def _page(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"# {title}", GENERATED, *lines]) + "\n"


def _command_line() -> Iterator[str]:
    yield "Names are accepted with hyphens as well (`--output-dir`), values as `--seed 7` and"
    yield "`--seed=7`. Nothing is abbreviated; an option or a value that does not exist ends the"
    yield "command with exit code 2 and the name that was most likely meant."
    for command in COMMANDS:
        yield from _command(command)
    yield ""
    yield "## The standard streams"
    yield ""
    yield "Results go to the standard output, everything else to the standard error stream."
    yield "`t2i` writes the path of each picture as soon as it is there. With `--json` it writes"
    yield "one `diffgentor.v1.JobEvent` a line, in the JSON of protobuf: `snapshot` once the"
    yield "request is accepted, then `warning`, `progress` and `artifactReady`, and `finished` as"
    yield "the last line, also after an error. An artifact's `name` is the path as it would be"
    yield "written without `--json`, its `uri` the absolute `file://` URI, and its `sha256`, like"
    yield "all bytes in that JSON, is in base64. An `error` is a `google.rpc.Status` whose details"
    yield "name the reason. What the command line itself does not understand is told on the"
    yield "standard error stream alone. When the reader of the standard output leaves, a command"
    yield "stops without a word, with exit code 1."
    yield ""
    yield "`replay` and `doctor` write one JSON object each; an error is an object `error`."


def _command(command: Command) -> Iterator[str]:
    yield from ("", f"## diffgentor {command.name}", "")
    yield command.summary[0].upper() + command.summary[1:] + "."
    yield from ("", "```bash", command.example, "```")
    if command.positional:
        yield from ("", f"`{command.positional.metavar}`: {command.positional.help}.")
    for group in command.groups:
        yield from ("", f"### {command.name}: {group.title}", "")
        if group.description:
            yield from (group.description, "")
        yield from _table(("option", "meaning"), (_option(option) for option in group.options))


def _option(option: Option) -> tuple[str, str]:
    metavar = option.metavar if isinstance(option, Valued | Unbuilt) else ""
    names = ", ".join(f"`{name} {metavar}`".replace(" `", "`") for name in names_of(option))
    return names, option.help


def _techniques() -> Iterator[str]:
    yield "Whether a machine can use them, `diffgentor doctor` says; what they exclude, the"
    yield "[rules](rules.md)."
    yield ""
    yield from _table(
        ("technique", "option", "for", "switched", "what it does", "what it costs", "more"),
        (
            (
                f"`{one.technique}`",
                f"`{one.flag}`",
                str(one.purpose),
                str(one.scope),
                one.summary,
                one.effect,
                f"[source]({one.source})",
            )
            for one in CATALOGUE
        ),
    )
    yield from ("", "## Not in this version", "")
    yield "Known from the guide; asking for one ends the command with exit code 3."
    yield ""
    yield from _table(
        ("technique", "option", "package"),
        (
            (f"`{one.name}`", f"`{one.flag}`", f"`{one.package}`" if one.package else "")
            for one in UNBUILT
        ),
    )


def _rules() -> Iterator[str]:
    yield "Before anything is loaded, every rule looks at the plan, the model, the machine and the"
    yield "request. One that *refuses* ends the command with exit code 3; one that *degrades* is"
    yield "told in the receipt beside the picture. All of them speak at once."
    yield ""
    yield from _table(("rule", "verdict", "why"), (_rule(rule) for rule in RULES))
    yield from ("", "## Decided on the loaded model", "")
    yield from _table(
        ("rule", "verdict", "why"),
        ((f"`{rule}`", rule.verdict, rule.why) for rule in ProbeRule),
    )


def _rule(rule: Rule) -> tuple[str, str, str]:
    """Read the identifiers off the rule's own source, since only there they stand."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rule)))
    findings = [
        (ast.literal_eval(call.args[0]), _verdict(call))
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("Finding", "_refusal")
    ]
    names = dict.fromkeys(f"`{name}`" for name, _ in findings)
    verdicts = dict.fromkeys(verdict.removeprefix("Verdict.").lower() for _, verdict in findings)
    return ", ".join(names), ", ".join(verdicts), inspect.getdoc(rule) or ""


def _verdict(call: ast.Call) -> str:
    """A module whose rules all refuse says so once, in a function of its own."""
    refuses = ast.unparse(call.func) == "_refusal"
    return "Verdict.REFUSES" if refuses else ast.unparse(call.args[1])


def _errors() -> Iterator[str]:
    yield "## Exit codes"
    yield ""
    yield from _table(
        ("code", "meaning"),
        ((str(int(code)), meaning) for code, meaning in EXIT_CODE_MEANINGS.items()),
    )
    yield from ("", "## Errors", "")
    yield "An error is a line or two: what happened, and what to do. `reason` is what `--json`"
    yield "gives in `google.rpc.ErrorInfo`, beside the gRPC status. An error that is not listed is"
    yield "answered as the nearest of its kinds."
    yield ""
    yield from _table(
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


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
