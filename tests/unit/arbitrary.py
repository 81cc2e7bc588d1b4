"""Any value of the domain, for laws that hold for all of them."""

from hypothesis import strategies as st

from diffgentor.domain.asked_plan import AskedPlan, UnbuiltOption
from diffgentor.domain.attention import (
    Attention,
    KernelAttention,
    NativeAttention,
    XformersProcessors,
)
from diffgentor.domain.casting import AskedCasting, LayerwiseCasting, NoCasting, StorageType
from diffgentor.domain.compilation import (
    Compilation,
    CompileBackend,
    CompileMode,
    NoCompilation,
    RegionalCompilation,
    WholeCompilation,
)
from diffgentor.domain.denoiser_counts import DenoiserCounts, UnitCounts
from diffgentor.domain.guidance import ClassifierFreeGuidance, NoGuidance
from diffgentor.domain.host import Device, DeviceKind, Host
from diffgentor.domain.model import BlockProfile, DenoiserProfile, ModelProfile
from diffgentor.domain.offload import (
    GroupOffload,
    GroupType,
    ModelOffload,
    NoOffload,
    Offload,
    SequentialOffload,
)
from diffgentor.domain.picture import PictureFormat
from diffgentor.domain.plan import OptimizationPlan
from diffgentor.domain.precision import Precision
from diffgentor.domain.provenance import Provenance
from diffgentor.domain.receipt import (
    Applied,
    Degraded,
    Outcome,
    Planned,
    PlanReceipt,
    Refused,
)
from diffgentor.domain.request import LARGEST_SEED, MOST_PICTURES, GenerationRequest
from diffgentor.domain.rules import Situation
from diffgentor.domain.size import ImageSize
from diffgentor.domain.step_cache import (
    CacheDit,
    DeepCache,
    FasterCache,
    FirstBlockCache,
    MagCache,
    NoCache,
    PyramidAttentionBroadcast,
    StepCache,
    StepMask,
    TaylorSeer,
)
from tests.fakes.builders import SHAPES, a_profile, a_request, a_situation_asking

texts = st.text(max_size=20)
names = st.text("abcdefghijklmnopqrstuvwxyz_-", min_size=1, max_size=12)
prompts = st.text(min_size=1, max_size=40).filter(str.strip)
edges = st.integers(1, 8192)
sizes = st.builds(ImageSize, edges, edges)
requests: st.SearchStrategy[GenerationRequest] = st.builds(
    GenerationRequest,
    prompt=prompts,
    negative_prompt=st.none() | texts,
    size=sizes,
    steps=st.integers(1, 1000),
    guidance_scale=st.floats(0, allow_infinity=False) | st.integers(0, 100),
    seed=st.integers(0, LARGEST_SEED - MOST_PICTURES),
    pictures=st.integers(1, MOST_PICTURES),
    format=st.sampled_from(PictureFormat),
)

some_attentions: list[Attention] = [
    NativeAttention(),
    XformersProcessors(),
    KernelAttention("xformers"),
]
attentions: st.SearchStrategy[Attention] = st.sampled_from(some_attentions) | st.builds(
    KernelAttention, names.filter(lambda name: name != "native")
)
castings = st.just(NoCasting()) | st.builds(
    LayerwiseCasting, st.sampled_from(StorageType), st.sampled_from(Precision)
)
asked_castings = st.builds(
    AskedCasting, st.sampled_from(StorageType), st.none() | st.sampled_from(Precision)
)
offloads_without_settings: list[Offload] = [NoOffload(), ModelOffload(), SequentialOffload()]
offloads: st.SearchStrategy[Offload] = st.sampled_from(offloads_without_settings) | st.builds(
    GroupOffload, st.sampled_from(GroupType), st.integers(1, 9), st.booleans()
)
components = st.lists(st.sampled_from(["denoiser", "vae"]), min_size=1, unique=True).map(tuple)
compilations: st.SearchStrategy[Compilation] = (
    st.just(NoCompilation())
    | st.builds(
        WholeCompilation,
        st.sampled_from(CompileMode),
        st.booleans(),
        components,
        st.sampled_from(CompileBackend),
    )
    | st.builds(
        RegionalCompilation,
        st.sampled_from(CompileMode),
        st.booleans(),
        st.sampled_from(CompileBackend),
    )
)
counts = st.integers(2, 50)
thresholds = st.floats(0, 10)
step_caches: st.SearchStrategy[StepCache] = st.one_of(
    st.just(NoCache()),
    st.builds(DeepCache, counts, st.integers(0, 11)),
    st.builds(FirstBlockCache, thresholds),
    st.builds(PyramidAttentionBroadcast, counts, st.just((100, 800))),
    st.builds(FasterCache, counts, st.just((-1, 681))),
    st.builds(TaylorSeer, counts, st.integers(0, 4), counts, counts, st.booleans()),
    st.builds(
        MagCache,
        thresholds,
        counts,
        st.floats(0, 1),
        st.lists(st.floats(0.5, 2), max_size=4).map(tuple),
    ),
    st.builds(
        CacheDit,
        thresholds,
        counts,
        counts,
        counts,
        counts,
        st.integers(0, 4),
        st.sampled_from(StepMask),
    ),
)
batch_sizes = st.integers(1, 64)
plans: st.SearchStrategy[OptimizationPlan] = st.builds(
    OptimizationPlan,
    precision=st.sampled_from(Precision),
    tf32=st.booleans(),
    vae_slicing=st.booleans(),
    vae_tiling=st.booleans(),
    fuse_qkv=st.booleans(),
    attention=attentions,
    casting=castings,
    offload=offloads,
    compilation=compilations,
    cache=step_caches,
    batch_size=batch_sizes,
)
choices = st.none() | st.booleans()
asked_plans: st.SearchStrategy[AskedPlan] = st.builds(
    AskedPlan,
    precision=st.none() | st.sampled_from(Precision),
    tf32=choices,
    vae_slicing=choices,
    vae_tiling=choices,
    fuse_qkv=choices,
    attentions=st.lists(attentions, max_size=2).map(tuple),
    casting=st.none() | asked_castings | st.just(NoCasting()),
    offloads=st.lists(offloads, max_size=2).map(tuple),
    compilation=st.none() | compilations,
    caches=st.lists(step_caches, max_size=2).map(tuple),
    batch_size=st.none() | batch_sizes,
    unbuilt=st.lists(st.builds(UnbuiltOption, names, names), max_size=3).map(tuple),
)

