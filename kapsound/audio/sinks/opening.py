"""Opens sinks: each kind of output names the module that does it."""

import importlib
from typing import cast

from kapsound.audio.sinks.base import Opening, Sink
from kapsound.core.output import Output, refusal
from kapsound.errors import DeviceError


def open_sink(output: Output, opening: Opening) -> Sink:
    """Open the sink of an output; a live one that has no pace of its own is paced by the clock.

    Raises:
        DeviceError: it cannot be opened; the message says why and what to do.

    """
    if opening.live and (reason := refusal(output)):
        raise DeviceError(reason)
    module = importlib.import_module(f"kapsound.audio.sinks.{output.kind.sink}")
    return cast("Sink", module.open_sink(output, opening))
