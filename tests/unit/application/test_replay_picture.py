from dataclasses import replace

import pytest

from diffgentor.application.asked_generation import AskedGeneration
from diffgentor.application.check_generation import CheckGeneration
from diffgentor.application.generation_event import GenerationEvent, Remarked
from diffgentor.application.prepare_engine import PrepareEngine
from diffgentor.application.replay_picture import Difference, ReplayPicture, ReplayReport
from diffgentor.application.situate_generation import SituateGeneration
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.errors import EngineFailed, ModelNotFound, PictureUnreadable
from diffgentor.domain.picture import PictureFormat
from diffgentor.domain.provenance import RecordedPicture
from diffgentor.domain.receipt import PlanRefused
from diffgentor.domain.technique import Technique
from tests.fakes.builders import a_device, a_gpu, a_profile, an_asked_generation, an_asked_request
from tests.fakes.host_inspector import FakeHostInspector
from tests.fakes.image_engine import Conduct, FakeLoader
from tests.fakes.model_library import FakeLibrary
from tests.fakes.picture_reader import FakeReader

from .generation import Generation, asking_for

GPU, CPU = a_gpu(), a_device()
IN_TILES = an_asked_generation(
    plan=AskedPlan(vae_tiling=True), request=an_asked_request(width=144)
)


def recorded(
    asked: AskedGeneration | None = None, index: int = 0, on_gpu: bool = False
) -> RecordedPicture:
    """Draw and keep pictures, and return one of them as a reader would."""
    generation = Generation(devices=(GPU, CPU) if on_gpu else ())
    generation(asked)
    return list(generation.store.recorded().values())[index]


class Replay:
    """A replay of one picture over fakes."""

    def __init__(
        self,
        picture: RecordedPicture,
        conduct: Conduct | None = None,
        library: FakeLibrary | None = None,
        host_inspector: FakeHostInspector | None = None,
    ) -> None:
        self.loader = FakeLoader(conduct)
        self.told: list[GenerationEvent] = []
        situate = SituateGeneration(
            library or FakeLibrary(), host_inspector or FakeHostInspector()
        )
        check = CheckGeneration(situate)
        self._replay = ReplayPicture(
            check, PrepareEngine(self.loader), FakeReader({"it.png": picture})
        )

    def __call__(self, location: str = "it.png", device: str | None = None) -> ReplayReport:
        return self._replay(location, device, self.told.append, Cancellation())


def test_the_same_machine_draws_the_identical_picture() -> None:
    report = Replay(recorded())()

    assert report.comparison.identical
    assert report.differences == ()
    assert {outcome.status for outcome in report.receipt.outcomes} == {"APPLIED"}


@pytest.mark.parametrize("index", [0, 1, 2])
def test_one_picture_of_several_is_drawn_alone(index: int) -> None:
    replay = Replay(recorded(asking_for(3, seed=7), index))

    assert replay().comparison.identical
    assert [draw.seed for draw in replay.loader.engine.draws] == [7 + index]
    assert [draw.pictures for draw in replay.loader.engine.draws] == [1]


@pytest.mark.parametrize("picture_format", PictureFormat)
def test_a_picture_is_compared_as_its_format_stores_it(picture_format: PictureFormat) -> None:
    assert Replay(recorded(asking_for(1, format=picture_format)))().comparison.identical


def test_other_pixels_are_told_as_a_distance() -> None:
    comparison = Replay(recorded(), Conduct(drift=3))().comparison

    assert not comparison.identical
    assert comparison.differing_share == pytest.approx(1 / (32 * 16 * 3))


def test_another_device_is_a_difference() -> None:
    picture = recorded(an_asked_generation(device="cpu"), on_gpu=True)

    report = Replay(picture, host_inspector=FakeHostInspector(GPU, CPU))()

    assert report.differences == (Difference("device", str(CPU), str(GPU)),)


def test_a_device_can_be_chosen_for_the_replay() -> None:
    picture = recorded(an_asked_generation(device="cpu"), on_gpu=True)

    report = Replay(picture, host_inspector=FakeHostInspector(GPU, CPU))(device="cpu")

    assert report.differences == ()


def test_other_model_files_are_a_difference() -> None:
    changed = FakeLibrary(a_profile(fingerprint="changed"))

    [difference] = Replay(recorded(), library=changed)().differences

    assert str(difference) == "model files: 0123456789abcdef then, changed now"


