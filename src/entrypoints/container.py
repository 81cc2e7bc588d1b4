"""Which adapter plays which role. The only module that names adapters, and dependency-injector.

Adapters are imported when first asked for, since some of them bring torch and diffusers.
"""

import secrets
from pathlib import Path

from dependency_injector import containers, providers

from ..application.check_generation import CheckGeneration
from ..application.examine_host import ExamineHost
from ..application.generate_images import GenerateImages
from ..application.ports.host_inspector import HostInspector
from ..application.ports.image_engine import ImageEngine, LoadEngine
from ..application.ports.model_library import ModelLibrary
from ..application.ports.picture_reader import PictureReader
from ..application.ports.picture_store import PictureStore
from ..application.prepare_engine import PrepareEngine
from ..application.replay_picture import ReplayPicture
from ..domain.host import Device
from ..domain.model import ModelProfile
from ..domain.plan import OptimizationPlan


def _library() -> ModelLibrary:
    from ..adapters.diffusers.library import DiffusersLibrary

    return DiffusersLibrary()


def _host_inspector() -> HostInspector:
    from ..adapters.hardware.host_inspector import TorchHostInspector

    return TorchHostInspector()


def _load_engine(model: ModelProfile, plan: OptimizationPlan, device: Device) -> ImageEngine:
    from ..adapters.diffusers.engine import load_engine

    return load_engine(model, plan, device)


def _store(folder: str) -> PictureStore:
    from ..adapters.storage.picture_folder import PictureFolder

    return PictureFolder(Path(folder))


def _reader() -> PictureReader:
    from ..adapters.storage.picture_files import PictureFiles

    return PictureFiles()


def _new_seed() -> int:
    """Draw a seed that is easy to write down again."""
    return secrets.randbelow(2**32)


class Container(containers.DeclarativeContainer):
    """The use cases, wired to their adapters. `config.output_dir` is where pictures go."""

    config = providers.Configuration(strict=True)

    library: providers.Provider[ModelLibrary] = providers.Singleton(_library)
    host_inspector: providers.Provider[HostInspector] = providers.Singleton(_host_inspector)
    load_engine: providers.Provider[LoadEngine] = providers.Object(_load_engine)
    store: providers.Provider[PictureStore] = providers.Singleton(_store, config.output_dir)
    reader: providers.Provider[PictureReader] = providers.Singleton(_reader)
    new_seed = providers.Object(_new_seed)

    check: providers.Provider[CheckGeneration] = providers.Factory(
        CheckGeneration, library, host_inspector
    )
    prepare: providers.Provider[PrepareEngine] = providers.Factory(PrepareEngine, load_engine)
    generate_images: providers.Provider[GenerateImages] = providers.Factory(
        GenerateImages, check, prepare, store, new_seed
    )
    replay_picture: providers.Provider[ReplayPicture] = providers.Factory(
        ReplayPicture, check, prepare, reader
    )
    examine_host: providers.Provider[ExamineHost] = providers.Factory(ExamineHost, host_inspector)
