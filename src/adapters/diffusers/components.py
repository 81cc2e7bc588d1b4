"""A pipeline's components: whose classes they are, and whether their files are there."""

from typing import Any

from ...domain.errors import ModelUnreadable, NotTextToImage
from ...domain.model import Component
from .class_source import has_pipeline_package
from .model_folder import ModelFolder

_LIBRARIES = ("diffusers", "transformers")
_VOCABULARIES = (
    ("tokenizer.json",), ("*.model",), ("vocab.txt",), ("vocab.json", "merges.txt"),
    ("tekken.json",),
)  # fmt: skip
"""The files that tell a tokenizer its words: all of one group. transformers makes an empty
tokenizer where there are none, and with it a picture that has nothing to do with the prompt."""


def components_of(
    folder: ModelFolder, index: dict[str, Any], *, weights_are_here: bool
) -> tuple[Component, ...]:
    """Return the components that `index`, the content of model_index.json, names.

    Args:
        folder: the model's.
        index: a pipeline that can do without a component names none for its role.
        weights_are_here: whether a model without a weight file is an error.

    Raises:
        NotTextToImage: a class comes with the model, and not from a library.
        ModelUnreadable: a component's files are missing.
    """
    found = []
    for role, entry in index.items():
        if role.startswith("_") or not isinstance(entry, list) or entry[0] is None:
            continue
        library, class_name = entry
        if library not in _LIBRARIES and not has_pipeline_package(library):
            raise NotTextToImage(
                f"{folder.path}: {role} is a {class_name} of {library}; "
                "only diffusers' and transformers' own classes are loaded.",
                "Name a model that needs no code of its own.",
            )
        files = folder.weight_files(role)
        has_weights = _has_weights(folder, role, class_name)
        if has_weights and weights_are_here and not files:
            raise ModelUnreadable(
                f"{folder.path / role} holds no weight file (*.safetensors or *.bin).",
                "Copy or download the model again.",
            )
        found.append(_component(folder, role, library, class_name, has_weights=has_weights))
    return tuple(found)


def _component(
    folder: ModelFolder, role: str, library: str, class_name: str, *, has_weights: bool
) -> Component:
    count = folder.weight_count(role)
    return Component(
        role,
        library,
        class_name,
        weight_bytes=sum(file.stat().st_size for file in folder.weight_files(role)),
        parameters=None if count is None else count.parameters,
        largest_tensor=None if count is None else count.largest_tensor,
        has_weights=has_weights,
    )


def _has_weights(folder: ModelFolder, role: str, class_name: str) -> bool:
    """Read the component's own configuration file, which tells what kind of thing it is."""
    if class_name.endswith("Scheduler"):
        folder.json(f"{role}/scheduler_config.json")
    elif class_name.endswith(("Tokenizer", "TokenizerFast")):
        folder.json(f"{role}/tokenizer_config.json")
        _insist_on_a_vocabulary(folder, role)
    elif not class_name.endswith(("Processor", "Extractor")):
        folder.json(f"{role}/config.json")
        return True
    return False


def _insist_on_a_vocabulary(folder: ModelFolder, role: str) -> None:
    files = folder.path / role
    if not any(all(any(files.glob(name)) for name in group) for group in _VOCABULARIES):
        raise ModelUnreadable(
            f"The tokenizer in {files} has no vocabulary (tokenizer.json, a *.model file, "
            "vocab.txt, or vocab.json with merges.txt).",
            "Copy or download the model again.",
        )
