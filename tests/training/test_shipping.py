from pathlib import Path

import numpy as np
import pytest
import torch
from diffusers import DiffusionPipeline
from transformers import AutoTokenizer

from training.shapes.autoencoder import new_autoencoder
from training.shapes.card import BEGIN, END, Row, fill
from training.shapes.flow_model import new_transformer
from training.shapes.latent import pack, unpack
from training.shapes.measure import MODEL
from training.shapes.pipeline import assemble, draw, ship
from training.shapes.score import ATTRIBUTES, Score
from training.shapes.text_encoder import new_text_encoders
from training.shapes.tokenizers import TEXT_LENGTH, new_clip_tokenizer, new_t5_tokenizer
from training.shapes.train_transformer import LatentScale
from training.shapes.word import vocabulary


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    path = tmp_path_factory.mktemp("shapes")
    parts = new_autoencoder(), new_text_encoders(), new_transformer()
    ship(assemble(*parts, LatentScale(shift=0.0, scale=1.0)), path)
    return path


def test_what_is_shipped_is_at_most_sixteen_megabytes(folder: Path) -> None:
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) <= 16e6


def test_loading_without_a_data_type_gives_float32_everywhere(folder: Path) -> None:
    pipeline = DiffusionPipeline.from_pretrained(folder)

    parts = (pipeline.vae, pipeline.transformer, pipeline.text_encoder, pipeline.text_encoder_2)
    assert {parameter.dtype for part in parts for parameter in part.parameters()} == {
        torch.float32
    }


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_loaded_model_draws_in_every_precision(folder: Path, dtype: torch.dtype) -> None:
    pipeline = DiffusionPipeline.from_pretrained(folder, dtype=dtype)

    (picture,) = draw(pipeline, ["a red circle"], changed={"num_inference_steps": 1})

    assert picture.shape == (128, 128, 3)


def test_every_word_is_one_token_in_any_case() -> None:
    t5, clip = new_t5_tokenizer(), new_clip_tokenizer()
    for word in vocabulary():
        assert len(t5(word).input_ids) == 2
        assert len(clip(word).input_ids) == 3
        assert t5(word.upper() + ".").input_ids == t5(word).input_ids


def test_unknown_words_and_an_empty_prompt_are_read() -> None:
    words, pooled, _ = new_text_encoders()(["a zebra in ünïcode", ""])

    assert words.shape == (2, TEXT_LENGTH, 128)
    assert bool(torch.isfinite(words).all())
    assert bool(torch.isfinite(pooled).all())


def test_unpacking_undoes_packing() -> None:
    latents = torch.from_numpy(np.arange(2 * 16 * 16 * 16).reshape(2, 16, 16, 16))

    assert torch.equal(unpack(pack(latents)), latents)


def test_figures_are_written_between_the_markers_only(tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    score = Score(4, dict.fromkeys(ATTRIBUTES, 0.5), 0.5, 0.25)

    fill(card, [Row("one", "never", "defaults", score)], ["a note"])

    text = card.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "25.0" in text


def test_a_card_without_markers_is_refused(tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("no markers", encoding="utf-8")

    with pytest.raises(ValueError, match="lacks"):
        fill(card, [], [])


@pytest.mark.parametrize("part", ["tokenizer", "tokenizer_2"])
def test_the_bundled_tokenizers_are_those_made_here(part: str) -> None:
    """The encoders' embeddings are numbered by them, so no run may number otherwise."""
    made = {"tokenizer": new_clip_tokenizer, "tokenizer_2": new_t5_tokenizer}[part]()

    assert AutoTokenizer.from_pretrained(MODEL / part).get_vocab() == made.get_vocab()
