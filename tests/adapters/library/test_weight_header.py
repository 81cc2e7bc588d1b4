from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from diffgentor.adapters.diffusers.model_folder import ModelFolder
from diffgentor.adapters.diffusers.weight_header import WeightCount, count_parameters
from diffgentor.domain.errors import ModelUnreadable


def a_weight_file(path: Path, *shapes: tuple[int, ...]) -> Path:
    path.parent.mkdir(exist_ok=True)
    tensors = {f"tensor_{index}": torch.zeros(shape) for index, shape in enumerate(shapes)}
    save_file(tensors, path, metadata={"format": "pt"})
    return path


def test_the_header_tells_how_many_numbers_there_are_and_in_the_largest_tensor(
    tmp_path: Path,
) -> None:
    path = a_weight_file(tmp_path / "w.safetensors", (3, 4), (5,), ())

    assert count_parameters(path) == WeightCount(12 + 5 + 1, largest_tensor=12)


@pytest.mark.parametrize("length", [0, 4, 8, 20])
def test_a_file_cut_within_its_header_is_told(tmp_path: Path, length: int) -> None:
    path = a_weight_file(tmp_path / "w.safetensors", (3, 4))
    path.write_bytes(path.read_bytes()[:length])

    with pytest.raises(ModelUnreadable, match=r"w\.safetensors"):
        count_parameters(path)


def test_shards_count_together_and_a_variant_of_the_same_weights_does_not(tmp_path: Path) -> None:
    for name in ("model-00001-of-00002", "model-00002-of-00002", "model.fp16"):
        a_weight_file(tmp_path / "unet" / f"{name}.safetensors", (10,), (7,))
    a_weight_file(tmp_path / "unet" / "model.fp16-00001-of-00002.safetensors", (10,))

    folder = ModelFolder(tmp_path)

    assert folder.weight_count("unet") == WeightCount(34, largest_tensor=10)
    assert len(folder.weight_files("unet")) == 2


def test_weights_without_a_header_have_no_count(tmp_path: Path) -> None:
    (tmp_path / "vae").mkdir()
    torch.save({"a": torch.zeros(3)}, tmp_path / "vae" / "model.bin")

    assert ModelFolder(tmp_path).weight_count("vae") is None
    assert ModelFolder(tmp_path).weight_count("no such component") is None
