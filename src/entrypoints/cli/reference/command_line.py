"""The page about commands and options."""

from collections.abc import Iterator

from ..command_table import COMMANDS, Command
from ..option import Option, Repeated, Unbuilt, Valued, names_of
from .page import table

STREAMS = """
## The standard streams

Results go to the standard output, everything else to the standard error stream.
`t2i` writes the path of each picture as soon as it is there. With `--json` it writes
one `diffgentor.v1.JobEvent` a line, in the JSON of protobuf: `snapshot` once the
request is accepted, then `warning`, `progress` and `artifactReady`, and `finished` as
the last line, also after an error. An artifact's `name` is the path as it would be
written without `--json`, its `uri` the absolute `file://` URI, and its `sha256`, like
all bytes in that JSON, is in base64. An `error` is a `google.rpc.Status` whose details
name the reason. What the command line itself does not understand is told on the
standard error stream alone. When the reader of the standard output leaves, a command
stops without a word, with exit code 1.

`replay` and `doctor` write one JSON object each; an error is an object `error`.
""".rstrip()


def command_line() -> Iterator[str]:
    """Yield the page's lines."""
    yield "Names are accepted with hyphens as well (`--output-dir`), values as `--seed 7` and"
    yield "`--seed=7`. Nothing is abbreviated; an option or a value that does not exist ends the"
    yield "command with exit code 2 and the name that was most likely meant."
    for command in COMMANDS:
        yield from _command(command)
    yield STREAMS


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
        yield from table(("option", "meaning"), (_option(option) for option in group.options))


def _option(option: Option) -> tuple[str, str]:
    metavar = option.metavar if isinstance(option, Valued | Repeated | Unbuilt) else ""
    names = ", ".join(f"`{name} {metavar}`".replace(" `", "`") for name in names_of(option))
    return names, option.help
