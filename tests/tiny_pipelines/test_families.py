"""Every family is what later tests take it for: real, offline, repeatable and worth looking at."""

import socket
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_pipelines.__main__ import main
from tests.tiny_pipelines.families import FAMILIES, QWEN_IMAGE, Family, Guidance
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

pytest.importorskip("diffusers")
drawing = pytest.importorskip("tests.tiny_pipelines.drawing")

pytestmark = foreign_warnings

GUIDED = tuple(family for family in FAMILIES if family.guidance)
EMBEDDED = tuple(family for family in FAMILIES if family.embedded_guidance)

each_family = pytest.mark.parametrize("family", FAMILIES, ids=attrgetter("name"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuse every name and every connection, and remember: a library may swallow the refusal."""
    attempts: list[object] = []

    def refuse(*address: object, **_: object) -> None:
        attempts.append(address)
        raise OSError("this test has no network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    yield
    assert attempts == []


def samples_denoised(pipeline: Any, family: Family, **arguments: object) -> int:
    """How many latents went through the denoiser, in however many calls."""
    sizes: list[int] = []

    def count(_: object, positional: tuple[Any, ...], named: dict[str, Any]) -> None:
        latents = named["hidden_states"] if "hidden_states" in named else positional[0]
        sizes.append(latents.shape[0])

    denoiser = getattr(pipeline, family.denoiser)
    hook = denoiser.register_forward_pre_hook(count, with_kwargs=True)
    drawing.draw(pipeline, family, **arguments)
    hook.remove()
    return sum(sizes)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@each_family
def test_the_folder_alone_says_which_pipeline_it_is(
    family: Family, tiny_folder: TinyFolder
) -> None:
    assert type(drawing.load(tiny_folder(family))).__name__ == family.pipeline_class


@each_family
def test_the_folder_is_small_and_each_build_writes_the_same_bytes(
    family: Family, tiny_folder: TinyFolder, tmp_path: Path
) -> None:
    family.build(tmp_path)

    again = contents(tmp_path)
    assert again == contents(tiny_folder(family))
    assert sum(map(len, again.values())) < 5_000_000


@each_family
def test_the_same_seed_draws_the_same_bytes_and_another_does_not(
    family: Family, tiny_folder: TinyFolder
) -> None:
    pipeline, reloaded = drawing.load(tiny_folder(family)), drawing.load(tiny_folder(family))
    picture = drawing.draw(pipeline, family)

    assert drawing.draw(pipeline, family).tobytes() == picture.tobytes()
    assert drawing.draw(reloaded, family).tobytes() == picture.tobytes()
    assert drawing.draw(pipeline, family, seed=1).tobytes() != picture.tobytes()


@each_family
def test_the_picture_is_finite_and_far_from_flat(family: Family, tiny_folder: TinyFolder) -> None:
    pipeline = drawing.load(tiny_folder(family))

    values = drawing.draw(pipeline, family, output_type="pt")
    assert values.shape == (3, 64, 64)
    assert values.isfinite().all()
    assert drawing.contrast(drawing.draw(pipeline, family)) > 5


@each_family
def test_the_prompt_can_be_seen_in_the_picture(family: Family, tiny_folder: TinyFolder) -> None:
    pipeline = drawing.load(tiny_folder(family))

    fox, house = (drawing.draw(pipeline, family, prompt) for prompt in ("a fox", "a blue house"))
    assert drawing.difference(fox, house) > 0.5


@each_family
@pytest.mark.parametrize("prompt", ["", "лиса 🦊! <b>\n", "a red fox " * 200])
def test_no_prompt_is_too_odd_or_too_long(
    family: Family, prompt: str, tiny_folder: TinyFolder
) -> None:
    pipeline = drawing.load(tiny_folder(family))

    assert drawing.contrast(drawing.draw(pipeline, family, prompt)) > 5


@each_family
@pytest.mark.parametrize("steps_added", [0, 1, 2])
def test_sides_from_the_smallest_on_are_drawn_as_asked(
    family: Family, steps_added: int, tiny_folder: TinyFolder
) -> None:
    pipeline = drawing.load(tiny_folder(family))
    height = family.smallest_side
    width = height + steps_added * family.size_step
    size: dict[str, object] = {"height": height, "width": width}
    if "max_area" in family.call:
        size["max_area"] = height * width

    assert drawing.draw(pipeline, family, **size).size == (width, height)


@pytest.mark.parametrize("family", GUIDED, ids=attrgetter("name"))
def test_guidance_doubles_the_work_and_changes_the_picture(
    family: Family, tiny_folder: TinyFolder
) -> None:
    guidance = family.guidance
    assert guidance is not None
    pipeline = drawing.load(tiny_folder(family))
    alone, guided = guidance.call(1.0), guidance.call(4.0)

    once = samples_denoised(pipeline, family, **alone)
    assert samples_denoised(pipeline, family, **guided) == 2 * once
    assert samples_denoised(pipeline, family) == once * (1 + guidance.on_in_stock_call)
    pictures = [drawing.draw(pipeline, family, **arguments) for arguments in (alone, guided)]
    assert drawing.difference(*pictures) > 0.5


@pytest.mark.parametrize("family", EMBEDDED, ids=attrgetter("name"))
def test_embedded_guidance_changes_the_picture_at_no_cost(
    family: Family, tiny_folder: TinyFolder
) -> None:
    parameter = family.embedded_guidance
    assert parameter is not None
    pipeline = drawing.load(tiny_folder(family))
    weak, strong = {parameter: 1.5}, {parameter: 6.0}

    pictures = [drawing.draw(pipeline, family, **scale) for scale in (weak, strong)]
    assert drawing.difference(*pictures) > 0.5
    weakly, strongly = (samples_denoised(pipeline, family, **scale) for scale in (weak, strong))
    assert weakly == strongly


@pytest.mark.parametrize(
    "family", [family for family in FAMILIES if family.takes_image], ids=attrgetter("name")
)
def test_a_reference_image_can_be_seen_in_the_picture(
    family: Family, tiny_folder: TinyFolder
) -> None:
    pipeline = drawing.load(tiny_folder(family))

    edited = drawing.draw(pipeline, family, image=drawing.reference_image())
    assert drawing.difference(edited, drawing.draw(pipeline, family)) > 0.5


def test_qwen_image_drops_its_template_and_nothing_else(tiny_folder: TinyFolder) -> None:
    pipeline = drawing.load(tiny_folder(QWEN_IMAGE))
    head, _ = pipeline.prompt_template_encode.split("{}")

    assert len(pipeline.tokenizer(head).input_ids) == pipeline.prompt_template_encode_start_idx


def test_a_negative_prompt_is_given_only_where_guidance_needs_one() -> None:
    assert Guidance("scale").call(2.0) == {"scale": 2.0}
    assert Guidance("scale", needs_negative_prompt=True).call(2.0)["negative_prompt"] == " "


def test_a_family_can_be_built_by_hand(tmp_path: Path) -> None:
    main(["flux", str(tmp_path / "flux")])

    assert (tmp_path / "flux" / "model_index.json").is_file()
