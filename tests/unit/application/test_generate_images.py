import hashlib

from diffgentor.application.generation_event import Accepted, Kept, Proven, Remarked
from diffgentor.domain.asked_plan import AskedPlan
from diffgentor.domain.casting import AskedCasting
from diffgentor.domain.compilation import NoCompilation
from diffgentor.domain.denoiser_counts import DenoiserCounts
from diffgentor.domain.offload import NoOffload
from diffgentor.domain.picture import PictureFormat
from diffgentor.domain.plan import plan_for
from diffgentor.domain.progress import Phase, Progress
from diffgentor.domain.receipt import Degraded, PlanReceipt
from diffgentor.domain.request_for_model import request_for
from diffgentor.domain.step_cache import NoCache
from diffgentor.domain.technique import Technique
from tests.fakes.builders import (
    PROMPT,
    a_device,
    a_gpu,
    a_profile,
    an_asked_generation,
    an_asked_request,
)
from tests.fakes.image_engine import Conduct, pixels_of

from .generation import FRESH_SEED, Generation, asking_for


def test_every_picture_is_kept_with_its_own_seed() -> None:
    generation = Generation()

    report = generation(asking_for(3, seed=7))

    assert [kept.picture.seed for kept in generation.store.kept] == [7, 8, 9]
    assert report.pictures == tuple(kept.stored for kept in generation.store.kept)


def test_a_seed_is_made_where_none_was_asked_for() -> None:
    generation = Generation()

    generation(asking_for(1))

    assert [kept.picture.seed for kept in generation.store.kept] == [FRESH_SEED]


def test_a_picture_is_the_same_alone_and_among_others() -> None:
    among, alone = Generation(), Generation()

    among(asking_for(3, seed=7))
    alone(asking_for(1, seed=9))

    assert alone.store.kept[0].picture.pixels == among.store.kept[2].picture.pixels


def test_a_picture_goes_to_the_store_in_its_format_and_under_its_prompt() -> None:
    generation = Generation()

    generation(asking_for(1, format=PictureFormat.WEBP))

    [kept] = generation.store.kept
    assert (kept.format, kept.title) == (PictureFormat.WEBP, PROMPT)


def test_each_picture_carries_all_that_is_needed_to_draw_it_again() -> None:
    gpu = a_gpu()
    generation = Generation(devices=(gpu, a_device()))
    asked = asking_for(2, seed=7)

    report = generation(asked)

    request = request_for(a_profile(), asked.request, 0)
    for index, record in enumerate(generation.kept_provenance):
        assert (record.request, record.index, record.seed) == (request, index, 7 + index)
        assert record.plan == plan_for(gpu, AskedPlan())
        assert record.receipt == report.receipt
        assert (record.model, record.model_fingerprint) == ("shapes", "0123456789abcdef")
        assert (record.model_revision, record.pipeline_class) == (None, "FluxPipeline")
        assert record.device == str(gpu)
        assert record.libraries == {"torch": "2.13.0"}
        assert record.counts == DenoiserCounts(request.steps)
        assert record.pixels_sha256 == hashlib.sha256(pixels_of(request, index)).hexdigest()


def test_the_receipt_answers_all_that_was_asked_for_with_evidence() -> None:
    asked = AskedPlan(
        tf32=False,
        vae_slicing=False,
        vae_tiling=False,
        fuse_qkv=True,
        casting=AskedCasting(),
        offloads=(NoOffload(),),
        compilation=NoCompilation(),
        caches=(NoCache(),),
        batch_size=1,
    )

    receipt = Generation()(an_asked_generation(plan=asked)).receipt

    assert {outcome.status for outcome in receipt.outcomes} == {"APPLIED"}
    assert {outcome.optimization for outcome in receipt.outcomes} == set(Technique)


def test_a_degraded_picture_says_so_and_so_does_the_report_but_no_other_picture() -> None:
    generation = Generation(Conduct(tiled=frozenset({1})))

    report = generation(asking_for(3))

    def degraded(receipt: PlanReceipt) -> list[str]:
        return [one.optimization for one in receipt.outcomes if isinstance(one, Degraded)]

    assert degraded(report.receipt) == ["vae_tiling"]
    assert [degraded(record.receipt) for record in generation.kept_provenance] == [
        [],
        ["vae_tiling"],
        [],
    ]


def test_times_are_summed_over_the_pictures() -> None:
    timings = Generation()(asking_for(2)).timings

    assert (timings.encode_seconds, timings.denoise_seconds) == (0.5, 1.0)
    assert (timings.decode_seconds, timings.steps, timings.cached_steps) == (0.25, 8, 2)
    assert timings.load_seconds >= 0
    assert timings.save_seconds >= 0


def test_what_happens_is_told_in_the_order_in_which_it_happens() -> None:
    generation = Generation(Conduct(warnings=("The prompt was cut.",)))

    generation(asking_for(2, steps=1))

    picture = [
        "encoding prompt",
        "denoising",
        "decoding",
        "saving",
        Kept,
    ]
    first = [*picture[:3], Remarked("The prompt was cut."), *picture[3:]]
    told = [
        str(event.phase) if isinstance(event, Progress) else event for event in generation.told
    ]
    shape = [type(e) if isinstance(e, Accepted | Proven | Kept) else e for e in told]
    assert shape == [Accepted, "loading model", Proven, *first, *picture]


def test_progress_never_goes_back() -> None:
    generation = Generation()

    generation(asking_for(3))

    fractions = [event.fraction for event in generation.told if isinstance(event, Progress)]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)


def test_saving_tells_the_steps_that_were_done_rather_than_those_asked_for() -> None:
    generation = Generation(Conduct(steps_more=1))

    generation()

    told = [event for event in generation.told if isinstance(event, Progress)]
    assert {(event.step, event.steps) for event in told[-2:]} == {(5, 5)}
    assert told[-1].phase is Phase.SAVING


def test_the_engine_is_closed_when_all_is_drawn() -> None:
    generation = Generation()

    generation(asking_for(2))

    assert (generation.loader.engine.closed, generation.loader.engine.is_idle) == (1, True)


def test_a_request_is_drawn_as_asked() -> None:
    generation = Generation()
    asked = an_asked_request(width=48, height=64, steps=2, guidance_scale=1.5, seed=3)

    generation(an_asked_generation(request=asked))

    assert generation.loader.engine.draws == [request_for(a_profile(), asked, 0)]
