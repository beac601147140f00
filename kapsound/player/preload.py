"""Opens what the session will start soon, so that the live path waits for no disk."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from threading import Event

from kapsound.core.commands import Request
from kapsound.core.instructions import Clip, Instruction, StartVoice
from kapsound.core.session import TICK, Session, Tick, step
from kapsound.units import Frames, Seconds, grid_ceil, to_frames

AHEAD = to_frames(Seconds(20.0))
"""How long before its frame the next thing is foreseen, and how far beyond it, in frames."""

PATIENCE_S = 2.0
"""How long a request waits for a slow disk before it is handed in, in seconds."""

_STEPS = 50

Scripted = Sequence[tuple[int, Request]]


class Preloader:
    """Steps a session into its future and has the clips opened that begin there.

    A step changes nothing but what it returns, so that looking ahead leaves no trace. `preload`
    opens a clip where the disk may be waited for; its event says that it was tried. `do` has a
    small job done in another thread; `script` gives the requests still to come by themselves.
    """

    def __init__(
        self,
        preload: Callable[[Clip], Event],
        do: Callable[[Callable[[], None]], None],
        script: Callable[[], Scripted],
    ) -> None:
        self._preload = preload
        self._do = do
        self._script = script
        self._seen: Session | None = None

    def look(self, session: Session, frame: Frames) -> None:
        """Look ahead once for each state of a session; the audio loop calls this, and goes on."""
        if session is self._seen:
            return
        script = self._script()
        happens = min([session.wake, *(at for at, _ in script[:1])])
        if happens <= frame + AHEAD:
            self._seen = session
            self._do(partial(self._follow, session, script, Frames(happens + AHEAD)))

    def expect(self, session: Session, request: Request, frame: Frames) -> None:
        """Open what a request will start before it is handed in; what starts nothing goes on."""
        with suppress(Exception):  # a fault of our own is met, and told, by the engine
            done = step(session, request, grid_ceil(frame))
            for tried in self._open(done.instructions):
                tried.wait(PATIENCE_S)

    def _follow(self, session: Session, script: Scripted, until: Frames) -> None:
        given = list(script)
        for _ in range(_STEPS):
            frame, what = _next(session, given)
            if session.over or frame > until:
                return
            done = step(session, what, grid_ceil(frame))
            self._open(done.instructions)
            session = done.session

    def _open(self, instructions: Iterable[Instruction]) -> list[Event]:
        starts = [item for item in instructions if isinstance(item, StartVoice)]
        return [self._preload(start.clip) for start in starts]


def _next(session: Session, given: list[tuple[int, Request]]) -> tuple[int, Request | Tick]:
    """Return what happens next in a session, and when; of `given` it is taken."""
    if given and given[0][0] <= session.wake:
        return given.pop(0)
    return session.wake, TICK
