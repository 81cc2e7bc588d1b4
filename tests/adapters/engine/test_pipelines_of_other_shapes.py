"""Pipelines that say less of themselves than most, and what is told of those that cannot draw."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from diffusers import AmusedPipeline, AmusedScheduler, UVit2DModel, VQModel
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

from diffgentor.adapters.diffusers.class_source import pipeline_source
from diffgentor.adapters.diffusers.engine import load_engine
from diffgentor.adapters.diffusers.library import DiffusersLibrary
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.errors import NotTextToImage
from diffgentor.domain.plan import plan_for
from diffgentor.domain.progress import Phase, Progress
from diffgentor.domain.size import ImageSize
from diffgentor.entrypoints.container import other_libraries
from tests.adapters.engine.conftest import CPU
from tests.adapters.engine.drawing import a_request_for, draw, pixels
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder
from tests.tiny_pipelines.text_encoders import CLIP_WIDTH
from tests.tiny_pipelines.tokenizers import clip_tokenizer
from tests.tiny_pipelines.weights import fixed_seed


@pytest.mark.parametrize(
    ("class_name", "draws_images"),
    [
        ("FluxPipeline", True),
        ("StableDiffusionPipeline", True),
        ("Kandinsky5T2IPipeline", True),  # returns image=
        ("AmusedPipeline", True),  # leaves the name out
        ("Kandinsky5T2VPipeline", False),
        ("WanPipeline", False),
        ("AudioLDM2Pipeline", False),
        ("WuerstchenPriorPipeline", False),
    ],
)
def test_images_are_told_from_videos_sounds_and_embeddings(
    class_name: str, draws_images: bool
) -> None:
    source = pipeline_source(class_name)

    assert source is not None
    assert source.returns_images is draws_images


@pytest.mark.parametrize(
    "class_name",
    [
        "KandinskyV22CombinedPipeline",
        "WuerstchenCombinedPipeline",
        "StableCascadeCombinedPipeline",
    ],
)
def test_a_pipeline_of_two_pipelines_is_refused_for_what_it_is(
    class_name: str, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    folder = shutil.copytree(tiny_folder(FLUX), tmp_path / "combined")
    index = folder / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"_class_name": class_name}))

    with pytest.raises(NotTextToImage, match="made of several pipelines"):
        DiffusersLibrary().profile(str(folder))


def build_amused(folder: Path) -> None:
    """Save a tiny aMUSEd: tokens instead of latents, no `encode_prompt`, no `vae`."""
    with fixed_seed():
        tokenizer = clip_tokenizer()
        AmusedPipeline(
            vqvae=VQModel(
                block_out_channels=(8, 8), down_block_types=("DownEncoderBlock2D",) * 2,
                up_block_types=("UpDecoderBlock2D",) * 2, latent_channels=8, layers_per_block=1,
                norm_num_groups=2, num_vq_embeddings=32, sample_size=32,
                mid_block_add_attention=False, lookup_from_codebook=True,
            ),
            tokenizer=tokenizer,
            text_encoder=CLIPTextModelWithProjection(
                CLIPTextConfig(
                    vocab_size=len(tokenizer), hidden_size=CLIP_WIDTH, intermediate_size=16,
                    num_hidden_layers=2, num_attention_heads=2, projection_dim=CLIP_WIDTH,
                    eos_token_id=tokenizer.eos_token_id, bos_token_id=tokenizer.bos_token_id,
                    pad_token_id=tokenizer.pad_token_id,
                )
            ),
            transformer=UVit2DModel(
                hidden_size=16, cond_embed_dim=CLIP_WIDTH, micro_cond_encode_dim=2,
                micro_cond_embed_dim=10, encoder_hidden_size=CLIP_WIDTH, vocab_size=32,
                codebook_size=32, in_channels=8, block_out_channels=8, num_res_blocks=1,
                downsample=True, upsample=True, block_num_heads=1, num_hidden_layers=1,
                num_attention_heads=1, intermediate_size=16, sample_size=16,
            ),
            scheduler=AmusedScheduler(mask_token_id=31),
        ).save_pretrained(folder)  # fmt: skip


def test_a_pipeline_without_prompt_encoding_or_vae_draws_with_progress(tmp_path: Path) -> None:
    torch.set_num_threads(1)
    build_amused(tmp_path / "amused")
    model = DiffusersLibrary().profile(str(tmp_path / "amused"))
    assert (model.vae, model.size_multiple) == (None, 2)  # the levels of its own decoder
    assert model.defaults.size == ImageSize(32, 32)
    used, told = (
        load_engine(model, plan_for(CPU, AskedPlan()), CPU, other_libraries()),
        list[Progress](),
    )
    request = a_request_for(model, width=48, height=32)

    drawn = draw(used, request, tell=told.append)

    assert [progress.step for progress in told if progress.phase is Phase.DENOISING] == [1, 2, 3]
    assert pixels(drawn) == pixels(draw(used, request))
    assert pixels(drawn) != pixels(draw(used, replace(request, seed=6)))
