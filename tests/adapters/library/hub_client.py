"""A process of its own that asks the hub, since HF_ENDPOINT is read when it is imported."""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.adapters.library.hub_server import HUB_ID
from tests.adapters.python_process import start_python


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of asking, and what it took."""

    told: dict[str, str]
    complaints: str
    seconds: float


def surroundings_of(endpoint: str, home: Path) -> dict[str, str]:
    """The environment of a process for which this hub is the only one, and `home` its memory."""
    return {
        "HF_ENDPOINT": endpoint,
        "HF_HOME": str(home),
        "HF_HUB_ETAG_TIMEOUT": "1",
        "HF_HUB_OFFLINE": "0",
        "HF_TOKEN": "",
        "no_proxy": "127.0.0.1",
    }


def ask(
    endpoint: str, home: Path, *, draw: bool = False, hub_id: str = HUB_ID, **environment: str
) -> Answer:
    """Read the profile of `hub_id` in another process, and draw a picture with it if asked to."""
    started = time.monotonic()
    surroundings = surroundings_of(endpoint, home) | environment
    code = "from tests.adapters.library.hub_client import main; main()"
    with start_python("-c", code, hub_id, "draw" if draw else "", **surroundings) as process:
        printed, complaints = process.communicate(timeout=100)
    assert process.returncode == 0, complaints
    return Answer(json.loads(printed), complaints, time.monotonic() - started)


def main() -> None:
    """Print as JSON what the library says of the model, or how it failed."""
    from diffgentor.adapters.diffusers.library import DiffusersLibrary
    from diffgentor.domain.errors import DiffgentorError

    hub_id, draw = sys.argv[1:]
    try:
        model = DiffusersLibrary().profile(hub_id)
        told = {
            "class": model.pipeline_class,
            "location": model.location,
            "revision": str(model.revision),
            "fingerprint": model.fingerprint,
            "imports": "torch" if "torch" in sys.modules else "no torch",
        }
        if draw:
            from tests.adapters.library.one_picture import pixels_of

            told["pixels"] = pixels_of(model).hex()
    except DiffgentorError as error:
        told = {
            "error": type(error).__name__, "message": error.message, "advice": error.advice
        }  # fmt: skip
    sys.stdout.write(json.dumps(told))
