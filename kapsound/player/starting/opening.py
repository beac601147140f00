"""Makes a renderer that is ready to run from a spec."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kapsound.audio.clip_opener import ClipOpener
from kapsound.audio.mixer import Mixer
from kapsound.audio.readahead import ReadAhead
from kapsound.core.material import Material
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
        material = spec.material()
        opener.pin(material.safe_bed.clip.key)
        yield Engine(begin(material), Mixer(opener.open), log)


@contextmanager
def opened_live(
    material: Material, cache: Path, log: Log, script: Timetable, *, asleep: bool = False
) -> Iterator[tuple[Engine, Preloader]]:
    """Give an engine at frame 0 for real time, and what opens its sounds before they begin.

    A thread of its own reads ahead; `script` holds the requests still to come by themselves.
    It is `asleep` for a session that is gone on with, and opens nothing until it wakes.

    Raises:
        MediaError: the safe bed's prepared audio is missing or damaged.

    """
    with closing(ReadAhead()) as ahead, closing(ClipOpener(cache, ahead)) as opener:
        opener.pin(material.safe_bed.clip.key)
        mixer = Mixer(opener.open, metered=True, open_at=opener.open_at if asleep else None)
        engine = Engine(begin(material), mixer, log)
        yield engine, Preloader(opener, ahead.do, lambda: script.coming)
