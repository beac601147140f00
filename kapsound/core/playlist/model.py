"""The playlist's shape: frozen pydantic models, one a table of the file."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from kapsound.units import Decibels, Lufs, Seconds, parse_duration

FORMAT = 1
SYNTHS = ("drone", "bowls", "ocean", "rain", "brown", "pink", "pad", "breathing")
Route = Literal["intramuscular", "intravenous", "lozenge", "intranasal", "other"]
SynthName = Literal["drone", "bowls", "ocean", "rain", "brown", "pink", "pad", "breathing"]
Arrange = Literal["listed", "fit", "shuffle"]


def _duration(value: Any) -> Any:
    if isinstance(value, str):
        return parse_duration(value)
    raise ValueError('write a duration in quotes, like "90s", "12m30s" or "1h"')


def _offset(value: Any) -> Any:
    if isinstance(value, str) and value.startswith("-"):
        return -parse_duration(value[1:])
    return _duration(value)


Duration = Annotated[
    Seconds,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": r"^(\d+h)?(\d+m)?(\d+(\.\d+)?s)?$"}),
]
Offset = Annotated[
    Seconds,
    BeforeValidator(_offset),
    WithJsonSchema({"type": "string", "pattern": r"^-?(\d+h)?(\d+m)?(\d+(\.\d+)?s)?$"}),
]


class Table(BaseModel):
    """What every table of a playlist shares: unknown keys are faults, values never change."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)
