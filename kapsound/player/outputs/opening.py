"""Opens an output on a thread of its own, since that can take long or hang."""

from collections.abc import Callable
from threading import Lock, Thread

from kapsound.audio.sinks.base import Sink, SinkLost
from kapsound.core.output import Destination
from kapsound.errors import KapsoundError


class OutputOpening(Thread):
    """An output being opened; once the thread has ended, `found` is it, or None with the reason.

    `name` says which it is.
    """

    def __init__(self, name: str, destination: Callable[[], Destination], opener: "Opener") -> None:
        super().__init__(name=name, daemon=True)
        self.found: tuple[Destination, Sink] | None = None
        self.reason = ""
        self._destination, self._open = destination, opener
        self._unwanted, self._lock = False, Lock()
        self.start()

    def run(self) -> None:
        """Open it; one that is not wanted any more is closed again."""
        try:
            destination = self._destination()
            sink = self._open(destination)
        except KapsoundError as error:
            self.reason = str(error)
            return
        with self._lock:
            self.found = (destination, sink)
            unwanted = self._unwanted
        if unwanted:
            close_sink(sink)

    def abandon(self) -> None:
        """Want it no more: whatever is opened is closed again."""
        with self._lock:
            self._unwanted = True
            found = self.found
        if found:
            close_beside(found[1])


Opener = Callable[[Destination], Sink]


def close_sink(sink: Sink) -> str | None:
    """Let go of a sink; return what went wrong with its last frames, if anything did."""
    try:
        sink.close()
    except SinkLost as error:
        return str(error)
    return None


def close_beside(sink: Sink) -> None:
    """Let go of a sink on a thread of its own, since that can take long."""
    Thread(target=close_sink, args=[sink], name="close output", daemon=True).start()
