"""A name that is no model's says what a model's name looks like."""

from pathlib import Path

import pytest

from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.errors import ModelNotFound, NotTextToImage
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder


def not_found(name: str) -> ModelNotFound:
    with pytest.raises(ModelNotFound) as failure:
        DiffusersLibrary().profile(name)
    return failure.value


@pytest.mark.parametrize("name", ["shape", "shaeps", "Shapes", "shapess"])
def test_a_typing_error_is_told_which_model_was_meant(name: str) -> None:
    assert "Did you mean 'shapes'?" in not_found(name).advice


def test_a_name_that_resembles_nothing_is_told_what_there_is() -> None:
    failure = not_found("FLUX.1-dev")

    assert "a hub id is owner/name, such as black-forest-labs/" in failure.message
    assert failure.advice == "Bundled with diffgentor: shapes."


@pytest.mark.parametrize(
    "name",
    [
        "./models/flux", "../flux", "/no/such/folder", "~/no such folder", "~nobody-here/flux",
        "a/b/c", "owner/", "/name", "owner/na me", "https://huggingface.co/owner/name",
        "п/имя", "x" * 5000, "a\0b/c",
    ],
)  # fmt: skip
def test_what_can_be_no_hub_id_is_not_asked_for_there(name: str) -> None:
    failure = not_found(name)

    assert "it is no folder" in failure.message
    assert len(failure.message) < 300


def test_a_file_is_told_apart_from_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"weights")

    failure = not_found(str(path))

    assert failure.message == f"{path} is a file, not a model's folder."
    assert "folder that was written by save_pretrained" in failure.advice


def test_a_folder_stands_before_a_hub_id_and_is_known_by_its_whole_path(
    monkeypatch: pytest.MonkeyPatch, tiny_folder: TinyFolder
) -> None:
    folder = tiny_folder(FLUX)
    monkeypatch.chdir(folder.parent.parent)
    name = f"{folder.parent.name}/{folder.name}"

    model = DiffusersLibrary().profile(name)

    assert (model.name, model.location, model.revision) == (str(folder), str(folder), None)


def test_an_empty_folder_is_no_pipeline(tmp_path: Path) -> None:
    with pytest.raises(NotTextToImage, match=r"holds no model_index\.json") as failure:
        DiffusersLibrary().profile(str(tmp_path))

    assert "save_pretrained" in failure.value.advice
