"""Writes raw little-endian float32 stereo: to a file, a named pipe or standard output."""

import errno
import os
import sys
from pathlib import Path

from kapsound.audio.sinks.base import Opening, Sink, SinkLost, UnpacedSink
from kapsound.audio.sinks.files import create
from kapsound.core.output import Output
from kapsound.errors import DeviceError
from kapsound.platform import PIPE_BYTES, open_pipe, wait_writable
from kapsound.samples import Samples


class RawSink(UnpacedSink):
    """Writes to an open descriptor, which it then owns; a pipe's reader sets the pace.

    A reader that takes nothing for `stall_s` seconds counts as lost; None waits for ever.
    """

    def __init__(self, descriptor: int, name: str, *, stall_s: float | None = None) -> None:
        self._descriptor: int | None = descriptor
        self._name, self._stall_s = name, stall_s

    def write(self, block: Samples) -> None:
        """Write the block's samples.

        Raises:
            SinkLost: the reader has gone or takes nothing, the disk is full, or it is closed.

        """
        left = memoryview(block.astype("<f4", order="C").tobytes())
        while left:
            left = left[self._write(left[:PIPE_BYTES] if self._stall_s is not None else left) :]
        self.delivered += len(block)

    def close(self) -> None:
        """Close the descriptor."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def _write(self, data: memoryview) -> int:
        if self._descriptor is None:
            raise SinkLost(f"{self._name} is closed")
        if self._stall_s is not None and not wait_writable(self._descriptor, self._stall_s):
            raise SinkLost(f"the reader of {self._name} has taken nothing for {self._stall_s:g} s")
        try:
            return os.write(self._descriptor, data)
        except BrokenPipeError as error:
            raise SinkLost(f"the reader of {self._name} has gone") from error
        except OSError as error:
            raise SinkLost(f"{self._name} cannot be written: {error.strerror}") from error


def open_sink(output: Output, _: Opening) -> Sink:
    """Open standard output, whose reader sets the pace."""
    return RawSink(os.dup(sys.stdout.fileno()), output.label)


def open_raw(path: Path, *, replace: bool = False) -> RawSink:
    """Write to a new file.

    Raises:
        DeviceError: the file cannot be made.

    """
    with create(path, replace=replace) as file:
        return RawSink(os.dup(file.fileno()), str(path))


def open_fifo(path: Path, *, stall_s: float | None = None) -> RawSink:
    """Write to a named pipe.

    Raises:
        DeviceError: nobody reads the pipe.

    """
    try:
        return RawSink(open_pipe(path), str(path), stall_s=stall_s)
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise DeviceError(f"nobody reads the pipe {path}; start its reader first") from error
        raise DeviceError(f"{path} cannot be written: {error.strerror}") from error
