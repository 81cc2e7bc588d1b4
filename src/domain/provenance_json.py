"""Provenance as JSON text, and back."""

import json
from typing import Any, TypeVar

from .attention import attention_called
from .casting import casting_called
from .compilation import compilation_called
from .denoiser_counts_json import counts_fields, counts_from
from .errors import DiffgentorError, PictureUnreadable
from .offload import offload_called
from .picture import PictureFormat
from .plan import OptimizationPlan
from .precision import Precision
from .provenance import Provenance
from .receipt import Applied, Degraded, Outcome, Planned, PlanReceipt, Refused
from .request import GenerationRequest
from .size import ImageSize
from .step_cache import step_cache_called

VERSION = 1
"""Of this layout; a reader refuses what is newer."""

Kind = TypeVar("Kind", str, int, list[Any], dict[str, Any])


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
            "counts": None if provenance.counts is None else counts_fields(provenance.counts),
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
        if _only(int, record["version"]) > VERSION:
            raise PictureUnreadable(
                f"The picture's record is of version {record['version']}; "
                f"this diffgentor reads up to {VERSION}.",
                "Use a newer diffgentor.",
            )
        return _provenance(record)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
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
            prompt=_only(str, request["prompt"]),
            negative_prompt=_text_or_none(request["negative_prompt"]),
            size=ImageSize(_only(int, request["width"]), _only(int, request["height"])),
            steps=_only(int, request["steps"]),
            guidance_scale=_number(request["guidance_scale"]),
            seed=_only(int, request["seed"]),
            pictures=_only(int, request["pictures"]),
            format=PictureFormat(request["format"]),
        ),
        index=_only(int, record["index"]),
        seed=_only(int, record["seed"]),
        plan=_plan(record["plan"]),
        receipt=PlanReceipt(
            tuple(_outcome(fields) for fields in _only(list, receipt["outcomes"])),
            _only(str, receipt["plan_fingerprint"]),
        ),
        model=_only(str, model["name"]),
        model_revision=_text_or_none(model["revision"]),
        model_fingerprint=_only(str, model["fingerprint"]),
        pipeline_class=_only(str, model["pipeline_class"]),
        device=_only(str, record["device"]),
        libraries=_texts(record["libraries"]),
        pixels_sha256=_only(str, record["pixels_sha256"]),
        counts=counts_from(record.get("counts")),
    )


def _plan(settings: dict[str, str]) -> OptimizationPlan:
    return OptimizationPlan(
        precision=Precision(settings["torch_dtype"]),
        tf32=_is_on(settings["tf32"]),
        vae_slicing=_is_on(settings["vae_slicing"]),
        vae_tiling=_is_on(settings["vae_tiling"]),
        fuse_qkv=_is_on(settings["fuse_qkv"]),
        attention=attention_called(_only(str, settings["attention_backend"])),
        casting=casting_called(_only(str, settings.get("layerwise_casting", "off"))),
        offload=offload_called(_only(str, settings.get("offload", "off"))),
        compilation=compilation_called(_only(str, settings.get("compile", "off"))),
        cache=step_cache_called(_only(str, settings.get("cache", "off"))),
        batch_size=int(_only(str, settings.get("batch_size", "1"))),
    )


def _outcome(fields: object) -> Outcome:
    texts = _texts(fields)
    kinds: dict[str, type[Planned] | type[Applied] | type[Degraded] | type[Refused]] = {
        str(kind.status): kind for kind in (Planned, Applied, Degraded, Refused)
    }
    kind = kinds[texts.pop("status")]
    return kind(**texts)


def _is_on(setting: str) -> bool:
    return {"on": True, "off": False}[setting]


def _only(kind: type[Kind], value: object) -> Kind:
    """Return the value if it is of that kind: JSON's `true` is no number."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not of type {kind.__name__}")
    return value


def _number(value: object) -> float:
    return value if isinstance(value, float) else float(_only(int, value))


def _text_or_none(value: object) -> str | None:
    return None if value is None else _only(str, value)


def _texts(value: object) -> dict[str, str]:
    return {name: _only(str, text) for name, text in _only(dict, value).items()}


def _damaged() -> PictureUnreadable:
    return PictureUnreadable(
        "The picture's record is damaged.", "Only an unchanged file can be drawn again."
    )
