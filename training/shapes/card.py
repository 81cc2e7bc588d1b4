"""The figures in a model card: a table between two markers, rewritten in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .score import ATTRIBUTES, Score

BEGIN: Final = "<!-- figures: begin -->"
END: Final = "<!-- figures: end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    objects: str
    pairs: str
    """Whether training showed the colour and shape pairs: "never" or "trained"."""
    setting: str
    score: Score

    @property
    def name(self) -> str:
        """What the line measures."""
        return f"{self.objects} object(s), pairs {self.pairs} seen, {self.setting}:"


def table(rows: Sequence[Row]) -> str:
    """Percentages as a Markdown table."""
    columns = ("objects", "pairs in training", "setting", "prompts", *ATTRIBUTES)
    lines = [
        "| " + " | ".join((*columns, "all judgements", "all five right")) + " |",
        "|" + "---|" * (len(columns) + 2),
    ]
    for row in rows:
        shares = (
            *(row.score.attributes[name] for name in ATTRIBUTES),
            row.score.judgements,
            row.score.all_right,
        )
        cells = [row.objects, row.pairs, row.setting, str(row.score.count)]
        cells += [f"{100 * share:.1f}" for share in shares]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def fill(card: Path, rows: Sequence[Row], notes: Sequence[str]) -> None:
    """Replace what stands between the markers of `card`.

    Raises:
        ValueError: the card lacks a marker.
    """
    text = card.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise ValueError(f"{card} lacks {BEGIN} or {END}")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    figures = "\n\n".join([table(rows), *notes])
    card.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}", encoding="utf-8")