cpus = st.builds(Device, st.just(DeviceKind.CPU), names, st.integers(0, 2**40))
gpus = st.builds(
    Device,
    st.just(DeviceKind.CUDA),
    names,
    st.integers(0, 2**40),
    st.tuples(st.integers(5, 12), st.integers(0, 9)),
    st.integers(0, 7),
)
devices: st.SearchStrategy[Device] = cpus | gpus

PACKAGES = {
    "torch": "2.13.0",
    "triton": "3.5.0",
    "flash-attn": "2.8.3",
    "sageattention": "1.0.6",
    "xformers": "0.0.30",
    "DeepCache": "0.1.1",
    "cache-dit": "1.5.3",
}
hosts: st.SearchStrategy[Host] = st.builds(
    lambda here, has_cpp: Host((), {one: PACKAGES[one] for one in here}, "Linux", has_cpp),
    st.frozensets(st.sampled_from(sorted(PACKAGES))),
    st.booleans(),
)
blocks = st.builds(
    BlockProfile,
    st.sampled_from(["FluxTransformerBlock", "FluxSingleTransformerBlock"]),
    st.booleans(),
    st.booleans(),
    st.frozensets(st.sampled_from(["attn", "attn1"])),
    st.booleans(),
)
denoisers = st.builds(
    DenoiserProfile,
    st.just("transformer"),
    st.sampled_from(["FluxTransformer2DModel", "UNet2DConditionModel"]),
    heads=st.just(4),
    head_size=st.sampled_from([None, 40, 64]),
    can_fuse_qkv=st.booleans(),
    dispatches_attention=st.booleans(),
    names_repeated_blocks=st.booleans(),
    ends_in_a_projection=st.booleans(),
    blocks=st.lists(blocks, max_size=2).map(tuple),
    layers=st.none() | st.integers(1, 60),
)
models: st.SearchStrategy[ModelProfile] = st.builds(
    a_profile,
    denoiser=denoisers,
    vae=st.sampled_from([None, SHAPES.vae]),
    guidance=st.sampled_from(
        [NoGuidance(), ClassifierFreeGuidance("guidance_scale", takes_negative_prompt=True)]
    ),
    pipeline_class=st.sampled_from(["FluxPipeline", "UnknownPipeline"]),
    guides_in_separate_passes=st.booleans(),
    names_cache_contexts=st.booleans(),
    mag_ratios=st.sampled_from([(), (1.0, 0.9)]),
    call_parameters=st.sampled_from(
        [SHAPES.call_parameters, SHAPES.call_parameters | {"num_images_per_prompt"}]
    ),
)
situations: st.SearchStrategy[Situation] = st.builds(
    a_situation_asking,
    asked_plans,
    model=models,
    device=devices,
    host=hosts,
    request=st.sampled_from(
        [a_request(), a_request(steps=5, pictures=3), a_request(guidance_scale=0.0)]
    ),
)
"""A plan that was asked of a machine and a model that may or may not be up to it."""


def outcomes(optimizations: st.SearchStrategy[str]) -> st.SearchStrategy[Outcome]:
    """Return outcomes of all four kinds about the `optimizations`."""
    return st.one_of(
        st.builds(Planned, optimizations, texts),
        st.builds(Applied, optimizations, texts, names),
        st.builds(Degraded, optimizations, texts, texts, texts, texts, texts),
        st.builds(Refused, optimizations, texts, texts, texts, texts),
    )


def distinct_outcomes(optimizations: st.SearchStrategy[str]) -> st.SearchStrategy[list[Outcome]]:
    """Return lists with at most one outcome for each optimization."""
    return st.lists(
        outcomes(optimizations), max_size=6, unique_by=lambda outcome: outcome.optimization
    )


receipts: st.SearchStrategy[PlanReceipt] = st.builds(
    PlanReceipt, distinct_outcomes(names).map(tuple), names
)
denoiser_counts = st.builds(
    DenoiserCounts,
    st.integers(0, 1000),
    st.lists(
        st.builds(
            UnitCounts,
            texts,
            st.integers(1, 60),
            st.lists(st.integers(0, 60), max_size=6).map(tuple),
            st.integers(0, 360),
        ),
        max_size=2,
    ).map(tuple),
)
provenances: st.SearchStrategy[Provenance] = st.builds(
    Provenance,
    request=requests,
    index=st.integers(0, MOST_PICTURES - 1),
    seed=st.integers(0, LARGEST_SEED),
    plan=plans,
    receipt=receipts,
    model=texts,
    model_revision=st.none() | texts,
    model_fingerprint=texts,
    pipeline_class=texts,
    device=texts,
    libraries=st.dictionaries(names, texts, max_size=4),
    pixels_sha256=texts,
    counts=st.none() | denoiser_counts,
)
