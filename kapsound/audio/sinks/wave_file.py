"""Writes a WAV file: 24-bit PCM, 48 kHz stereo, the same bytes for the same audio.

Layout: RIFF with `WAVE_FORMAT_EXTENSIBLE`, as Microsoft's "Multiple channel audio data and WAVE
files" asks for above 16 bits. Sizes are written at the end; until then they say "to the end of
the file", so that a file whose writer died still plays.
"""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kapsound.audio.sinks.base import SinkLost, UnpacedSink
from kapsound.audio.sinks.files import create, write_all
from kapsound.samples import Samples
from kapsound.units import CHANNELS, SAMPLE_RATE

FULL_SCALE = 1 << 23
_BYTES = 3
_FRAME_BYTES = CHANNELS * _BYTES
_UNKNOWN = 0xFFFFFFFF
_HEADER_BYTES = 68
_PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")


def to_pcm24(block: Samples) -> NDArray[np.int32]:
    """Return float32 samples as integers of 24 bits, halves to even; beyond full scale clipped."""
    scaled: Samples = np.rint(block * np.float32(FULL_SCALE))
    return scaled.clip(-FULL_SCALE, FULL_SCALE - 1).astype(np.int32)


class WaveSink(UnpacedSink):
    """Writes `path` as WAV; an existing file only with `replace`.

    A WAV file holds 4 GiB, which is 4 h 8 min.

    Raises:
        DeviceError: the file cannot be made.
        SinkLost: in `write` or `close`, the disk is full; in `write`, the file is as long as it
            can be.

    """

    def __init__(self, path: Path, *, replace: bool = False, limit: int = _UNKNOWN) -> None:
        self._path, self._limit = path, limit - _HEADER_BYTES
        self._file = create(path, replace=replace)
        try:
            write_all(self._file, _header(_UNKNOWN - _HEADER_BYTES), path)
        except SinkLost:
            self._file.close()
            raise

    def write(self, block: Samples) -> None:
        """Append the block."""
        if (self.delivered + len(block)) * _FRAME_BYTES > self._limit:
            raise SinkLost(
                f"{self._path} is full: a WAV file holds at most 4 GiB, which is 4 h 8 min. "
                "Render to .flac or .raw instead"
            )
        samples = to_pcm24(block).astype("<i4").view(np.uint8).reshape(-1, 4)[:, :_BYTES]
        write_all(self._file, samples.tobytes(), self._path)
        self.delivered += len(block)

    def close(self) -> None:
        """Write the sizes into the header and close the file."""
        if self._file.closed:
            return
        with self._file:
            self._file.seek(0)
            write_all(self._file, _header(self.delivered * _FRAME_BYTES), self._path)


def _header(data_bytes: int) -> bytes:
    shape = struct.pack(
        "<HHIIHHHHI16s", 0xFFFE, CHANNELS, SAMPLE_RATE, SAMPLE_RATE * _FRAME_BYTES,
        _FRAME_BYTES, 8 * _BYTES, 22, 8 * _BYTES, 0b11, _PCM_GUID,
    )  # fmt: skip
    riff = struct.pack("<4sI4s", b"RIFF", _HEADER_BYTES - 8 + data_bytes, b"WAVE")
    chunk = struct.pack("<4sI", b"fmt ", len(shape))
    return riff + chunk + shape + struct.pack("<4sI", b"data", data_bytes)
