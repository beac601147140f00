"""Takes lines for the record that come from beside the audio loop."""

from collections.abc import Iterator
from queue import Empty, SimpleQueue

from kapsound.core.events import Event


class Asides:
    """Keeps lines from any thread, until the audio loop writes them between two blocks.

    So they stand in the record in the order of its frames.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[Event] = SimpleQueue()

    def put(self, event: Event) -> None:
        """Hand a line in; any thread may."""
        self._queue.put(event)

    def due(self) -> Iterator[Event]:
        """Yield all that was handed in since the last call."""
        while True:
            try:
                yield self._queue.get_nowait()
            except Empty:
                return
