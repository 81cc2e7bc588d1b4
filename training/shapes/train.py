"""Train the bundled model `shapes` from nothing: `python -m training.shapes.train --out DIR`.

The stages run in order and each resumes from its checkpoint in DIR; `--stage` runs one alone.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

import torch
from diffusers import AutoencoderKL, FluxTransformer2DModel

from .autoencoder import new_autoencoder
from .checkpoint import Checkpoint
from .dataset import Dataset
from .flow_model import new_transformer
from .latent import SHARD, LatentShards
from .pipeline import assemble, ship
from .text_encoder import TextEncoders, new_text_encoders
from .train_autoencoder import AutoencoderPlan, train_autoencoder
from .train_text import TextPlan, train_text
from .train_transformer import TransformerPlan, measure_scale, train_transformer

AUTOENCODER: Final = AutoencoderPlan(steps=3000)
DECODER: Final = AutoencoderPlan(
    steps=400, crop=0, matrix_rate=5e-4, other_rate=5e-4, latent_noise=0.1, decoder_only=True
)
TEXT: Final = TextPlan(steps=1000)
TRANSFORMER: Final = TransformerPlan(steps=6000)
SHARDS: Final = 10
Plan = TypeVar("Plan", AutoencoderPlan, TextPlan, TransformerPlan)


@dataclass(frozen=True, slots=True)
class Training:
    """All stages over one folder of data and checkpoints."""

    folder: Path
    device: torch.device
    share: float = 1.0
    """Share of the full steps and pictures; small values try the code."""

    def vae(self) -> None:
        """Learn the autoencoder."""
        train_autoencoder(
            self._shorter(AUTOENCODER), self._data, self._test, self._checkpoint("vae"),
            start=None, device=self.device, log=_say,
        )  # fmt: skip

    def text(self) -> None:
        """Learn the text encoders."""
        train_text(self._shorter(TEXT), self._checkpoint("text"), device=self.device, log=_say)

    def transformer(self) -> None:
        """Encode the pictures, then learn to draw."""
        self._shards.write(self._vae("vae"), device=self.device, log=_say)
        train_transformer(
            self._shorter(TRANSFORMER),
            self._shards,
            self._encoders(),
            self._checkpoint("transformer"),
            device=self.device,
            log=_say,
        )

    def decoder(self) -> None:
        """Polish the decoder on slightly noisy latents; the latents stay as they are."""
        train_autoencoder(
            self._shorter(DECODER), self._data, self._test, self._checkpoint("decoder"),
            start=self._vae("vae"), device=self.device, log=_say,
        )  # fmt: skip

    def export(self) -> None:
        """Write the folder that `DiffusionPipeline.from_pretrained` loads."""
        stage = "decoder" if self._checkpoint("decoder").path.exists() else "vae"
        pipeline = assemble(
            self._vae(stage).cpu(),
            self._encoders(),
            self._transformer(),
            measure_scale(self._shards),
        )
        ship(pipeline, self.folder / "shapes")

    def _shorter(self, plan: Plan) -> Plan:
        return replace(plan, steps=max(2, round(self.share * plan.steps)))

    @property
    def _data(self) -> Dataset:
        shards = max(1, round(self.share * SHARDS))
        return Dataset(self.folder / "data", shards * SHARD)

    @property
    def _test(self) -> Dataset:
        return Dataset(self.folder / "data", 512, seed=1)

    @property
    def _shards(self) -> LatentShards:
        return LatentShards(self.folder / "latents", self._data)

    def _checkpoint(self, stage: str) -> Checkpoint:
        return Checkpoint(self.folder / f"{stage}.pt")

    def _vae(self, stage: str) -> AutoencoderKL:
        vae = new_autoencoder()
        vae.load_state_dict(self._finished(stage, "model"))
        return vae.to(self.device).eval()

    def _encoders(self) -> TextEncoders:
        encoders = new_text_encoders()
        state = self._finished("text", "model")
        for name, module in (("t5", encoders.t5), ("clip", encoders.clip)):
            own = {k.removeprefix(f"{name}."): v for k, v in state.items() if k.startswith(name)}
            module.load_state_dict(own)
            module.eval().requires_grad_(False)
        return encoders

    def _transformer(self) -> FluxTransformer2DModel:
        transformer = new_transformer()
        transformer.load_state_dict(self._finished("transformer", "average"))
        return transformer

    def _finished(self, stage: str, part: str) -> dict[str, torch.Tensor]:
        saved = self._checkpoint(stage).load()
        if saved is None:
            raise FileNotFoundError(f"stage {stage} has not run in {self.folder}")
        found: dict[str, torch.Tensor] = saved[part]
        return found


STAGES: Final[dict[str, Callable[[Training], None]]] = {
    "vae": Training.vae,
    "text": Training.text,
    "transformer": Training.transformer,
    "decoder": Training.decoder,
    "export": Training.export,
}


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """Run one stage, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of all that is made")
    parser.add_argument("--stage", choices=tuple(STAGES), help="only this stage")
    parser.add_argument("--threads", type=int, default=1, help="CPU threads; 1 is the safest")
    parser.add_argument("--share", type=float, default=1.0, help="of the steps and pictures")
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(0)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    training = Training(asked.out, device, asked.share)
    for name, stage in STAGES.items():
        if asked.stage in (None, name):
            stage(training)


if __name__ == "__main__":
    main()
