"""Qwen-Image: a vision-language text encoder, double blocks only, a video autoencoder."""

from pathlib import Path
from typing import Any

from tests.tiny_pipelines.libraries import diffusers, transformers
from tests.tiny_pipelines.text_encoders import QWEN_INITIALIZER_RANGE, QWEN_WIDTH
from tests.tiny_pipelines.tokenizers import qwen_tokenizer
from tests.tiny_pipelines.weights import amplify, fixed_seed


def build(folder: Path) -> None:
    """Save a QwenImagePipeline."""
    with fixed_seed():
        tokenizer = qwen_tokenizer()
        transformer = diffusers.QwenImageTransformer2DModel(
            in_channels=64,
            out_channels=16,
            num_layers=4,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=QWEN_WIDTH,
            axes_dims_rope=(4, 6, 6),
        )
        amplify(transformer.proj_out, 4.0)
        vae = diffusers.AutoencoderKLQwenImage(
            base_dim=8, z_dim=16, dim_mult=[1, 1, 2, 2], num_res_blocks=1
        )
        amplify(vae.decoder.conv_out, 2.5)
        diffusers.QwenImagePipeline(
            tokenizer=tokenizer,
            text_encoder=_text_encoder(tokenizer),
            transformer=transformer,
            vae=vae,
            scheduler=diffusers.FlowMatchEulerDiscreteScheduler(
                shift=1.0,
                shift_terminal=0.02,
                use_dynamic_shifting=True,
                base_shift=0.5,
                max_shift=0.9,
                base_image_seq_len=256,
                max_image_seq_len=8192,
            ),
        ).save_pretrained(folder)


def _text_encoder(tokenizer: Any) -> Any:
    return transformers.Qwen2_5_VLForConditionalGeneration(
        transformers.Qwen2_5_VLConfig(
            text_config={
                "vocab_size": len(tokenizer),
                "hidden_size": QWEN_WIDTH,
                "intermediate_size": 64,
                "num_hidden_layers": 2,
                "num_attention_heads": 2,
                "num_key_value_heads": 2,
                "initializer_range": QWEN_INITIALIZER_RANGE,
                "bos_token_id": tokenizer.pad_token_id,
                "eos_token_id": tokenizer.eos_token_id,
                "rope_parameters": {
                    "rope_type": "default",
                    "rope_theta": 1_000_000.0,
                    "mrope_section": [2, 3, 3],
                },
            },
            vision_config={
                "depth": 2,
                "hidden_size": 32,
                "intermediate_size": 32,
                "num_heads": 2,
                "out_hidden_size": QWEN_WIDTH,
                "fullatt_block_indexes": [1],
            },
        )
    )
