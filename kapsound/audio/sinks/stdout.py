"""Writes raw samples to standard output."""

import os
import sys

from kapsound.audio.sinks.base import Opening, Sink
from kapsound.audio.sinks.raw import RawSink
from kapsound.core.output import Output


def open_sink(output: Output, _: Opening) -> Sink:
    """Open standard output, whose reader sets the pace."""
    return RawSink(os.dup(sys.stdout.fileno()), output.label)
