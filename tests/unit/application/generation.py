"""A generation over fakes, for tests to look at from all sides."""

from collections.abc import Callable

from diffgentor.application.asked_generation import AskedGeneration
from diffgentor.application.check_generation import CheckGeneration
from diffgentor.application.generate_images import GenerateImages, GenerationReport
from diffgentor.application.generation_event import GenerationEvent
from diffgentor.application.prepare_engine import PrepareEngine
from diffgentor.application.situate_generation import SituateGeneration
from diffgentor.domain.cancellation import Cancellation
from diffgentor.domain.host import Device
from diffgentor.domain.progress import Progress
from diffgentor.domain.provenance import Provenance
from diffgentor.domain.provenance_json import from_json
from tests.fakes.builders import an_asked_generation, an_asked_request
from tests.fakes.host_inspector import FakeHostInspector
from tests.fakes.image_engine import Conduct, FakeLoader
from tests.fakes.model_library import FakeLibrary
from tests.fakes.picture_store import FakeStore

FRESH_SEED = 100


class Generation:
    """Draws with an engine of some conduct; keeps what was loaded, kept and told."""

    def __init__(
        self,
        conduct: Conduct | None = None,
        store: FakeStore | None = None,
        devices: tuple[Device, ...] = (),
    ) -> None:
        self.loader = FakeLoader(conduct)
        self.store = store or FakeStore()
        self.told: list[GenerationEvent] = []
        self.cancellation = Cancellation()
        check = CheckGeneration(SituateGeneration(FakeLibrary(), FakeHostInspector(*devices)))
        prepare = PrepareEngine(self.loader)
        self._generate = GenerateImages(check, prepare, self.store, lambda: FRESH_SEED)

    def __call__(
        self,
        asked: AskedGeneration | None = None,
        on: Callable[[GenerationEvent], None] = lambda _: None,
    ) -> GenerationReport:
        """Generate; `on` hears every event as well."""

        def tell(event: GenerationEvent) -> None:
            self.told.append(event)
            on(event)

        return self._generate(asked or an_asked_generation(), tell, self.cancellation)

    def stop_at(self, step: int, picture: int = 0) -> Callable[[GenerationEvent], None]:
        """Return a listener that asks to stop once a step of a picture is done."""

        def stop(event: GenerationEvent) -> None:
            if isinstance(event, Progress) and (event.picture, event.step) == (picture, step):
                self.cancellation.request()

        return stop

    @property
    def kept_provenance(self) -> list[Provenance]:
        """What stands in the pictures that were kept."""
        return [from_json(kept.provenance) for kept in self.store.kept]


def asking_for(pictures: int, **changes: object) -> AskedGeneration:
    """Ask for several pictures."""
    return an_asked_generation(request=an_asked_request(pictures=pictures, **changes))
