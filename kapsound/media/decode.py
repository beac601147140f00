"""Decodes a sound file to 48 kHz stereo, by FFmpeg through PyAV; runs in worker processes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.filter import Graph
from numpy.typing import NDArray

from kapsound.errors import MediaError
from kapsound.media.blocks import sanitise
from kapsound.media.declared_length import stated_length
from kapsound.media.measure import pulled
from kapsound.media.ogg import Span, links
from kapsound.samples import Samples
from kapsound.units import CHANNELS, SAMPLE_RATE, Frames, format_clock, to_seconds

MAX_SECONDS = 24 * 3600
# Only formats of sound: a text that names other files or the network is never followed.
FORMATS = "wav,w64,flac,mp3,ogg,mov,mp4,m4a,3gp,3g2,mj2,aac,aiff,caf,matroska,webm,asf,ac3,eac3"
_OPTIONS = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
# FLAC carries a checksum for each frame; unchecked, a damaged frame is a burst of noise.
_STRICT = {"flac"}
# Their length is no guess, and a damaged page or frame is left out without an error.
_EXACT = {"flac", "ogg"}
# A file of floats may be written on any scale, and is levelled; a single wild value is no sound.
_MOST_STORED = 2.0**20
# A codec that decodes to 24 dB over full scale was given damaged data.
_MOST_DECODED = 16.0
_TOLERATED = SAMPLE_RATE // 50
_STEREO = f"sample_rates={SAMPLE_RATE}:sample_fmts=flt:channel_layouts=stereo"
# Blocks of a second cost least: a codec's own frames may be of a few hundred.
_SECONDS = f"n={SAMPLE_RATE}:p=0"
_FAILURES = (av.FFmpegError, ValueError, OSError)


class Decoder:
    """Decodes one file; counts `frames` given, `replaced` values, and the length `declared`.

    `on_part` is told the part of the file that is read, 0 to 1.
    """

    def __init__(self, path: Path, on_part: Callable[[float], None]) -> None:
        self._path = path
        self._on_part = on_part
        self._size = max(1, path.stat().st_size)
        self.frames = 0
        self.replaced = 0
        self.declared: Frames | None = None
        self._exact = False
        self._most = _MOST_DECODED
        self._place = 0

    def blocks(self) -> Iterator[Samples]:
        """Give the sound in blocks of some size, shape (frames, 2), finite float32.

        Raises:
            MediaError: the file is no sound, is damaged or cut off, or holds nothing.

        """
        try:
            yield from self._resampled(self._decoded())
        except _FAILURES as error:
            raise MediaError(self._problem(error)) from error
        if not self.frames:
            raise MediaError(f"{self._path}: holds no sound. Replace the file.")
        if self.replaced and self._most == _MOST_DECODED:
            raise MediaError(self._problem(f"{self.replaced} values are no sound"))
        if self._exact and self._missing() > _TOLERATED:
            raise MediaError(self._problem(f"{to_seconds(self._missing()):.2f} s are missing"))

    def _missing(self) -> int:
        return (self.declared or 0) - self.frames

    def _decoded(self) -> Iterator[av.AudioFrame]:
        chain = links(self._path)
        with self._path.open("rb") as file:
            for start, end in chain:
                with _open(Span(file, start, end)) as container:
                    yield from self._frames_of(container, start)
        if not chain:
            # The prefix keeps a name such as `concat:...` from being read as a protocol.
            with _open(f"file:{self._path}") as container:
                yield from self._frames_of(container)

    def _frames_of(self, container: InputContainer, start: int = 0) -> Iterator[av.AudioFrame]:
        stream = container.streams.best("audio")
        if not isinstance(stream, AudioStream):
            return
        if stream.codec_context is None:
            raise ValueError("it is coded in a way that is not known")
        self._exact = container.format.name in _EXACT
        self._prepare(container, stream)
        for packet in container.demux(stream):
            if packet.pos is not None:
                self._place = start + packet.pos
            for frame in packet.decode():
                if self._most == _MOST_STORED:
                    self.replaced += _clean(frame)
                yield frame

    def _prepare(self, container: InputContainer, stream: AudioStream) -> None:
        claimed = stated_length(self._path, container, stream)
        if claimed is not None:
            self.declared = Frames((self.declared or 0) + claimed)
        if stream.codec_context.name.startswith("pcm_f"):
            self._most = _MOST_STORED
        if stream.codec_context.name in _STRICT:
            stream.codec_context.options = {"err_detect": "crccheck+explode"}

    def _resampled(self, frames: Iterator[av.AudioFrame]) -> Iterator[Samples]:
        graph, shape, pushed = None, None, 0
        try:
            for frame in frames:
                now = (frame.format.name, frame.layout.name, frame.sample_rate)
                if graph is None or now != shape:
                    yield from self._flushed(graph)
                    graph, shape = _resampler(frame), now
                graph.push(frame)
                pushed += frame.samples
                if pushed >= frame.sample_rate:
                    pushed = 0
                    yield from self._taken(graph)
        except _FAILURES:
            yield from self._flushed(graph)  # what came before the damage counts
            raise
        yield from self._flushed(graph)

    def _flushed(self, graph: Graph | None) -> Iterator[Samples]:
        if graph is not None:
            graph.push(None)
            yield from self._taken(graph)

    def _taken(self, graph: Graph) -> Iterator[Samples]:
        self._on_part(min(1.0, self._place / self._size))
        for frame in pulled(graph):
            block = np.asarray(frame.to_ndarray(), np.float32).reshape(-1, CHANNELS)
            self.replaced += sanitise(block, self._most)
            self.frames += len(block)
            if self.frames > MAX_SECONDS * SAMPLE_RATE:
                raise ValueError("it is longer than a day")
            yield block

    def _problem(self, error: Exception | str) -> str:
        reason = getattr(error, "strerror", None) or error
        if not self.frames:
            return f"{self._path}: is no sound file that can be read ({reason}). Replace the file."
        clock = format_clock(to_seconds(self.frames))
        where = f"decoded {clock} ({self.frames} frames), then: {reason}"
        return f"{self._path}: damaged or cut off; {where}. Replace the file."


def _open(source: str | Span) -> InputContainer:
    return av.open(source, mode="r", options=dict(_OPTIONS), metadata_errors="replace")


def _resampler(frame: av.AudioFrame) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=frame.sample_rate,
        format=frame.format.name,
        layout=frame.layout.name,
        time_base=frame.time_base,
    )
    nodes = [source]
    if frame.layout.nb_channels == 1:  # FFmpeg's own matrix would lower it by 3 dB
        nodes.append(graph.add("pan", "stereo|c0=c0|c1=c0"))
    nodes += [
        graph.add("aformat", _STEREO),
        graph.add("asetnsamples", _SECONDS),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph


def _clean(frame: av.AudioFrame) -> int:
    """Zero what is no number in a frame of floats, before the resampler can spread it."""
    kind = {"flt": np.float32, "dbl": np.float64}.get(frame.format.name.removesuffix("p"))
    if kind is None:
        return 0
    planes: list[NDArray[Any]] = [np.frombuffer(plane, kind) for plane in frame.planes]  # type: ignore[call-overload]  # a plane is a writable buffer
    return sum(sanitise(plane, _MOST_STORED) for plane in planes)
