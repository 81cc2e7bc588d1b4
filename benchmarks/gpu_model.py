"""A FLUX.1 pipeline whose weights are random, so that none have to be brought.

Random weights take as long as trained ones; what they draw is noise. There are no text encoders:
the same random embeddings stand for every prompt. The decoder is tiny.
"""

import functools
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
)

from diffgentor.adapters.diffusers.profile import DEFAULTS_FILE, read_profile
from diffgentor.adapters.diffusers.techniques.torch_dtype import DTYPES
from diffgentor.domain.model import ModelProfile
from diffgentor.domain.offload import NoOffload
from diffgentor.domain.plan import OptimizationPlan

StepWatcher = Callable[[torch.Tensor], None]
"""Is handed what the transformer returned in each step, before the step is taken."""

STEPS = 28
"""What FLUX.1-dev is drawn in, and what MagCache's published ratios are for."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How large the transformer and its picture are."""

    name: str
    double_blocks: int
    single_blocks: int
    heads: int
    head_size: int
    rope_axes: tuple[int, int, int]
    text_width: int
    pooled_width: int
    edge: int
    text_tokens: int


FULL = Scale("FLUX.1-dev", 19, 38, 24, 128, (16, 56, 56), 4096, 768, 1024, 512)
TINY = Scale("miniature", 2, 2, 2, 16, (4, 6, 6), 32, 32, 64, 32)


def profile_of(scale: Scale) -> ModelProfile:
    """Return what the rules look at, read from configuration files as for any model."""
    with tempfile.TemporaryDirectory() as name, torch.device("meta"):
        folder = Path(name)
        parts = {"transformer": transformer(scale), "vae": _decoder(), "scheduler": _scheduler()}
        for role, part in parts.items():
            part.save_config(folder / role)
        FluxPipeline(**parts, **_NO_TEXT).save_config(folder)
        defaults = {
            "width": scale.edge,
            "height": scale.edge,
            "num_inference_steps": STEPS,
            "max_sequence_length": scale.text_tokens,
        }
        (folder / DEFAULTS_FILE).write_text(json.dumps(defaults), encoding="utf-8")
        return read_profile(folder, scale.name, scale.name, "random weights")


def random_pipeline(
    scale: Scale, plan: OptimizationPlan, device: str, watcher: StepWatcher
) -> Any:
    """Return the pipeline with the same weights each time, where the plan wants them.

    They are made on the device in bfloat16, and then widened or moved: to make twelve thousand
    million random numbers takes a GPU a second, and a CPU minutes.
    """
    torch.manual_seed(0)
    with torch.device(device), _default_dtype(torch.bfloat16):
        model, vae = transformer(scale), _decoder()
    speak_up(model)
    place = device if isinstance(plan.offload, NoOffload) else "cpu"
    for part in (model, vae):
        part.eval().to(device=place, dtype=DTYPES[plan.precision])
    pipeline_class = type(
        FluxPipeline.__name__,
        (FluxPipeline,),
        {"__module__": FluxPipeline.__module__, "encode_prompt": _encoding(scale)},
    )
    return pipeline_class(
        transformer=model, vae=vae, scheduler=_scheduler(_watched(watcher)), **_NO_TEXT
    )


def transformer(scale: Scale) -> Any:
    """Return a transformer as its class initialises it, on the device that is in force."""
    return FluxTransformer2DModel(
        in_channels=64,
        num_layers=scale.double_blocks,
        num_single_layers=scale.single_blocks,
        attention_head_dim=scale.head_size,
        num_attention_heads=scale.heads,
        joint_attention_dim=scale.text_width,
        pooled_projection_dim=scale.pooled_width,
        guidance_embeds=True,
        axes_dims_rope=scale.rope_axes,
    )


@torch.no_grad()
def speak_up(model: Any) -> None:
    """Let attention be heard in the output, as in a trained model.

    As the class initialises it, gates of a few percent hide what attention says, and attention
    looks everywhere alike: replaced by an average it would change the output by one percent, and
    a wrong kernel would go unnoticed.
    """
    for name, parameter in model.named_parameters():
        if name.endswith(("norm1.linear.bias", "norm1_context.linear.bias", ".norm.linear.bias")):
            parameter.fill_(1.0)
        elif name.endswith(("norm_q.weight", "norm_added_q.weight")):
            parameter.fill_(2.0)


def _decoder() -> Any:
    """Of real shape outside and next to nothing inside; its attention would take long."""
    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 16, 16),
        layers_per_block=1,
        norm_num_groups=4,
        latent_channels=16,
        scaling_factor=0.3611,
        shift_factor=0.1159,
        use_quant_conv=False,
        use_post_quant_conv=False,
        mid_block_add_attention=False,
    )


def _scheduler(kind: Any = FlowMatchEulerDiscreteScheduler) -> Any:
    return kind(
        shift=3.0,
        use_dynamic_shifting=True,
        base_shift=0.5,
        max_shift=1.15,
        base_image_seq_len=256,
        max_image_seq_len=4096,
    )


def _watched(watcher: StepWatcher) -> Any:
    """A class, since every request makes a scheduler of its own."""
    stock = FlowMatchEulerDiscreteScheduler

    @functools.wraps(stock.step)
    def step(self: Any, model_output: torch.Tensor, *args: Any, **kwargs: Any) -> Any:
        watcher(model_output)
        return stock.step(self, model_output, *args, **kwargs)

    return type(stock.__name__, (stock,), {"__module__": stock.__module__, "step": step})


def _encoding(scale: Scale) -> Any:
    @functools.wraps(FluxPipeline.encode_prompt)
    def encode_prompt(self: Any, *_: Any, device: torch.device, **__: Any) -> Any:
        """Return the same embeddings whatever the prompt says."""
        chance = torch.Generator("cpu").manual_seed(1)
        shapes = ((1, scale.text_tokens, scale.text_width), (1, scale.pooled_width))
        text, pooled = (
            torch.randn(shape, generator=chance).to(device, self.vae.dtype) for shape in shapes
        )
        return text, pooled, torch.zeros(scale.text_tokens, 3).to(text)

    return encode_prompt


_NO_TEXT = dict.fromkeys(("text_encoder", "tokenizer", "text_encoder_2", "tokenizer_2"))


@contextmanager
def _default_dtype(dtype: torch.dtype) -> Iterator[None]:
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_dtype(before)
