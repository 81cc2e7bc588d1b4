"""Counts of the denoiser as JSON values, and back."""

from typing import Any

from .denoiser_counts import DenoiserCounts, UnitCounts


def counts_fields(counts: DenoiserCounts) -> dict[str, Any]:
    """Return an object with the calls, and for each kind of parts its runs in each step."""
    return {
        "denoiser_calls": counts.calls,
        "units": [
            {
                "unit": one.unit,
                "number": one.number,
                "runs_per_step": list(one.runs_per_step),
                "expected": one.expected,
            }
            for one in counts.units
        ],
    }


def counts_from(record: object) -> DenoiserCounts | None:
    """Read what `counts_fields` wrote; records of older versions have none.

    Raises:
        TypeError, KeyError: it is something else.
    """
    if record is None:
        return None
    fields = _kind(dict, record)
    return DenoiserCounts(
        _kind(int, fields["denoiser_calls"]),
        tuple(
            UnitCounts(
                _kind(str, one["unit"]),
                _kind(int, one["number"]),
                tuple(_kind(int, runs) for runs in _kind(list, one["runs_per_step"])),
                _kind(int, one["expected"]),
            )
            for one in _kind(list, fields["units"])
        ),
    )


def _kind(kind: type[Any], value: object) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not of type {kind.__name__}")
    return value
