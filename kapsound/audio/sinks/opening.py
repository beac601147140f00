"""The opening of sinks: each kind of output names the module that opens it."""

import importlib
from typing import Protocol, cast

from kapsound.audio.sinks.base import Opening, Sink
from kapsound.core.output import Output, refusal
from kapsound.errors import DeviceError


class Opener(Protocol):
    """The part of a sink's module that is used here."""

    def open_sink(self, output: Output, opening: Opening) -> Sink:
        """Open the sink of an output."""
        ...


def open_sink(output: Output, opening: Opening) -> Sink:
    """Open the sink of an output; a live one that has no pace of its own is paced by the clock.

    Raises:
        DeviceError: it cannot be opened; the message says why and what to do.

    """
    if opening.live and (reason := refusal(output)):
        raise DeviceError(reason)
    module = importlib.import_module(f"kapsound.audio.sinks.{output.kind.sink}")
    return cast("Opener", module).open_sink(output, opening)
