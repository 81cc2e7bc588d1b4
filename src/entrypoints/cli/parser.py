"""From the words of a command line to a namespace of options. Knows nothing of what they do."""

from argparse import ArgumentError, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from typing import NoReturn

from ... import __version__
from ...domain.errors import InvalidOption
from ..error_table import EXIT_CODE_MEANINGS
from .command_table import COMMANDS, Command
from .option import add_option
from .option_name import did_you_mean, with_known_spelling

DESCRIPTION = "Draw pictures with diffusion models, and say truthfully how each was drawn."


class Parser(ArgumentParser):
    """argparse's parser, which raises what it objects to instead of leaving the process."""

    def error(self, message: str) -> NoReturn:
        """Raise argparse's objection as an error of diffgentor."""
        raise InvalidOption(f"{message}.", f"See: {self.prog} --help")


class Help(RawDescriptionHelpFormatter):
    """Keeps line breaks, and gives the option column room for the longest names."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=32)


def parse(arguments: Sequence[str]) -> Namespace:
    """Return the command's options; `command` names the command.

    Raises:
        InvalidOption: a command, an option or a value that does not exist, or a missing one.
        SystemExit: after printing what `--help` or `--version` asked for.
    """
    if not arguments:
        raise InvalidOption("No command was given.", f"Try: {COMMANDS[0].example}")
    name = arguments[0]
    if name in ("-h", "--help", "--version"):
        build_parser().parse_args([name])
    commands = {command.name: command for command in COMMANDS}
    if name not in commands:
        advice = did_you_mean(name, (*commands, "--version"))
        raise InvalidOption(
            f"There is no command {name!r}.", advice or f"The commands are: {', '.join(commands)}."
        )
    command = commands[name]
    spelt = with_known_spelling(arguments, command.option_names)
    options, rest = _parsed(build_parser(), spelt)
    if rest:
        raise _unknown(rest[0], f"diffgentor {name}", command.built_option_names)
    _insist_on_the_necessary(command, options)
    return options


def build_parser() -> Parser:
    """Return the parser of all commands."""
    parser = Parser(
        prog="diffgentor",
        usage="diffgentor COMMAND [options]",
        description=DESCRIPTION,
        epilog=_epilog(),
        formatter_class=Help,
        allow_abbrev=False,
        exit_on_error=False,
    )
    parser.add_argument("--version", action="version", version=f"diffgentor {__version__}")
    parsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for command in COMMANDS:
        usage = " ".join(filter(None, ("diffgentor", command.name, command.needs, "[options]")))
        one = parsers.add_parser(
            command.name,
            usage=usage,
            help=command.summary,
            description=command.summary[0].upper() + command.summary[1:] + ".",
            epilog=f"example:\n  {command.example}",
            formatter_class=Help,
            allow_abbrev=False,
            exit_on_error=False,
        )
        _add_arguments(one, command)
    return parser


def _add_arguments(parser: Parser, command: Command) -> None:
    if command.positional:
        parser.add_argument(
            command.positional.name,
            metavar=command.positional.metavar,
            nargs="?",
            help=command.positional.help,
        )
    for group in command.groups:
        added = parser.add_argument_group(group.title, group.description)
        for option in group.options:
            add_option(added, option)
    parser.set_defaults(unbuilt=())


def _parsed(parser: Parser, arguments: Sequence[str]) -> tuple[Namespace, list[str]]:
    try:
        return parser.parse_known_args(arguments)
    except ArgumentError as error:
        reason, _, advice = error.message.partition("\n")
        raise InvalidOption(f"{error.argument_name} {reason}.", advice) from None


def _unknown(word: str, program: str, known: Sequence[str]) -> InvalidOption:
    if not word.startswith("-"):
        return InvalidOption(
            f"There is no place for {word!r}.", "Put quotes around a text of several words."
        )
    name = word.partition("=")[0]
    advice = did_you_mean(name, known) or f"See: {program} --help"
    return InvalidOption(f"There is no option {name}.", advice)


def _insist_on_the_necessary(command: Command, options: Namespace) -> None:
    """Looked at last, so that a misspelt name is not reported as a missing one."""
    if options.quiet and options.verbose:
        raise InvalidOption("--quiet and --verbose exclude each other.", "Give one of them.")
    necessary = {"t2i": "prompt", "replay": "picture"}.get(command.name)
    if necessary and vars(options)[necessary] is None:
        raise InvalidOption(f"{command.name} needs {command.needs}.", f"Try: {command.example}")


def _epilog() -> str:
    meanings = "\n".join(f"  {code:<4} {text}" for code, text in EXIT_CODE_MEANINGS.items())
    return f"example:\n  {COMMANDS[0].example}\n\nexit codes:\n{meanings}"
