"""FLUX.2-klein: a Qwen3 read at three depths, a batch-normed latent space, distilled steps."""

from pathlib import Path
from typing import Any

from tests.tiny_pipelines.autoencoders import SIDES
from tests.tiny_pipelines.libraries import diffusers, transformers
from tests.tiny_pipelines.text_encoders import QWEN_INITIALIZER_RANGE, QWEN_WIDTH
from tests.tiny_pipelines.tokenizers import qwen_tokenizer
from tests.tiny_pipelines.weights import amplify, fixed_seed

READ_DEPTHS = (9, 18, 27)


def build(folder: Path) -> None:
    """Save a Flux2KleinPipeline that, like the distilled checkpoint, ignores guidance."""
    with fixed_seed():
        tokenizer = qwen_tokenizer()
        diffusers.Flux2KleinPipeline(
            tokenizer=tokenizer,
            text_encoder=_text_encoder(tokenizer),
            transformer=_transformer(),
            vae=_autoencoder(),
            scheduler=diffusers.FlowMatchEulerDiscreteScheduler(
                shift=3.0,
                use_dynamic_shifting=True,
                base_shift=0.5,
                max_shift=1.15,
                base_image_seq_len=256,
                max_image_seq_len=4096,
            ),
            is_distilled=True,
        ).save_pretrained(folder)


def _text_encoder(tokenizer: Any) -> Any:
    """One layer deeper than the pipeline reads: the last depth must not be the normed output."""
    return transformers.Qwen3ForCausalLM(
        transformers.Qwen3Config(
            vocab_size=len(tokenizer),
            hidden_size=QWEN_WIDTH,
            intermediate_size=32,
            num_hidden_layers=max(READ_DEPTHS) + 1,
            num_attention_heads=2,
            num_key_value_heads=1,
            head_dim=16,
            initializer_range=QWEN_INITIALIZER_RANGE,
            tie_word_embeddings=True,
            bos_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
    )


def _transformer() -> Any:
    transformer = diffusers.Flux2Transformer2DModel(
        in_channels=128,
        num_layers=2,
        num_single_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=len(READ_DEPTHS) * QWEN_WIDTH,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )
    # One set of gates serves all blocks; untrained, it all but closes them.
    amplify(transformer.double_stream_modulation_img, 4.0)
    amplify(transformer.double_stream_modulation_txt, 4.0)
    amplify(transformer.single_stream_modulation, 4.0)
    amplify(transformer.proj_out, 4.0)
    return transformer


def _autoencoder() -> Any:
    """Latent statistics other than 0 and 1, or code that forgets them would pass."""
    vae = diffusers.AutoencoderKLFlux2(**SIDES, latent_channels=32)
    vae.bn.running_mean.uniform_(-0.1, 0.1)
    vae.bn.running_var.uniform_(0.5, 2.0)
    return vae
