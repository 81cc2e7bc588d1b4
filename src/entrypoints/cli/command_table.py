"""The commands and their options: what the parser and the reference are both made of."""

from dataclasses import dataclass

from .option import OptionGroup, Switch, Unbuilt, Valued, names_of
from .t2i_options import HOW, MEMORY, NOT_BUILT, PLANNED_WHERE, SPEED, TOGETHER, WHAT, WHERE

TELLING = OptionGroup(
    "output",
    (
        Switch("--json", "print only JSON on the standard output, one object a line"),
        Switch("--quiet", "print results and errors only: no progress, no receipt"),
        Switch("--verbose", "print every detail, and the stack trace of an error"),
    ),
)


@dataclass(frozen=True, slots=True)
class Positional:
    """What a command takes without a name."""

    name: str
    metavar: str
    help: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command, what it needs, and an example of its use."""

    name: str
    summary: str
    example: str
    needs: str
    groups: tuple[OptionGroup, ...]
    positional: Positional | None = None

    @property
    def option_names(self) -> tuple[str, ...]:
        """Every spelling of every option."""
        own = (name for group in self.groups for one in group.options for name in names_of(one))
        return "--help", *own

    @property
    def built_option_names(self) -> tuple[str, ...]:
        """The options worth suggesting."""
        unbuilt = {
            option.name
            for group in self.groups
            for option in group.options
            if isinstance(option, Unbuilt)
        }
        return tuple(name for name in self.option_names if name not in unbuilt)


COMMANDS = (
    Command(
        "t2i",
        "draw pictures that show what a prompt says",
        'diffgentor t2i --prompt "a large red circle on a white background"',
        '--prompt "TEXT"',
        (WHAT, HOW, MEMORY, SPEED, TOGETHER, WHERE, TELLING, NOT_BUILT),
    ),
    Command(
        "plan",
        "say what would become of a plan: needs no weights, no GPU and no drawing",
        "diffgentor plan --enable_vae_tiling --device_profile rtx4090",
        "",
        (WHAT, HOW, MEMORY, SPEED, TOGETHER, PLANNED_WHERE, TELLING, NOT_BUILT),
    ),
    Command(
        "replay",
        "draw a picture again from what is written in it, and compare",
        "diffgentor replay out/picture.png",
        "PICTURE",
        (
            OptionGroup(
                "where",
                (
                    Valued(
                        "--device",
                        "NAME",
                        "the device that draws: cpu, cuda, cuda:1, …; "
                        "default: the fastest kind here",
                    ),
                ),
            ),
            TELLING,
        ),
        Positional("picture", "PICTURE", "a file that t2i wrote"),
    ),
    Command(
        "doctor",
        "say what this machine has and which optimizations it can use",
        "diffgentor doctor",
        "",
        (
            OptionGroup(
                "where",
                (
                    Valued(
                        "--device",
                        "NAME",
                        "the device to speak of; default: the one that would draw",
                    ),
                ),
            ),
            TELLING,
        ),
    ),
)
