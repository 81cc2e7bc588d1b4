"""A picture's record as the first version wrote it, word for word: it stays readable."""

import json
from typing import Any

from diffgentor.domain.casting import NoCasting
from diffgentor.domain.compilation import NoCompilation
from diffgentor.domain.offload import NoOffload
from diffgentor.domain.provenance_json import from_json, to_json
from diffgentor.domain.step_cache import NoCache

FIRST = """{"version": 1, "request": {"prompt": "a fox", "negative_prompt": null, "width": 64,
"height": 64, "steps": 5, "guidance_scale": 3.5, "seed": 7, "pictures": 2, "format": "png"},
"index": 1, "seed": 8, "plan": {"torch_dtype": "float32", "tf32": "off", "vae_slicing": "on",
"vae_tiling": "off", "fuse_qkv": "off", "attention_backend": "native"},
"receipt": {"plan_fingerprint": "75c5287363c180b8", "outcomes": [
{"status": "APPLIED", "optimization": "torch_dtype", "setting": "float32", "evidence": "seen"},
{"status": "DEGRADED", "optimization": "vae_slicing", "setting": "on", "rule": "R",
"reason": "r", "suggestion": "s", "evidence": "seen"}]},
"model": {"name": "shapes", "revision": null, "fingerprint": "0123456789abcdef",
"pipeline_class": "FluxPipeline"}, "device": "cpu (a CPU)", "libraries": {"torch": "2.13.0"},
"pixels_sha256": "00"}"""


def test_the_first_record_is_read_with_what_came_later_switched_off() -> None:
    provenance = from_json(FIRST)

    assert (provenance.seed, provenance.index, provenance.model) == (8, 1, "shapes")
    assert provenance.plan.vae_slicing
    plan = provenance.plan
    assert (plan.casting, plan.offload) == (NoCasting(), NoOffload())
    assert (plan.compilation, plan.cache) == (NoCompilation(), NoCache())
    assert plan.batch_size == 1
    assert {outcome.origin for outcome in provenance.receipt.outcomes} == {""}


def test_all_that_the_first_record_says_is_said_again() -> None:
    assert says(json.loads(to_json(from_json(FIRST))), json.loads(FIRST))


def says(new: Any, old: Any) -> bool:
    """Return whether `new` says all that `old` does; objects may have further fields."""
    match old:
        case dict():
            return all(name in new and says(new[name], value) for name, value in old.items())
        case list():
            return len(new) == len(old) and all(map(says, new, old))
        case _:
            return bool(new == old)
