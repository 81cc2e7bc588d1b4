import pytest
from hypothesis import given

from diffgentor.domain.model import VaeProfile
from diffgentor.domain.rules import Verdict, check
from diffgentor.domain.rules.vae import (
    slicing_and_tiling_need_a_vae,
    slicing_needs_a_batch,
    tiling_needs_a_larger_picture,
)
from diffgentor.domain.size import ImageSize
from tests.fakes.builders import a_plan, a_profile, a_request, a_situation
from tests.unit.arbitrary import sizes

from .finding_of import finding_of

TILE = 512
WITHOUT_VAE = a_profile(vae=None)


@pytest.mark.parametrize("technique", ["vae_slicing", "vae_tiling"])
def test_a_model_without_a_vae_has_nothing_to_slice_or_tile(technique: str) -> None:
    situation = a_situation(a_plan(**{technique: True}), model=WITHOUT_VAE)

    finding = finding_of(slicing_and_tiling_need_a_vae, situation)

    assert (finding.verdict, finding.optimization) == (Verdict.REFUSES, technique)
    assert f"--enable_{technique}" in finding.suggestion
    assert check(situation) == (finding,)


def test_slicing_and_tiling_are_both_refused_without_a_vae() -> None:
    both = a_situation(a_plan(vae_slicing=True, vae_tiling=True), model=WITHOUT_VAE)

    assert len(list(slicing_and_tiling_need_a_vae(both))) == 2


def test_a_vae_can_be_sliced_and_tiled_and_a_model_without_need_not_be() -> None:
    with_vae = a_situation(a_plan(vae_slicing=True, vae_tiling=True))

    assert not list(slicing_and_tiling_need_a_vae(with_vae))
    assert not list(slicing_and_tiling_need_a_vae(a_situation(model=WITHOUT_VAE)))


def tiling_a_picture_of(size: ImageSize, tile_edge: int | None = TILE) -> bool:
    """Return whether the rule fires."""
    situation = a_situation(
        a_plan(vae_tiling=True),
        model=a_profile(vae=VaeProfile("AutoencoderKL", 8, tile_edge)),
        request=a_request(size=size),
    )
    return bool(list(tiling_needs_a_larger_picture(situation)))


def test_slicing_has_no_batch_to_act_on() -> None:
    situation = a_situation(a_plan(vae_slicing=True), request=a_request(pictures=8))

    assert finding_of(slicing_needs_a_batch, situation).verdict is Verdict.DEGRADES


def test_slicing_that_is_off_is_no_matter() -> None:
    assert not list(slicing_needs_a_batch(a_situation(a_plan(vae_slicing=False))))


def test_tiling_a_picture_of_one_tile_says_from_where_on_it_acts() -> None:
    finding = finding_of(
        tiling_needs_a_larger_picture,
        a_situation(a_plan(vae_tiling=True), request=a_request(size=ImageSize(128, 16))),
    )

    assert finding.verdict is Verdict.DEGRADES
    assert "128x16" in finding.reason
    assert "above 128 pixels" in finding.suggestion


@given(sizes)
def test_tiling_acts_exactly_if_an_edge_is_longer_than_a_tile(size: ImageSize) -> None:
    fits = size.width <= TILE and size.height <= TILE

    assert tiling_a_picture_of(size) == fits


@pytest.mark.parametrize("edge", [TILE - 1, TILE, TILE + 1])
def test_a_picture_exactly_as_large_as_a_tile_fits_it(edge: int) -> None:
    assert tiling_a_picture_of(ImageSize(edge, 8)) == (edge <= TILE)


def test_a_vae_that_does_not_tell_its_tiles_is_not_objected_to() -> None:
    assert not tiling_a_picture_of(ImageSize(8, 8), tile_edge=None)


def test_tiling_that_is_off_is_no_matter() -> None:
    assert not list(tiling_needs_a_larger_picture(a_situation(a_plan(vae_tiling=False))))
