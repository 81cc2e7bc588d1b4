"""What a class of the installed diffusers says of itself, read from its source text.

Importing diffusers' classes imports torch, which takes seconds; the plan of a request needs
only facts that stand in the source: a pipeline's call parameters with their defaults, whether it
returns images, which methods and bases a model class has.
"""

import ast
import importlib.util
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ...domain.errors import MissingDependency

_FUSED = re.compile(r"fused_projections|\bFused\w*Processor")
_SIBLING = re.compile(r"^from \.(transformer_\w+) import", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PipelineSource:
    """A pipeline's call.

    Attributes:
        defaults: all parameters, with their default where that is a literal.
        required: the parameters without a default.
    """

    class_name: str
    defaults: Mapping[str, object]
    required: frozenset[str]
    returns_images: bool


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model class, and what its module and those it takes blocks from do.

    Attributes:
        dispatches_attention: whether attention goes through diffusers' dispatch.
        fuses_projections: whether there is an attention that computes with fused projections;
            many classes take `fuse_qkv_projections()` and go on with the separate ones.
    """

    class_name: str
    dispatches_attention: bool
    fuses_projections: bool


@cache
def pipeline_source(class_name: str) -> PipelineSource | None:
    """Return what the pipeline class says of its call, or `None` if diffusers has none such."""
    found = _definition("pipelines", class_name)
    if found is None:
        return None
    for method in found.definition.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__call__":
            parameters = [argument.arg for argument in method.args.args[1:]]
            required = frozenset(parameters[: len(parameters) - len(method.args.defaults)])
            return PipelineSource(class_name, _defaults(method), required, _returns_images(method))
    return None


@cache
def model_source(class_name: str) -> ModelSource | None:
    """Return what a model class's attention does, or `None` if diffusers has none such."""
    found = _definition("models", class_name)
    if found is None:
        return None
    texts = [found.module, *_siblings(found.module)]
    return ModelSource(
        class_name,
        dispatches_attention=any("dispatch_attention_fn" in text for text in texts),
        fuses_projections=any(_FUSED.search(text) for text in texts),
    )


def _siblings(module: str) -> Iterator[str]:
    """Yield the transformer modules that a module takes blocks from, as Chroma does from Flux."""
    for name in _SIBLING.findall(module):
        path = _diffusers() / "models" / "transformers" / f"{name}.py"
        yield path.read_text(encoding="utf-8")


def has_pipeline_package(name: str) -> bool:
    """Return whether `diffusers.pipelines` has a package of that name."""
    return name.isidentifier() and (_diffusers() / "pipelines" / name).is_dir()


@dataclass(frozen=True, slots=True)
class _Found:
    definition: ast.ClassDef
    module: str


def _definition(folder: str, class_name: str) -> _Found | None:
    needle = f"class {class_name}("
    for path in sorted((_diffusers() / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if needle in text:
            for node in ast.parse(text).body:
                if isinstance(node, ast.ClassDef) and node.name == class_name:
                    return _Found(node, text)
    return None


@cache
def _diffusers() -> Path:
    found = importlib.util.find_spec("diffusers")
    if found is None or found.origin is None:
        raise MissingDependency("diffusers")
    return Path(found.origin).parent


def _defaults(method: ast.FunctionDef) -> dict[str, object]:
    arguments = method.args.args[1:]
    padding: list[ast.expr | None] = [None] * (len(arguments) - len(method.args.defaults))
    defaults = [*padding, *method.args.defaults]
    return {
        argument.arg: default.value if isinstance(default, ast.Constant) else None
        for argument, default in zip(arguments, defaults, strict=True)
    }


def _returns_images(method: ast.FunctionDef) -> bool:
    """Tell image pipelines, which end in `return SomeOutput(images=…)`, from those of videos.

    Kandinsky 5 says `image=`, and some leave the name out and return an `ImagePipelineOutput`.
    """
    ends = [node.value for node in ast.walk(method) if isinstance(node, ast.Return)]
    return any(
        {keyword.arg for keyword in end.keywords} & {"images", "image"}
        or (isinstance(end.func, ast.Name) and end.func.id == "ImagePipelineOutput")
        for end in ends
        if isinstance(end, ast.Call)
    )
