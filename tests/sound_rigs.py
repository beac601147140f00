"""Small sound files of many formats, written with numpy, `wave` and PyAV's own encoders."""

import wave
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from kapsound.media.inventory import source_digests
from kapsound.samples import Samples


def tone(
    seconds: float,
    rate: int = 48_000,
    channels: int = 2,
    level: float = 0.25,
    frequency: float = 440.0,
) -> Samples:
    """Return a sine as float32, shape (frames, channels)."""
    time = np.arange(int(seconds * rate)) / rate
    sine = (level * np.sin(2 * np.pi * frequency * time)).astype(np.float32)
    return np.repeat(sine[:, np.newaxis], channels, axis=1)


def write_wav(path: Path, sound: Samples, rate: int = 48_000) -> Path:
    """Write 16-bit PCM."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def encode(
    path: Path,
    sound: Samples,
    codec: str,
    *,
    rate: int = 48_000,
    layout: str = "stereo",
    **extras: Any,
) -> Path:
    """Write a sound by one of PyAV's encoders; `extras` are those of `_container`."""
    with _container(path, codec, rate, layout, **extras) as (container, stream):
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(sound.reshape(1, -1)), format="flt", layout=layout
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        resampler = av.AudioResampler(
            stream.codec_context.format, layout, rate, stream.codec_context.frame_size or None
        )
        for part in [*resampler.resample(frame), *resampler.resample(None), None]:
            for packet in stream.encode(part):
                container.mux(packet)
    return path


@contextmanager
def _container(  # noqa: PLR0913 -- a helper of tests
    path: Path,
    codec: str,
    rate: int,
    layout: str,
    *,
    cover: bool = False,
    chapters: Sequence[str] = (),
    coding: Iterable[tuple[str, str]] = (),
    muxer: str | None = None,
) -> Iterator[tuple[Any, Any]]:
    """Open a file for a sound, with a picture and chapters if asked; `coding` goes to the codec."""
    # Bit-exact, so that no writer's version or random serial number makes files differ.
    with av.open(
        str(path), "w", format=muxer, container_options={"fflags": "+bitexact"}
    ) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        stream.codec_context.options = {"strict": "-2", **dict(coding)}
        picture = _picture(container) if cover else ()
        if chapters:
            container.set_chapters(_chapters(*chapters))
        container.start_encoding()
        for packet in picture:
            container.mux(packet)
        yield container, stream


def _chapters(*titles: str) -> list[Any]:
    """Return chapters of 0.4 s each, one after another."""
    return [
        {
            "id": number,
            "start": number * 400,
            "end": (number + 1) * 400,
            "time_base": Fraction(1, 1_000),
            "metadata": {"title": title},
        }
        for number, title in enumerate(titles)
    ]


def _picture(container: Any) -> list[Any]:
    stream = container.add_stream("mjpeg")
    stream.width, stream.height, stream.pix_fmt = 16, 16, "yuvj420p"
    stream.disposition = av.stream.Disposition.attached_pic
    frame = av.VideoFrame.from_ndarray(np.full((16, 16, 3), 200, np.uint8), format="rgb24")
    return [*stream.encode(frame.reformat(format="yuvj420p")), *stream.encode(None)]


class Sounds:
    """Writes sound files into a folder."""

    tone = staticmethod(tone)

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def wav(self, name: str, sound: Samples, rate: int = 48_000) -> Path:
        return write_wav(self.folder / name, sound, rate)

    def encode(self, name: str, sound: Samples, codec: str, **options: Any) -> Path:
        return encode(self.folder / name, sound, codec, **options)


@pytest.fixture
def sounds(tmp_path: Path) -> Sounds:
    return Sounds(tmp_path)


@pytest.fixture(scope="module")
def shared_sounds(tmp_path_factory: pytest.TempPathFactory) -> Sounds:
    return Sounds(tmp_path_factory.mktemp("sounds"))


@pytest.fixture(scope="session")
def known_tools(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return source digests that know the toolchain: asking it takes the start of a process."""
    cache = tmp_path_factory.mktemp("tools")
    with source_digests(cache) as digests:
        digests.versions()
    return (cache / "sources.json").read_text()


@pytest.fixture
def cache(tmp_path: Path, known_tools: str) -> Path:
    path = tmp_path / "cache"
    path.mkdir()
    (path / "sources.json").write_text(known_tools)
    return path
