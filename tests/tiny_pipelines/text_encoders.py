"""Text encoders shared by several families."""

from typing import Any

from tests.tiny_pipelines.libraries import transformers

CLIP_WIDTH = 32
T5_WIDTH = 64
QWEN_WIDTH = 32
# At this width a layer keeps the gain that it has at the real width with the real 0.02.
QWEN_INITIALIZER_RANGE = 0.2


def clip_text_model(tokenizer: Any) -> Any:
    """The CLIP whose pooled output is the end token's hidden state."""
    return transformers.CLIPTextModel(_clip_config(tokenizer, "quick_gelu"))


def projecting_clip_text_model(tokenizer: Any) -> Any:
    """The CLIP whose pooled output goes through a projection."""
    return transformers.CLIPTextModelWithProjection(_clip_config(tokenizer, "gelu"))


def t5_encoder(tokenizer: Any) -> Any:
    """The encoder half of a T5 1.1."""
    config = transformers.T5Config(
        vocab_size=len(tokenizer),
        d_model=T5_WIDTH,
        d_kv=16,
        d_ff=64,
        num_layers=2,
        num_heads=2,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
    )
    return transformers.T5EncoderModel(config)


def _clip_config(tokenizer: Any, activation: str) -> Any:
    return transformers.CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=CLIP_WIDTH,
        intermediate_size=37,
        projection_dim=CLIP_WIDTH,
        num_hidden_layers=3,
        num_attention_heads=2,
        hidden_act=activation,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
