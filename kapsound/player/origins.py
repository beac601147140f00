"""Keeps requests until they are due: those written beforehand, and those sent while it plays."""

from collections.abc import Iterable, Iterator, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Lock

from kapsound.core.commands import SCHEDULE, Request
from kapsound.core.spec import ScriptedCommand
from kapsound.player.engine import Answer
from kapsound.units import Frames, grid_ceil


class Pending:
    """A request on its way to the audio loop, and its answer when it has come."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.answer: Answer | None = None
        self._done = Event()
        self._claim = Lock()

    def give(self, answer: Answer | None) -> None:
        """Hand the answer over; None when the session ended before it could be given."""
        self.answer = answer
        self._done.set()

    def claim(self) -> bool:
        """Decide once and for all what becomes of it: True for the first who asks."""
        return self._claim.acquire(blocking=False)

    def wait(self, timeout: float) -> Answer | None:
        """Return the answer, or None if there was none within `timeout` seconds.

        Where there was none nothing happens later either: the request is withdrawn, unless it
        happens at this very moment; then as long is waited once more.
        """
        if not self._done.wait(timeout) and not self.claim():
            self._done.wait(timeout)
        return self.answer


class Timetable:
    """Requests with the frames at which they happen; nobody waits for their answers."""

    def __init__(self, timed: Iterable[tuple[int, Request]]) -> None:
        self._timed = sorted(timed, key=lambda item: item[0])

    @property
    def coming(self) -> Sequence[tuple[int, Request]]:
        """The requests still to come with their frames, the next one first."""
        return tuple(self._timed)

    def due(self, frame: Frames) -> Iterator[Pending]:
        """Yield the requests of this grid start and of any before it, each once."""
        while self._timed and self._timed[0][0] <= frame:
            yield Pending(self._timed.pop(0)[1])


def scripted(script: Iterable[ScriptedCommand]) -> Timetable:
    """Return the commands of a script as confirmed requests, at the next grid starts."""
    return Timetable(
        (
            grid_ceil(item.frame),
            Request(f"schedule-{number}", item.command, SCHEDULE, confirmed=True),
        )
        for number, item in enumerate(script, 1)
    )


class Inbox:
    """Takes requests from any thread for the audio loop."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[Pending] = SimpleQueue()
        self._shut = False

    def put(self, request: Request) -> Pending:
        """Hand a request in."""
        pending = Pending(request)
        self._queue.put(pending)
        if self._shut:
            pending.give(None)
        return pending

    def due(self, _: Frames) -> Iterator[Pending]:
        """Yield all that was handed in since the last call and not withdrawn."""
        while True:
            try:
                pending = self._queue.get_nowait()
            except Empty:
                return
            if pending.claim():
                yield pending

    def shut(self) -> None:
        """Tell everyone who waits, now or later, that no answer will come."""
        self._shut = True
        for pending in self.due(Frames(0)):
            pending.give(None)
