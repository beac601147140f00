"""Says what the output process is asked, and what it answers."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Self

from kapsound.core.json_values import read_dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """Open a device by its name, empty for the default, with buffers of so many frames.

    `memory` is the handle of the ring's.
    """

    device: str
    buffer: int
    memory: str

    def line(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def read(cls, line: str) -> Self:
        """Read what `line` returned.

        Raises:
            ValueError: it is no such line.

        """
        return read_dataclass(cls, json.loads(line))


@dataclass(frozen=True, slots=True)
class Opened:
    """The device is open: its own name, empty where the driver names none.

    `priority` says whether the process has real-time priority.
    """

    name: str
    priority: bool

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)
