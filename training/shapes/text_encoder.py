"""The two text encoders of Flux, at the size this grammar needs."""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTokenizer,
    T5Config,
    T5EncoderModel,
    T5TokenizerFast,
)

from .tokenizers import CLIP_LENGTH, TEXT_LENGTH, new_clip_tokenizer, new_t5_tokenizer

TEXT_WIDTH: Final = 128
POOLED_WIDTH: Final = 96

_FURTHER: Final = 16
"""T5's relative-position bucket of a distance d ahead is 16 + d; behind it is d."""


@dataclass(frozen=True, slots=True)
class TextEncoders:
    """Both encoders with their tokenizers, called the way `FluxPipeline` calls them."""

    t5: T5EncoderModel
    clip: CLIPTextModel
    t5_tokenizer: T5TokenizerFast
    clip_tokenizer: CLIPTokenizer

    def __call__(
        self, prompts: list[str], length: int = TEXT_LENGTH
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Words (batch, length, TEXT_WIDTH), pooled (batch, POOLED_WIDTH) and T5's ids.

        No attention mask: the pipeline passes none, so padding is read like words.
        """
        device = self.t5.device
        ids = self.t5_tokenizer(
            prompts, padding="max_length", max_length=length, truncation=True, return_tensors="pt"
        ).input_ids.to(device)
        clip_ids = self.clip_tokenizer(
            prompts,
            padding="max_length",
            max_length=CLIP_LENGTH,
            truncation=True,
            return_tensors="pt",
        ).input_ids.to(device)
        return self.t5(ids)[0], self.clip(clip_ids).pooler_output, ids


def new_text_encoders() -> TextEncoders:
    """Untrained encoders whose attention starts by looking at neighbouring words."""
    t5_tokenizer, clip_tokenizer = new_t5_tokenizer(), new_clip_tokenizer()
    t5 = T5EncoderModel(
        T5Config(
            vocab_size=len(t5_tokenizer),
            d_model=TEXT_WIDTH,
            d_kv=32,
            d_ff=320,
            num_layers=3,
            num_heads=4,
            feed_forward_proj="gated-gelu",
            # A large epsilon lets the encoder keep padding near zero through the norms.
            layer_norm_epsilon=0.05,
            dropout_rate=0.0,
            use_cache=False,
        )
    )
    clip = CLIPTextModel(
        CLIPTextConfig(
            vocab_size=len(clip_tokenizer),
            hidden_size=POOLED_WIDTH,
            intermediate_size=2 * POOLED_WIDTH,
            projection_dim=POOLED_WIDTH,
            num_hidden_layers=2,
            num_attention_heads=3,
            max_position_embeddings=CLIP_LENGTH,
            bos_token_id=clip_tokenizer.bos_token_id,
            eos_token_id=clip_tokenizer.eos_token_id,
            pad_token_id=clip_tokenizer.pad_token_id,
        )
    )
    _look_at_neighbours(t5)
    return TextEncoders(t5, clip, t5_tokenizer, clip_tokenizer)


def _look_at_neighbours(t5: T5EncoderModel) -> None:
    """Start the four heads at: next, previous, 2 to 5 before, 2 to 5 after.

    Flux gives text tokens no position, so word order lives in this bias alone, and from a
    flat start it hardly moves.
    """
    bias = next(m for n, m in t5.named_modules() if n.endswith("relative_attention_bias"))
    if not isinstance(bias, nn.Embedding):
        raise TypeError("T5 keeps its relative bias in an embedding no more")
    with torch.no_grad():
        bias.weight.zero_()
        bias.weight[_FURTHER + 1, 0] = 4.0
        bias.weight[1, 1] = 4.0
        bias.weight[2:6, 2] = 2.5
        bias.weight[_FURTHER + 2 : _FURTHER + 6, 3] = 2.5
