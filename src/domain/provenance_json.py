"""Provenance as JSON text, and back."""

import json
from typing import Any

from .errors import DiffgentorError, PictureUnreadable
from .picture import PictureFormat
from .plan import KernelAttention, NativeAttention, OptimizationPlan, Precision
from .provenance import Provenance
from .receipt import Applied, Degraded, Outcome, Planned, PlanReceipt, Refused
from .request import GenerationRequest
from .size import ImageSize

VERSION = 1
"""Of this layout; a reader refuses what is newer."""


def to_json(provenance: Provenance) -> str:
    """Return one line of JSON, readable by `from_json` of this and later versions."""
    request, plan, receipt = provenance.request, provenance.plan, provenance.receipt
    return json.dumps(
        {
            "version": VERSION,
            "request": {
                "prompt": request.prompt,
                "negative_prompt": request.negative_prompt,
                "width": request.size.width,
                "height": request.size.height,
                "steps": request.steps,
                "guidance_scale": request.guidance_scale,
                "seed": request.seed,
                "pictures": request.pictures,
                "format": request.format,
            },
            "index": provenance.index,
            "seed": provenance.seed,
            "plan": {str(technique): value for technique, value in plan.settings().items()},
            "receipt": {
                "plan_fingerprint": receipt.plan_fingerprint,
                "outcomes": [outcome_fields(outcome) for outcome in receipt.outcomes],
            },
            "model": {
                "name": provenance.model,
                "revision": provenance.model_revision,
                "fingerprint": provenance.model_fingerprint,
                "pipeline_class": provenance.pipeline_class,
            },
            "device": provenance.device,
            "libraries": dict(provenance.libraries),
            "pixels_sha256": provenance.pixels_sha256,
        },
        ensure_ascii=False,
    )


def from_json(text: str) -> Provenance:
    """Read what `to_json` wrote.

    Raises:
        PictureUnreadable: the text is something else, damaged, or of a newer version.
    """
    try:
        record = json.loads(text)
        if record["version"] > VERSION:
            raise PictureUnreadable(
                f"The picture's record is of version {record['version']}; "
                f"this diffgentor reads up to {VERSION}.",
                "Use a newer diffgentor.",
            )
        return _provenance(record)
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
    except DiffgentorError as error:
        if isinstance(error, PictureUnreadable):
            raise
        raise _damaged() from error


def outcome_fields(outcome: Outcome) -> dict[str, str]:
    """Return an outcome as flat text fields: its status, and those that its kind has."""
    fields = {field: str(getattr(outcome, field)) for field in type(outcome).__slots__}
    return {"status": str(outcome.status)} | fields


def _provenance(record: dict[str, Any]) -> Provenance:
    request, model, receipt = record["request"], record["model"], record["receipt"]
    return Provenance(
        request=GenerationRequest(
            prompt=request["prompt"],
            negative_prompt=request["negative_prompt"],
            size=ImageSize(request["width"], request["height"]),
            steps=request["steps"],
            guidance_scale=request["guidance_scale"],
            seed=request["seed"],
            pictures=request["pictures"],
            format=PictureFormat(request["format"]),
        ),
        index=record["index"],
        seed=record["seed"],
        plan=_plan(record["plan"]),
        receipt=PlanReceipt(
            tuple(_outcome(fields) for fields in receipt["outcomes"]),
            receipt["plan_fingerprint"],
        ),
        model=model["name"],
        model_revision=model["revision"],
        model_fingerprint=model["fingerprint"],
        pipeline_class=model["pipeline_class"],
        device=record["device"],
        libraries=record["libraries"],
        pixels_sha256=record["pixels_sha256"],
    )


def _plan(settings: dict[str, str]) -> OptimizationPlan:
    backend = settings["attention_backend"]
    return OptimizationPlan(
        precision=Precision(settings["torch_dtype"]),
        tf32=settings["tf32"] == "on",
        vae_slicing=settings["vae_slicing"] == "on",
        vae_tiling=settings["vae_tiling"] == "on",
        fuse_qkv=settings["fuse_qkv"] == "on",
        attention=NativeAttention() if backend == "native" else KernelAttention(backend),
    )


def _outcome(fields: dict[str, str]) -> Outcome:
    kinds: dict[str, type[Planned] | type[Applied] | type[Degraded] | type[Refused]] = {
        str(kind.status): kind for kind in (Planned, Applied, Degraded, Refused)
    }
    kind = kinds[fields["status"]]
    return kind(**{name: value for name, value in fields.items() if name != "status"})


def _damaged() -> PictureUnreadable:
    return PictureUnreadable(
        "The picture's record is damaged.", "Only an unchanged file can be drawn again."
    )
