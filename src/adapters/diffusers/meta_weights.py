"""How many numbers a model's classes hold, told by building them without memory.

Knows nothing of weight files: configuration files say how large a class is to be built, and
tensors on torch's meta device have a shape and no content.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import diffusers
import torch
from huggingface_hub.errors import StrictDataclassError

from ...domain.errors import ModelUnreadable
from ...domain.model import Component, ModelProfile
from .hub import brought_folder
from .library_failures import while_loading
from .remarks import collected_remarks
from .weight_header import WeightCount


class MetaWeightCounter:
    """Counts in the component's own class, as it would be loaded; plays `WeightCounter`."""

    def count(self, model: ModelProfile) -> ModelProfile:
        """Return `model` with the numbers of every component that needs counting filled in."""
        folder = (
            Path(model.location)
            if model.revision is None
            else brought_folder(model.location, model.revision)
        )
        components = tuple(
            _counted(component, folder / component.role) if component.needs_counting else component
            for component in model.components
        )
        return replace(model, components=components)


def _counted(component: Component, folder: Path) -> Component:
    with _while_building(folder):
        found = _count(_built(_class_of(component), folder))
    return replace(component, parameters=found.parameters, largest_tensor=found.largest_tensor)


@contextmanager
def _while_building(folder: Path) -> Iterator[None]:
    """Translate errors as while loading, and those of transformers' own look at its values."""
    try:
        with while_loading(str(folder)), collected_remarks():
            yield
    except StrictDataclassError as error:
        raise ModelUnreadable(
            f"The configuration in {folder} holds what it cannot: {' '.join(str(error).split())}",
            "Copy or download the model again.",
        ) from error


def _class_of(component: Component) -> Any:
    """Find the class where diffusers looks for it: in a library, or in a pipeline's package."""
    is_library = component.library in ("diffusers", "transformers")
    package = component.library if is_library else f"diffusers.pipelines.{component.library}"
    return getattr(import_module(package), component.class_name)


def _built(component_class: Any, folder: Path) -> Any:
    """Build as each library's `from_pretrained` does, and run no code from the folder.

    accelerate's `init_empty_weights` would do for diffusers, but makes two parameters of one
    that two layers share, as T5's embeddings are.
    """
    with torch.device("meta"):
        if issubclass(component_class, diffusers.ModelMixin):
            return component_class.from_config(component_class.load_config(folder))
        return component_class(component_class.config_class.from_pretrained(folder))


def _count(module: Any) -> WeightCount:
    """Count what a weight file of it would hold: parameters and lasting buffers, each once.

    What two layers share is the same object under both names; tensors on the meta device have no
    addresses to compare.
    """
    tensors = {id(tensor): tensor for tensor in module.state_dict(keep_vars=True).values()}
    return WeightCount.of(tensor.numel() for tensor in tensors.values())
