"""Progress and timings as the contract's messages."""

from google.protobuf.duration_pb2 import Duration

from ...domain.progress import Progress, Timings
from .v1 import types_pb2


def to_progress(progress: Progress) -> types_pb2.Progress:
    """Return a moment of a request; without an estimate `eta` stays unset."""
    return types_pb2.Progress(
        phase=types_pb2.Phase.Value(f"PHASE_{progress.phase.name}"),
        step=progress.step,
        total_steps=progress.steps,
        fraction=progress.fraction,
        eta=None if progress.eta_seconds is None else to_duration(progress.eta_seconds),
        image_index=progress.picture,
        image_count=progress.pictures,
    )


def to_timings(timings: Timings) -> types_pb2.Timings:
    """Return where the time went."""
    return types_pb2.Timings(
        load=to_duration(timings.load_seconds),
        encode=to_duration(timings.encode_seconds),
        denoise=to_duration(timings.denoise_seconds),
        decode=to_duration(timings.decode_seconds),
        save=to_duration(timings.save_seconds),
        total_steps=timings.steps,
        cached_steps=timings.cached_steps,
    )


def to_duration(seconds: float) -> Duration:
    """Return a duration to the microsecond, which is as precise as clocks here are."""
    duration = Duration()
    duration.FromMicroseconds(round(seconds * 1e6))
    return duration
