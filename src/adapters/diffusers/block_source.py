"""What diffusers' step caches need to know of a denoiser's blocks, read from source text.

The caches find blocks by the name of the list that holds them, and some of them know only block
classes that are registered with what each takes and returns (`hooks/_helpers.py`, diffusers 0.42).
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from ...domain.model import BlockProfile

LISTS = ("blocks", "transformer_blocks", "single_transformer_blocks", "layers")
"""Attributes that diffusers' caches take for lists of blocks of an image model."""


def block_profiles(
    denoiser: ast.ClassDef, registry: Path, definitions: dict[str, ast.ClassDef]
) -> tuple[BlockProfile, ...]:
    """Return a profile for each list of blocks that the denoiser's class makes, in their order.

    Args:
        denoiser: the class.
        registry: diffusers' `hooks/_helpers.py`.
        definitions: the classes of the denoiser's module and of those it takes blocks from.
    """
    registered = _registered(registry)
    return tuple(
        BlockProfile(
            class_name=name,
            is_registered=name in registered,
            returns_text=registered.get(name, False),
            attentions=_attentions(definitions.get(name)),
            last_drops_text=_has_parameter(definitions.get(name), "context_pre_only"),
        )
        for name in _block_classes(denoiser)
    )


def _block_classes(denoiser: ast.ClassDef) -> Iterator[str]:
    """Yield the class of each `self.blocks = nn.ModuleList([Block(…) for …])`."""
    for node in ast.walk(denoiser):
        if isinstance(node, ast.Assign) and _names_a_list(node.targets[0]):
            calls = (call.func for call in ast.walk(node.value) if isinstance(call, ast.Call))
            found = [func.id for func in calls if isinstance(func, ast.Name)]
            yield from (name for name in found[:1] if name[0].isupper())


def _names_a_list(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr in LISTS


def _attentions(block: ast.ClassDef | None) -> frozenset[str]:
    """Return the block's attributes whose name begins with `attn`."""
    if block is None:
        return frozenset()
    return frozenset(
        node.targets[0].attr
        for node in ast.walk(block)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and node.targets[0].attr.startswith("attn")
    )


def _has_parameter(block: ast.ClassDef | None, name: str) -> bool:
    """`context_pre_only` is how diffusers' classes say that the text's states end here."""
    arguments = (
        (node.arg for node in ast.walk(block) if isinstance(node, ast.arg)) if block else ()
    )
    return name in arguments


@cache
def _registered(registry: Path) -> dict[str, bool]:
    """Return for each registered block class whether it returns the text's states too."""
    found: dict[str, bool] = {}
    for node in ast.walk(ast.parse(registry.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) != (
            "TransformerBlockRegistry.register"
        ):
            continue
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        metadata = given["metadata"]
        assert isinstance(metadata, ast.Call)
        returned = {keyword.arg: ast.unparse(keyword.value) for keyword in metadata.keywords}
        text = returned.get("return_encoder_hidden_states_index", "None")
        found[ast.unparse(given["model_class"])] = text != "None"
    return found
