"""Defines what a player is told to do: begin a session, or go on with one that broke off."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kapsound.core.json_values import read_dataclass
from kapsound.core.spec import SessionSpec
from kapsound.errors import RecordError

_RESUME = "resume"


@dataclass(frozen=True, slots=True)
class ResumeOrder:
    """Go on with a record whose player stopped for a `cause`.

    `stopped` is when, by the boot-time clock, if that is known. It begins `safe` after a loop of
    crashes, and to `end` the session where only that is wanted any more.
    """

    record: str
    cause: str
    stopped: float | None = None
    safe: bool = False
    end: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the order as a JSON object."""
        return {_RESUME: asdict(self)}


Order = SessionSpec | ResumeOrder


def read_order(text: bytes) -> Order:
    """Read an order from JSON: a session's spec, or what `ResumeOrder.to_json` returned.

    Raises:
        RecordError: it holds none.

    """
    try:
        values = json.loads(text)
        if isinstance(values, Mapping) and _RESUME in values:
            return read_dataclass(ResumeOrder, values[_RESUME])
    except ValueError as error:
        raise RecordError(f"the session cannot be read: {error}") from error
    return SessionSpec.from_json(values)
