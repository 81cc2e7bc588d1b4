"""Which adapter plays which role. The only module that names adapters, and dependency-injector.

Adapters are imported when first asked for, since some of them bring torch and diffusers.
"""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dependency_injector import containers, providers

from ..application.check_generation import CheckGeneration
from ..application.examine_host import ExamineHost
from ..application.explain_plan import ExplainPlan
from ..application.generate_images import GenerateImages
from ..application.ports.host_inspector import HostInspector
from ..application.ports.image_engine import ImageEngine, LoadEngine
from ..application.ports.model_library import ModelLibrary
from ..application.ports.picture_reader import PictureReader
from ..application.ports.picture_store import PictureStore
from ..application.ports.weight_counter import WeightCounter
from ..application.prepare_engine import PrepareEngine
from ..application.replay_picture import ReplayPicture
from ..application.situate_generation import SituateGeneration
from ..domain.host import Device
from ..domain.model import ModelProfile
from ..domain.plan import OptimizationPlan
from ..domain.step_cache import (
    CacheDit,
    DeepCache,
    FasterCache,
    FirstBlockCache,
    MagCache,
    NoCache,
    PyramidAttentionBroadcast,
    StepCache,
    TaylorSeer,
)

if TYPE_CHECKING:
    from ..adapters.diffusers.caches.technique import CacheTechnique
    from ..adapters.diffusers.other_libraries import OtherLibraries


def _library() -> ModelLibrary:
    from ..adapters.diffusers.library import DiffusersLibrary

    return DiffusersLibrary()


def _host_inspector() -> HostInspector:
    from ..adapters.hardware.host_inspector import TorchHostInspector

    return TorchHostInspector()


def _planning_host(device_profile: str | None) -> HostInspector:
    """A plan needs no torch: neither for a device by name nor for this machine's."""
    if device_profile is not None:
        from ..adapters.hardware.profiled_host import ProfiledHost

        return ProfiledHost(device_profile)
    from ..adapters.hardware.quick_host_inspector import QuickHostInspector

    return QuickHostInspector()


def _loader(shows_downloads: bool) -> LoadEngine:
    def load(model: ModelProfile, plan: OptimizationPlan, device: Device) -> ImageEngine:
        from ..adapters.diffusers.bars import hide_download_bars
        from ..adapters.diffusers.engine import load_engine

        if not shows_downloads:
            hide_download_bars()
        return load_engine(model, plan, device, other_libraries())

    return load


def other_libraries() -> "OtherLibraries":
    """Return the ways to optimizations that live in adapters of their own."""
    from ..adapters.diffusers.other_libraries import OtherLibraries

    return OtherLibraries(_cache_technique, _use_older_sage)


def _use_older_sage(denoiser: Any) -> None:
    from ..adapters.attention import sage1

    sage1.install()
    sage1.point_at(denoiser)


def _cache_technique(cache: StepCache) -> "CacheTechnique":
    """Return what puts a step cache in force, from the library that it comes from."""
    match cache:
        case FirstBlockCache():
            from ..adapters.diffusers.caches import first_block_cache

            return first_block_cache.TECHNIQUE
        case PyramidAttentionBroadcast():
            from ..adapters.diffusers.caches import pyramid_attention_broadcast

            return pyramid_attention_broadcast.TECHNIQUE
        case FasterCache():
            from ..adapters.diffusers.caches import faster_cache

            return faster_cache.TECHNIQUE
        case TaylorSeer():
            from ..adapters.diffusers.caches import taylor_seer

            return taylor_seer.TECHNIQUE
        case MagCache():
            from ..adapters.diffusers.caches import mag_cache

            return mag_cache.TECHNIQUE
        case CacheDit():
            from ..adapters.cache_dit import db_cache

            return db_cache.TECHNIQUE
        case DeepCache():
            from ..adapters.deep_cache.unet_cache import UnetCache

            return UnetCache()
        case NoCache():
            raise ValueError("no cache has no technique")


def _store(folder: str) -> PictureStore:
    from ..adapters.storage.picture_folder import PictureFolder

    return PictureFolder(Path(folder))


def _reader() -> PictureReader:
    from ..adapters.storage.picture_files import PictureFiles

    return PictureFiles()


class _LateWeightCounter:
    """Brings torch when something is to be counted, which is seldom."""

    def count(self, model: ModelProfile) -> ModelProfile:
        from ..adapters.diffusers.meta_weights import MetaWeightCounter

        return MetaWeightCounter().count(model)


def _new_seed() -> int:
    """Draw a seed that is easy to write down again."""
    return secrets.randbelow(2**32)


class Container(containers.DeclarativeContainer):
    """The use cases, wired to their adapters.

    `config.output_dir` is where pictures go; `config.device_profile` names the device to plan for,
    or is `None` for this machine's; `config.shows_downloads` says whether the hub library may draw
    its bars while it brings a model's weights.
    """

    config = providers.Configuration(strict=True)

    library: providers.Provider[ModelLibrary] = providers.Singleton(_library)
    host_inspector: providers.Provider[HostInspector] = providers.Singleton(_host_inspector)
    load_engine: providers.Provider[LoadEngine] = providers.Singleton(
        _loader, config.shows_downloads
    )
    store: providers.Provider[PictureStore] = providers.Singleton(_store, config.output_dir)
    reader: providers.Provider[PictureReader] = providers.Singleton(_reader)
    new_seed = providers.Object(_new_seed)

    situate: providers.Provider[SituateGeneration] = providers.Factory(
        SituateGeneration, library, host_inspector
    )
    check: providers.Provider[CheckGeneration] = providers.Factory(CheckGeneration, situate)
    prepare: providers.Provider[PrepareEngine] = providers.Factory(PrepareEngine, load_engine)
    generate_images: providers.Provider[GenerateImages] = providers.Factory(
        GenerateImages, check, prepare, store, new_seed
    )
    replay_picture: providers.Provider[ReplayPicture] = providers.Factory(
        ReplayPicture, check, prepare, reader
    )
    examine_host: providers.Provider[ExamineHost] = providers.Factory(ExamineHost, host_inspector)

    planning_host: providers.Provider[HostInspector] = providers.Singleton(
        _planning_host, config.device_profile
    )
    situate_plan: providers.Provider[SituateGeneration] = providers.Factory(
        SituateGeneration, library, planning_host
    )
    weight_counter: providers.Provider[WeightCounter] = providers.Singleton(_LateWeightCounter)
    explain_plan: providers.Provider[ExplainPlan] = providers.Factory(
        ExplainPlan, situate_plan, weight_counter
    )
