"""A model's weights, brought onto its device."""

import re
from pathlib import Path
from typing import Any

import torch
from diffusers import DiffusionPipeline

from ...domain.errors import ModelUnreadable
from ...domain.host import Device
from ...domain.model import ModelProfile
from ...domain.offload import NoOffload
from ...domain.plan import OptimizationPlan
from .bars import hide_loading_bars
from .hub import HUB_FAILURES, asking_the_hub
from .library_failures import while_loading
from .remarks import collected_remarks
from .techniques import torch_dtype

_GUESSED = re.compile(r"newly initialized|\bMISSING\b")
"""What transformers logs when a weight is not in the files and random numbers take its place."""
_GUESSED_NAME = re.compile(r"((?:[\w.]|\{[^}]*\})+) *\| MISSING")


def load_pipeline(model: ModelProfile, plan: OptimizationPlan, device: Device) -> Any:
    """Return the model's stock pipeline on `device`, or in the CPU's memory if it is offloaded.

    Raises:
        ModelUnreadable: a file is missing, corrupt, or lacks weights.
        HubUnreachable: the files are still on the hub, and it does not answer.
        OutOfMemory: the device is too small.
    """
    with collected_remarks():
        hide_loading_bars()
    folder = model.location if model.revision is None else str(_hub_folder(model))
    with while_loading(model.location), collected_remarks() as remarks:
        pipeline = DiffusionPipeline.from_pretrained(folder, **torch_dtype.apply(plan.precision))
        _insist_on_weights(model, pipeline, remarks)
        if isinstance(plan.offload, NoOffload):
            pipeline.to(device.label)
    return pipeline


def _hub_folder(model: ModelProfile) -> Path:
    """Return the folder with all files that the pipeline needs; a commit's never change."""

    def bring(*, local_files_only: bool) -> str:
        with collected_remarks():
            return str(
                DiffusionPipeline.download(
                    model.location, revision=model.revision, local_files_only=local_files_only
                )
            )

    try:
        return Path(bring(local_files_only=True))
    except HUB_FAILURES:
        return asking_the_hub(
            model.location, model.revision, lambda: bring(local_files_only=False)
        )


def _insist_on_weights(model: ModelProfile, pipeline: Any, remarks: list[str]) -> None:
    """Refuse a pipeline with weights that no file held.

    diffusers leaves such a weight without data, and transformers fills in random numbers.
    """
    lacking = [
        f"{role}.{name}"
        for role, component in pipeline.components.items()
        if isinstance(component, torch.nn.Module)
        for name, parameter in component.named_parameters()
        if parameter.is_meta
    ]
    for remark in filter(_GUESSED.search, remarks):
        lacking += _GUESSED_NAME.findall(remark) or ([] if lacking else [remark])
    if lacking:
        more = f" and {len(lacking) - 1} more" if lacking[1:] else ""
        raise ModelUnreadable(
            f"The model in {model.location} lacks weights: {lacking[0]}{more}.",
            "Copy or download it again.",
        )
