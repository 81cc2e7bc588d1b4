"""Any value of the domain, for laws that hold for all of them."""

from hypothesis import strategies as st

from diffgentor.domain.attention import Attention, KernelAttention, NativeAttention
from diffgentor.domain.casting import AskedCasting, LayerwiseCasting, NoCasting, StorageType
from diffgentor.domain.host import Device, DeviceKind
from diffgentor.domain.picture import PictureFormat
from diffgentor.domain.plan import AskedPlan, OptimizationPlan, UnbuiltOption
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
from diffgentor.domain.size import ImageSize

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

attentions: st.SearchStrategy[Attention] = st.just(NativeAttention()) | st.builds(
    KernelAttention, names.filter(lambda name: name != "native")
)
castings = st.just(NoCasting()) | st.builds(
    LayerwiseCasting, st.sampled_from(StorageType), st.sampled_from(Precision)
)
asked_castings = st.builds(
    AskedCasting, st.sampled_from(StorageType), st.none() | st.sampled_from(Precision)
)
plans: st.SearchStrategy[OptimizationPlan] = st.builds(
    OptimizationPlan,
    precision=st.sampled_from(Precision),
    tf32=st.booleans(),
    vae_slicing=st.booleans(),
    vae_tiling=st.booleans(),
    fuse_qkv=st.booleans(),
    attention=attentions,
    casting=castings,
)
choices = st.none() | st.booleans()
asked_plans: st.SearchStrategy[AskedPlan] = st.builds(
    AskedPlan,
    precision=st.none() | st.sampled_from(Precision),
    tf32=choices,
    vae_slicing=choices,
    vae_tiling=choices,
    fuse_qkv=choices,
    attention=st.none() | attentions,
    casting=st.none() | asked_castings,
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
)
