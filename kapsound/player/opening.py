"""From a spec to a renderer that is ready to run."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from kapsound.audio.library import Library
from kapsound.audio.mixer import Mixer
from kapsound.audio.readahead import ReadAhead
from kapsound.core.material import Material
from kapsound.core.session import begin
from kapsound.player.engine import Engine, Log
from kapsound.player.foresight import Foresight
from kapsound.player.origins import Timetable
from kapsound.player.spec import SessionSpec


@contextmanager
def opened(spec: SessionSpec, log: Log) -> Iterator[Engine]:
    """Give an engine at frame 0 that waits for the disk where it must, as an offline render may.

    Raises:
        PlaylistError: the frozen playlist cannot be read.
        MediaError: the safe bed's prepared audio is missing or damaged.

    """
    material = spec.material()
    with closing(Library(Path(spec.cache))) as library:
        yield _engine(material, library, log, live=False)


@dataclass(frozen=True, slots=True)
class Live:
    """An engine for real time, and what opens its sounds before they begin."""

    engine: Engine
    foresight: Foresight


@contextmanager
def opened_live(spec: SessionSpec, log: Log, script: Timetable) -> Iterator[Live]:
    """Give an engine at frame 0 for which a thread of its own reads ahead; `script` is its own.

    Raises:
        PlaylistError: the frozen playlist cannot be read.
        MediaError: the safe bed's prepared audio is missing or damaged.

    """
    material = spec.material()
    with ExitStack() as stack:
        ahead = stack.enter_context(closing(ReadAhead()))
        library = stack.enter_context(closing(Library(Path(spec.cache), ahead)))
        yield Live(
            _engine(material, library, log, live=True),
            Foresight(library, ahead.do, lambda: script.coming),
        )


def _engine(material: Material, library: Library, log: Log, *, live: bool) -> Engine:
    library.pin(material.safe_bed.clip.key)
    return Engine(begin(material), Mixer(library.open, metered=live), log)
