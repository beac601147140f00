"""Notices that the file under a prepared copy is another one now; the copy plays on."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event as Flag
from threading import Thread

from kapsound.cache.digest import digest_of_file
from kapsound.core.prepared import FileRecipe, PreparedAudio, Recipe
from kapsound.core.record_events import Replaced
from kapsound.platform import drop_priority

LOOK_S = 4.0
_END_S = 2.0

Seen = tuple[int, int, int]
"""Size, time of change and number of a file: what changes with it."""


class Sources:
    """The files a session's sounds were prepared from; `tell` takes a line for each replaced one.

    A file that has gone, or cannot be read, is nothing to tell: the copy plays.
    """

    def __init__(
        self, index: Iterable[tuple[Recipe, PreparedAudio]], tell: Callable[[Replaced], object]
    ) -> None:
        self._tell = tell
        self._digests = {
            recipe.path: audio.source for recipe, audio in index if isinstance(recipe, FileRecipe)
        }
        self._known = {path: _seen(path) for path in self._digests}
        self._changing: dict[str, Seen] = {}

    def look(self) -> None:
        """Look at every file; one that changed is read once it stays as it is for two looks."""
        for path in self._digests:
            seen = _seen(path)
            if seen is None or seen == self._known[path]:
                self._changing.pop(path, None)
            elif self._changing.get(path) == seen:
                self._known[path] = self._changing.pop(path)
                self._compare(path)
            else:
                self._changing[path] = seen

    def _compare(self, path: str) -> None:
        with suppress(OSError):
            before, now = self._digests[path], digest_of_file(Path(path), lambda _: None)
            if now != before:
                self._tell(Replaced(path, before, now))
                self._digests[path] = now


def _seen(path: str) -> Seen | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ino


@contextmanager
def watched_sources(
    index: Iterable[tuple[Recipe, PreparedAudio]], tell: Callable[[Replaced], object]
) -> Iterator[None]:
    """Look at the files now and then while the block runs, in a thread that may wait for a disk."""
    over = Flag()

    def watch() -> None:
        drop_priority()
        sources = Sources(index, tell)
        while not over.wait(LOOK_S):
            sources.look()

    thread = Thread(target=watch, name="sources", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(_END_S)
