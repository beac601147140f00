"""Makes a renderer that is ready to run from a spec."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kapsound.audio.clip_opener import ClipOpener
from kapsound.audio.mixer import Mixer
from kapsound.audio.readahead import ReadAhead
from kapsound.core.session import begin
from kapsound.core.spec import SessionSpec
from kapsound.player.engine import Engine, Log
from kapsound.player.origins import Timetable
from kapsound.player.preload import Preloader


@contextmanager
def opened(spec: SessionSpec, log: Log) -> Iterator[Engine]:
    """Give an engine at frame 0 that waits for the disk where it must, as an offline render may.

    Raises:
        PlaylistError: the frozen playlist cannot be read.
        MediaError: the safe bed's prepared audio is missing or damaged.

    """
    with closing(ClipOpener(Path(spec.cache))) as opener:
        yield _engine(spec, opener, log, live=False)


@contextmanager
def opened_live(
    spec: SessionSpec, log: Log, script: Timetable
) -> Iterator[tuple[Engine, Preloader]]:
    """Give an engine at frame 0 for real time, and what opens its sounds before they begin.

    A thread of its own reads ahead; `script` holds the requests still to come by themselves.

    Raises:
        PlaylistError: the frozen playlist cannot be read.
        MediaError: the safe bed's prepared audio is missing or damaged.

    """
    with closing(ReadAhead()) as ahead, closing(ClipOpener(Path(spec.cache), ahead)) as opener:
        engine = _engine(spec, opener, log, live=True)
        yield engine, Preloader(opener.preload, ahead.do, lambda: script.coming)


def _engine(spec: SessionSpec, opener: ClipOpener, log: Log, *, live: bool) -> Engine:
    material = spec.material()
    opener.pin(material.safe_bed.clip.key)
    return Engine(begin(material), Mixer(opener.open, metered=live), log)
