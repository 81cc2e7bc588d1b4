"""A model's folder: its configuration files, its weight files, its fingerprint."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...domain.errors import ModelUnreadable, NotTextToImage
from .weight_header import WeightCount, count_parameters

WEIGHT_SUFFIXES = (".safetensors", ".bin")
_SAMPLE_BYTES = 1 << 20
_VARIANT = re.compile(r"\.(fp16|bf16|fp8|fp32|non_ema|ema)(-\d+-of-\d+)?\.(safetensors|bin)$")
"""A second set of the same weights, which is loaded only when its name is asked for."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder in diffusers' layout: `model_index.json`, and one folder for each component."""

    path: Path

    def index(self) -> dict[str, Any]:
        """Return `model_index.json`.

        Raises:
            NotTextToImage: there is none, or it names no pipeline class.
            ModelUnreadable: it is no JSON.
        """
        if not (self.path / "model_index.json").is_file():
            raise NotTextToImage(
                f"{self.path} holds no model_index.json, so it is no diffusers pipeline.",
                "Name the folder that was written by save_pretrained, or a hub id.",
            )
        index = self.json("model_index.json")
        if not isinstance(index.get("_class_name"), str):
            raise NotTextToImage(
                f"{self.path / 'model_index.json'} names no pipeline class.",
                "Name the folder that was written by save_pretrained, or a hub id.",
            )
        return index

    def json(self, name: str) -> dict[str, Any]:
        """Return the JSON object in the file `name`.

        Raises:
            ModelUnreadable: the file is missing or holds something else.
        """
        path = self.path / name
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ModelUnreadable(
                f"The model's file {path} is missing.", "Copy or download the model again."
            ) from error
        except (OSError, ValueError) as error:
            raise ModelUnreadable(
                f"The model's file {path} cannot be read: {error}.",
                "Copy or download the model again.",
            ) from error
        if not isinstance(content, dict):
            raise ModelUnreadable(
                f"The model's file {path} holds no JSON object.",
                "Copy or download the model again.",
            )
        return content

    def weight_files(self, component: str) -> tuple[Path, ...]:
        """Return a component's weight files, safetensors before others, in order of name."""
        files = [
            path
            for suffix in WEIGHT_SUFFIXES
            for path in sorted((self.path / component).glob(f"*{suffix}"))
        ]
        plain = [path for path in files if not _VARIANT.search(path.name)]
        safe = [path for path in plain if path.suffix == ".safetensors"]
        return tuple(safe or plain)

    def weight_count(self, component: str) -> WeightCount | None:
        """Return how many numbers a component's weights are, or `None` if no header tells.

        Raises:
            ModelUnreadable: a safetensors file is cut short.
        """
        files = self.weight_files(component)
        if not files or any(path.suffix != ".safetensors" for path in files):
            return None
        counts = [count_parameters(path) for path in files]
        return WeightCount(
            sum(count.parameters for count in counts),
            max(count.largest_tensor for count in counts),
        )

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that change when a configuration or weight file does.

        JSON and text files count whole; of a weight file its size, first and last mebibyte do,
        since hashing tens of gigabytes would take minutes.
        """
        digest = hashlib.sha256()
        for path in sorted(self.path.rglob("*")):
            relative = path.relative_to(self.path).as_posix()
            if path.suffix in (".json", ".txt", ".model"):
                digest.update(f"{relative}\n".encode() + path.read_bytes())
            elif path.suffix in WEIGHT_SUFFIXES:
                digest.update(f"{relative} {path.stat().st_size}\n".encode() + _ends(path))
        return digest.hexdigest()[:16]


def _ends(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(_SAMPLE_BYTES)
        file.seek(max(0, path.stat().st_size - _SAMPLE_BYTES))
        return head + file.read(_SAMPLE_BYTES)