def test_libraries_of_other_versions_come_gone_or_new_are_differences() -> None:
    picture = recorded()
    libraries = {"torch": "2.12.0", "xformers": "0.0.29"}
    before = replace(picture, provenance=replace(picture.provenance, libraries=libraries))
    now = FakeHostInspector(torch="2.13.0", diffusers="0.41.0")

    assert Replay(before, host_inspector=now)().differences == (
        Difference("diffusers", "absent", "0.41.0"),
        Difference("torch", "2.12.0", "2.13.0"),
        Difference("xformers", "0.0.29", "absent"),
    )


def test_tf32_of_a_gpu_replays_on_a_cpu_with_the_difference_told() -> None:
    picture = recorded(on_gpu=True)

    report = Replay(picture)()

    assert report.comparison.identical
    assert Difference("tf32", "on", "off") in report.differences
    assert [difference.what for difference in report.differences] == ["device", "tf32"]


def test_what_was_off_stays_off_on_a_device_that_has_it() -> None:
    picture = recorded(an_asked_generation(plan=AskedPlan(tf32=False)), on_gpu=True)

    report = Replay(picture, host_inspector=FakeHostInspector(GPU, CPU))()

    assert report.differences == ()


@pytest.mark.parametrize(
    "plan",
    [AskedPlan(vae_slicing=True), AskedPlan(vae_tiling=True), AskedPlan(fuse_qkv=True)],
    ids=["vae_slicing", "vae_tiling", "fuse_qkv"],
)
def test_what_was_in_force_is_in_force_again(plan: AskedPlan) -> None:
    picture = recorded(an_asked_generation(plan=plan))
    replay = Replay(picture)

    report = replay()

    [load] = replay.loader.loads
    assert load.plan == picture.provenance.plan
    again = {replace(outcome, origin="") for outcome in report.receipt.outcomes}
    assert again >= {replace(one, origin="") for one in picture.provenance.receipt.outcomes}


def test_what_is_drawn_again_comes_from_the_picture() -> None:
    picture = recorded(an_asked_generation(plan=AskedPlan(vae_slicing=True)))

    report = Replay(picture)()

    assert {outcome.origin for outcome in report.receipt.outcomes} == {"the picture"}


def test_a_picture_without_provenance_cannot_be_drawn_again() -> None:
    with pytest.raises(PictureUnreadable):
        Replay(recorded())("another.png")


def test_a_model_that_is_gone_is_told() -> None:
    with pytest.raises(ModelNotFound):
        Replay(recorded(), library=FakeLibrary(a_profile(name="other")))()


def test_a_picture_that_was_cropped_is_told_before_anything_is_loaded() -> None:
    cropped = replace(recorded(), pixels=b"\0\0\0")
    replay = Replay(cropped)

    with pytest.raises(PictureUnreadable, match="size"):
        replay()

    assert replay.loader.loads == []


def test_the_engine_is_closed_after_a_replay_and_after_a_failed_one() -> None:
    replay, broken = Replay(recorded()), Replay(recorded(), Conduct(breaks_at=(0, 0)))

    replay()
    with pytest.raises(EngineFailed):
        broken()

    assert (replay.loader.engine.closed, broken.loader.engine.closed) == (1, 1)


def test_what_a_library_remarks_is_passed_on() -> None:
    replay = Replay(recorded(), Conduct(warnings=("The prompt was cut.",)))

    replay()

    assert replay.told[-1] == Remarked("The prompt was cut.")


def test_a_replay_insists_on_proof_as_drawing_does() -> None:
    picture = recorded(IN_TILES)

    with pytest.raises(EngineFailed, match="confirmed vae_tiling"):
        Replay(picture, Conduct(unproven=frozenset({Technique.VAE_TILING})))()
    with pytest.raises(PlanRefused, match="vae_tiling"):
        Replay(picture, Conduct(refused=frozenset({Technique.VAE_TILING})))()


def test_a_file_whose_pixels_somebody_changed_is_told_apart_from_a_drawing_that_differs() -> None:
    picture = recorded()
    retouched = replace(picture, pixels=bytes([picture.pixels[0] ^ 1]) + picture.pixels[1:])

    report = Replay(retouched)()

    assert not report.comparison.identical
    assert [difference.what for difference in report.differences] == ["the file's pixels"]


def test_a_picture_of_a_hub_s_commit_is_drawn_again_with_that_commit() -> None:
    library = FakeLibrary(a_profile(revision="abc123"))
    picture = recorded()
    provenance = replace(picture.provenance, model_revision="abc123")

    Replay(replace(picture, provenance=provenance), library=library)()

    assert library.asked_for == [("shapes", "abc123")]
