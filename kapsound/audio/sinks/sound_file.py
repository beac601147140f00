"""Opens the sink of a sound file: WAV, FLAC or raw by its suffix, or a named pipe for raw."""

from pathlib import Path

from kapsound.audio.sinks.base import Opening, Sink
from kapsound.audio.sinks.flac_file import FlacSink
from kapsound.audio.sinks.paced import in_real_time
from kapsound.audio.sinks.raw import open_fifo, open_raw
from kapsound.audio.sinks.wave_file import WaveSink
from kapsound.core.output import SUFFIXES, Output
from kapsound.errors import DeviceError
from kapsound.units import SAMPLE_RATE

_READER_LIMIT_S = 2.0
# A pipe's reader has a clock of its own: in a session of hours it may get this far before ours.
_READER_AHEAD = SAMPLE_RATE // 2


def open_sink(output: Output, opening: Opening) -> Sink:
    """Open a file, or a named pipe of any suffix; a live session is not written as FLAC.

    A live one is paced by the clock; a pipe's reader may only slow it down.

    Raises:
        DeviceError: it cannot be opened, or is no sound file.

    """
    path = Path(output.value)
    if path.is_fifo():
        pipe = open_fifo(path, stall_s=_READER_LIMIT_S if opening.live else None)
        return in_real_time(pipe, opening, ahead=_READER_AHEAD, slack_s=_READER_LIMIT_S)
    return in_real_time(_open_file(path, opening), opening)


def _open_file(path: Path, opening: Opening) -> Sink:
    match path.suffix.lower():
        case ".raw":
            return open_raw(path, replace=opening.replace)
        case ".wav":
            return WaveSink(path, replace=opening.replace)
        case ".flac" if not opening.live:
            return FlacSink(path, replace=opening.replace)
        case ".flac":
            raise DeviceError(
                f"{path}: a live session is written as .wav or .raw; "
                "render it to .flac afterwards with kapsound render"
            )
    raise DeviceError(f"{path}: a sound file's name ends in {', '.join(SUFFIXES)}")
