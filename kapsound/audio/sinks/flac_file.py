"""Writes a FLAC file: 24-bit, 48 kHz stereo, through PyAV.

For render jobs only: the player process never loads PyAV, so a live session is written as WAV
or raw. PyAV is loaded when a sink is made, not when this module is.
"""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from kapsound.audio.sinks.base import SinkLost, UnpacedSink
from kapsound.audio.sinks.files import create
from kapsound.audio.sinks.wave_file import to_pcm24
from kapsound.samples import Gatherer, Samples
from kapsound.units import SAMPLE_RATE

_FRAME = 4_096
_FILE = {"fflags": "+bitexact"}
_CODEC = {"flags": "+bitexact"}


class FlacSink(UnpacedSink):
    """Writes `path` as FLAC; an existing file only with `replace`.

    The same audio gives the same bytes, whatever the size of its blocks.

    Raises:
        DeviceError: the file cannot be made.
        SinkLost: in `write` or `close`, the disk is full.

    """

    def __init__(self, path: Path, *, replace: bool = False) -> None:
        self._path = path
        create(path, replace=replace).close()
        self._av: Any = importlib.import_module("av")
        self._gatherer = Gatherer(_FRAME)
        self._container = self._av.open(str(path), "w", format="flac", options=_FILE)
        self._stream = self._container.add_stream("flac", rate=SAMPLE_RATE, options=_CODEC)
        self._stream.format, self._stream.layout = "s32", "stereo"
        self._open = True

    def write(self, block: Samples) -> None:
        """Encode and append the block."""
        for chunk in self._gatherer.push(block):
            self._encode(chunk)
        self.delivered += len(block)

    def close(self) -> None:
        """Encode what is left, write the header's sizes and checksum, and close the file."""
        if not self._open:
            return
        self._open = False
        if len(rest := self._gatherer.rest()):
            self._encode(rest)
        self._try(lambda: self._container.mux(self._stream.encode(None)))
        self._try(self._container.close)

    def _encode(self, chunk: Samples) -> None:
        samples = np.ascontiguousarray(to_pcm24(chunk) << 8).reshape(1, -1)
        frame = self._av.AudioFrame.from_ndarray(samples, format="s32", layout="stereo")
        frame.sample_rate = SAMPLE_RATE
        self._try(lambda: self._container.mux(self._stream.encode(frame)))

    def _try(self, action: Callable[[], object]) -> None:
        try:
            action()
        except OSError as error:
            raise SinkLost(f"{self._path} cannot be written: {error.strerror}") from error
