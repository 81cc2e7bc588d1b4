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
from ...domain.model import BlockProfile
from .block_source import block_profiles

_FUSED = re.compile(r"fused_projections|\bFused\w*Processor")
_SIBLING = re.compile(r"^from \.(transformer_\w+) import", re.MULTILINE)
_SHARED_BLOCKS = "attention.py"
"""The module with the blocks that several denoisers are made of."""
_JOINED = re.compile(r"torch\.cat\(\[latents\] \* 2\)")
"""How a pipeline puts guidance's two passes into one batch."""
_NO_PADDING = "mask.all()"
"""How a pipeline looks whether a mask hides nothing, to leave it out (Qwen-Image)."""


@dataclass(frozen=True, slots=True)
class PipelineSource:
    """A pipeline's call.

    Attributes:
        defaults: all parameters, with their default where that is a literal.
        required: the parameters without a default.
        guides_in_separate_passes: whether guidance calls the denoiser twice a step, instead of
            once with a batch of two.
        names_cache_contexts: whether it tells a step cache which of the passes is under way.
        masks_attention: whether it hands the denoiser a mask of the prompt's padding, even where
            there is none.
    """

    class_name: str
    defaults: Mapping[str, object]
    required: frozenset[str]
    returns_images: bool
    guides_in_separate_passes: bool
    names_cache_contexts: bool
    masks_attention: bool


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model class, and what its module and those it takes blocks from do.

    Attributes:
        dispatches_attention: whether attention goes through diffusers' dispatch.
        fuses_projections: whether there is an attention that computes with fused projections;
            many classes take `fuse_qkv_projections()` and go on with the separate ones.
        names_repeated_blocks: whether the class says which blocks regional compilation is for.
        ends_in_a_projection: whether its last layer is called `proj_out`.
    """

    class_name: str
    dispatches_attention: bool
    fuses_projections: bool
    names_repeated_blocks: bool
    ends_in_a_projection: bool
    blocks: tuple[BlockProfile, ...]


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
            text, calls = ast.unparse(method), _calls_of_the_denoiser(method)
            return PipelineSource(
                class_name,
                _defaults(method),
                required,
                _returns_images(method),
                guides_in_separate_passes=len(calls) > 1 and not _JOINED.search(text),
                names_cache_contexts="cache_context(" in text,
                masks_attention=_hand_over_a_mask(calls) and _NO_PADDING not in found.module,
            )
    return None


@cache
def model_source(class_name: str) -> ModelSource | None:
    """Return what a model class's attention does, or `None` if diffusers has none such."""
    found = _definition("models", class_name)
    if found is None:
        return None
    texts = [found.module, *_siblings(found.module)]
    own = ast.unparse(found.definition)
    return ModelSource(
        class_name,
        dispatches_attention=any("dispatch_attention_fn" in text for text in texts),
        fuses_projections=any(_FUSED.search(text) for text in texts),
        names_repeated_blocks="_repeated_blocks = [" in own,
        ends_in_a_projection="self.proj_out = " in own,
        blocks=block_profiles(
            found.definition, _diffusers() / "hooks" / "_helpers.py", _classes_in(texts)
        ),
    )


def _classes_in(texts: list[str]) -> dict[str, ast.ClassDef]:
    shared = (_diffusers() / "models" / _SHARED_BLOCKS).read_text(encoding="utf-8")
    return {
        node.name: node
        for text in (shared, *texts)
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
    }


def _calls_of_the_denoiser(method: ast.FunctionDef) -> list[ast.Call]:
    calls = (node for node in ast.walk(method) if isinstance(node, ast.Call))
    return [call for call in calls if ast.unparse(call.func) in ("self.transformer", "self.unet")]


def _hand_over_a_mask(calls: list[ast.Call]) -> bool:
    names = {keyword.arg or "" for call in calls for keyword in call.keywords}
    return any(name.endswith("attention_mask") for name in names)


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
