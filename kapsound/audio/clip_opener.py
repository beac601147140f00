"""Opens prepared audio by key: when it is asked for, beforehand, or whole in memory."""

from collections import OrderedDict
from functools import partial
from pathlib import Path
from threading import Event

from kapsound.audio.prepared_source import PreparedSource, load_whole
from kapsound.audio.readahead import ReadAhead
from kapsound.audio.source import MemorySource, Source, is_good
from kapsound.cache.reader import PreparedFile, describe
from kapsound.core.instructions import Clip
from kapsound.core.prepared import LONGEST_SAFE_BED_S
from kapsound.errors import MediaError
from kapsound.samples import Samples
from kapsound.units import Frames, to_frames

_PRELOADED = 8
_Span = tuple[str, int, int, bool]


class Tried(Event):
    """Says that a clip was opened beforehand, or at least tried; `failed` is known then."""

    failed = False


class ClipOpener:
    """Opens the prepared audio of a cache as sources for the mixer.

    With a read-ahead thread, sources never wait for the disk once they are open.
    """

    def __init__(self, cache: Path, readahead: ReadAhead | None = None) -> None:
        self._cache = cache
        self._readahead = readahead
        self._files: dict[str, PreparedFile] = {}
        self._pinned: dict[str, tuple[Samples, bool]] = {}
        self._preloaded: OrderedDict[_Span, Source] = OrderedDict()
        self._opened: set[PreparedSource] = set()

    def open(self, clip: Clip) -> Source:
        """Return a source for a clip, ready to be read at its start.

        Raises:
            MediaError: its prepared audio is missing, short or damaged about the start.

        """
        return self._preloaded.pop(_span(clip), None) or self.open_at(clip, clip.start)

    def open_at(self, clip: Clip, position: Frames) -> Source:
        """Return a source for a clip, ready to be read at a frame inside it.

        Raises:
            MediaError: its prepared audio is missing, short or damaged about there.

        """
        if clip.key in self._pinned:
            samples, good = self._pinned[clip.key]
            return MemorySource(samples, good=good)
        prepared = PreparedSource(self._file(clip.key), clip, self._readahead, position)
        self._opened -= {source for source in tuple(self._opened) if source.closed}
        self._opened.add(prepared)
        return prepared

    def preload(self, clip: Clip) -> Tried:
        """Have the thread open a clip that will probably be asked for; faults are told then.

        What is returned says when it was tried; where there is nothing to do it is set.
        """
        tried = Tried()
        if self._readahead is None or clip.key in self._pinned or _span(clip) in self._preloaded:
            tried.set()
        else:
            self._readahead.do(partial(self._open_ahead, clip, tried))
        return tried

    def pin(self, key: str) -> None:
        """Hold the whole of a key's audio in memory, where no disk can take it away.

        Raises:
            MediaError: it is missing, short or damaged, or longer than a safe bed may be.

        """
        file = self._file(key)
        if file.audio.frames > to_frames(LONGEST_SAFE_BED_S):
            raise MediaError(
                f"{key} is too long to be held in memory: at most {LONGEST_SAFE_BED_S:g} s; "
                "choose a shorter safe bed"
            )
        samples = load_whole(file)
        self._pinned[key] = samples, is_good(samples)

    def damaged(self) -> list[tuple[str, int]]:
        """Return the audio that is known to be damaged ahead, and in how many frames it is heard.

        The audio loop may ask at each block.
        """
        found = [(source.key, source.until_damage) for source in tuple(self._opened)]
        return [(key, ahead) for key, ahead in found if ahead is not None]

    def close(self) -> None:
        """Close every source that is still open; none is read any more."""
        self._preloaded.clear()
        for source in tuple(self._opened):
            source.close()

    def _open_ahead(self, clip: Clip, tried: Tried) -> None:
        if _span(clip) not in self._preloaded:
            try:
                self._preloaded[_span(clip)] = self.open(clip)
            except MediaError:
                tried.failed = True
            if len(self._preloaded) > _PRELOADED:
                self._preloaded.popitem(last=False)[1].close()
        tried.set()

    def _file(self, key: str) -> PreparedFile:
        if key not in self._files:
            self._files[key] = describe(self._cache, key)
        return self._files[key]


def _span(clip: Clip) -> _Span:
    """Return what a source is opened by: a clip's gain may still change."""
    return clip.key, clip.start, clip.end, clip.loop
