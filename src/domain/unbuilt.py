"""Techniques of the guide that this version does not have yet, for `doctor` to name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnbuiltTechnique:
    """A name, its option, and the package that it will need (empty: none)."""

    name: str
    flag: str
    package: str = ""


UNBUILT = (
    UnbuiltTechnique("batch_files", "--prompts_file"),
    UnbuiltTechnique("xdit", "--backend xdit", "xfuser"),
)
