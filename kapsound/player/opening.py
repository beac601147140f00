"""From a spec to a renderer that is ready to run."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from kapsound.audio.library import Library
from kapsound.audio.mixer import Mixer
from kapsound.audio.readahead import ReadAhead
from kapsound.core.session import begin
from kapsound.player.engine import Engine, Log
from kapsound.player.spec import SessionSpec


@contextmanager
def opened(spec: SessionSpec, log: Log, *, live: bool) -> Iterator[Engine]:
    """Give an engine at frame 0; `live` reads ahead in a thread of its own.

    Raises:
        PlaylistError: the frozen playlist cannot be read.
        MediaError: the safe bed's prepared audio is missing or damaged.

    """
    material = spec.material()
    with ExitStack() as stack:
        ahead = stack.enter_context(closing(ReadAhead())) if live else None
        library = stack.enter_context(closing(Library(Path(spec.cache), ahead)))
        library.pin(material.safe_bed.clip.key)
        mixer = Mixer(library.open, library.preload, metered=live)
        yield Engine(begin(material), mixer, log)
