"""What the session will start soon, opened before it is needed: the live path waits for no disk."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from kapsound.core.commands import Request
from kapsound.core.instructions import Clip, Instruction, StartVoice
from kapsound.core.session import TICK, Session, step
from kapsound.units import Frames, Seconds, grid_ceil, to_frames

AHEAD = to_frames(Seconds(20.0))
"""How long before its frame the next thing is foreseen, and how far beyond it, in frames."""

_STEPS = 50
_WAIT_S = 0.3


class Opener(Protocol):
    """Opens clips in a thread of its own."""

    def preload(self, clip: Clip) -> None:
        """Open a clip that will probably be asked for."""
        ...


class Thread(Protocol):
    """Does small jobs, one after another."""

    def do(self, job: Callable[[], None]) -> None:
        """Do a job soon."""
        ...

    def settled(self, timeout: float | None = None) -> bool:
        """Wait until all that was asked for is done."""
        ...


class Foresight:
    """Steps a session into its future and has the clips opened that begin there.

    A step changes nothing but what it returns, so that looking ahead leaves no trace.
    """

    def __init__(self, opener: Opener, thread: Thread) -> None:
        self._opener = opener
        self._thread = thread
        self._seen: Session | None = None

    def look(self, session: Session, frame: Frames) -> None:
        """Look ahead once for each state of a session; the audio loop calls this, and goes on."""
        if session is not self._seen and session.wake <= frame + AHEAD:
            self._seen = session
            self._thread.do(partial(self._follow, session, Frames(session.wake + AHEAD)))

    def expect(self, session: Session, request: Request, frame: Frames) -> None:
        """Open what a request will start, before it is handed in; waits 0.3 s at most."""
        self._thread.do(partial(self._give, session, request, grid_ceil(frame)))
        self._thread.settled(_WAIT_S)

    def _give(self, session: Session, request: Request, frame: Frames) -> None:
        self._open(step(session, request, frame).instructions)

    def _follow(self, session: Session, until: Frames) -> None:
        for _ in range(_STEPS):
            if session.over or session.wake > until:
                return
            done = step(session, TICK, grid_ceil(session.wake))
            self._open(done.instructions)
            session = done.session

    def _open(self, instructions: Iterable[Instruction]) -> None:
        for instruction in instructions:
            if isinstance(instruction, StartVoice):
                self._opener.preload(instruction.clip)
