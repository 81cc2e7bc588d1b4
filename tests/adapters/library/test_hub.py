"""Models of a hub that runs on this machine, asked through the real hub library."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.library.hub_client import ask
from tests.adapters.library.hub_server import COMMIT, HUB_ID, HubServer, Mood, serving
from tests.adapters.library.one_picture import pixels_of
from tests.tiny_pipelines.families import FLUX
from tests.tiny_pipelines.fixtures import TinyFolder, foreign_warnings

NOBODY = "http://127.0.0.1:9"
"""The port of the discard service, where nobody listens."""
BOUND_SECONDS = 20


@pytest.fixture
def hub(tiny_folder: TinyFolder) -> Iterator[HubServer]:
    with serving(tiny_folder(FLUX)) as server:
        yield server


@pytest.fixture(scope="module")
def brought(
    tiny_folder: TinyFolder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, str]]:
    """A home that a profile was brought to, and what was told then."""
    home = tmp_path_factory.mktemp("brought")
    with serving(tiny_folder(FLUX)) as server:
        return home, ask(server.endpoint, home).told


def weights_in(folder: Path) -> list[str]:
    return [name for _, _, names in os.walk(folder) for name in names if "safetensors" in name]


def test_a_profile_brings_the_configuration_without_weights_or_torch(
    hub: HubServer, tmp_path: Path
) -> None:
    told = ask(hub.endpoint, tmp_path).told

    assert told == {
        "class": "FluxPipeline",
        "location": HUB_ID,
        "revision": COMMIT,
        "fingerprint": COMMIT,
        "imports": "no torch",
    }
    configuration = {name for name in hub.names() if not name.endswith(".safetensors")}
    assert hub.files_asked() == configuration
    assert weights_in(tmp_path) == []


@foreign_warnings
def test_weights_come_with_the_first_load_and_then_no_hub_is_needed(
    hub: HubServer, tmp_path: Path, tiny_folder: TinyFolder
) -> None:
    from diffgentor.adapters.diffusers.library import DiffusersLibrary

    first = ask(hub.endpoint, tmp_path, draw=True)
    again = ask(NOBODY, tmp_path, draw=True)

    local = DiffusersLibrary().profile(str(tiny_folder(FLUX)))
    assert hub.files_asked() == set(hub.names())
    assert first.told["pixels"] == again.told["pixels"] == pixels_of(local).hex()
    assert first.told["revision"] == again.told["revision"] == COMMIT


def test_a_hub_that_goes_down_before_the_weights_came_is_an_error_that_says_so(
    brought: tuple[Path, dict[str, str]],
) -> None:
    home, _ = brought

    told = ask(NOBODY, home, draw=True).told

    assert told["error"] == "HubUnreachable"
    assert f"{HUB_ID!r} is not on this machine" in told["message"]


@pytest.mark.parametrize("mood", [Mood.SILENT, Mood.BROKEN, Mood.GATED])
def test_what_was_brought_once_serves_whatever_becomes_of_the_hub(
    hub: HubServer, brought: tuple[Path, dict[str, str]], mood: Mood
) -> None:
    home, before = brought
    hub.mood = mood

    answer = ask(hub.endpoint, home)

    assert answer.told == before
    assert answer.seconds < BOUND_SECONDS


def test_offline_mode_serves_what_was_brought(
    hub: HubServer, brought: tuple[Path, dict[str, str]]
) -> None:
    home, before = brought

    assert ask(hub.endpoint, home, HF_HUB_OFFLINE="1").told == before
    assert hub.asked == []


def test_offline_mode_is_named_where_it_is_what_stands_in_the_way(
    hub: HubServer, tmp_path: Path
) -> None:
    told = ask(hub.endpoint, tmp_path, HF_HUB_OFFLINE="1").told

    assert told["error"] == "HubUnreachable"
    assert "HF_HUB_OFFLINE" in told["message"]
    assert "Unset HF_HUB_OFFLINE" in told["advice"]
    assert hub.asked == []


@pytest.mark.parametrize("mood", [Mood.GATED, Mood.FILES_GATED])
def test_a_gated_model_says_where_to_accept_its_licence(
    hub: HubServer, tmp_path: Path, mood: Mood
) -> None:
    hub.mood = mood

    told = ask(hub.endpoint, tmp_path).told

    assert told["error"] == "HubUnreachable"
    assert "licence" in told["message"]
    assert f"https://huggingface.co/{HUB_ID}" in told["advice"]
    assert "hf auth login" in told["advice"]


def test_a_model_the_hub_does_not_have_is_not_found(hub: HubServer, tmp_path: Path) -> None:
    told = ask(hub.endpoint, tmp_path, hub_id="somebody/else").told

    assert told["error"] == "ModelNotFound"
    assert "'somebody/else'" in told["message"]
    assert "Check the spelling" in told["advice"]


@pytest.mark.parametrize(
    "mood",
    [
        Mood.BROKEN, Mood.SILENT, Mood.HANGING_UP, Mood.A_LOGIN_PAGE, Mood.JSON_OF_SOMETHING_ELSE,
    ],
)  # fmt: skip
def test_a_hub_out_of_order_is_told_in_two_lines_and_in_time(
    hub: HubServer, tmp_path: Path, mood: Mood
) -> None:
    hub.mood = mood

    answer = ask(hub.endpoint, tmp_path)

    assert answer.told["error"] == "HubUnreachable"
    assert "\n" not in answer.told["message"] + answer.told["advice"]
    assert answer.complaints == ""
    assert answer.seconds < BOUND_SECONDS


@pytest.mark.parametrize("endpoint", [NOBODY, "http://hub.invalid", "no address"])
def test_a_hub_that_is_not_there_is_told_in_time(tmp_path: Path, endpoint: str) -> None:
    answer = ask(endpoint, tmp_path)

    assert answer.told["error"] == "HubUnreachable"
    assert "HF_ENDPOINT" in answer.told["advice"]
    assert answer.seconds < BOUND_SECONDS
