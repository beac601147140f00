"""Opens what the session will start soon, so that the live path waits for no disk."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Protocol

from kapsound.audio.voice import WARNING
from kapsound.core.commands import PLAYER, Request
from kapsound.core.instructions import Clip, StartVoice, VoiceId
from kapsound.core.reports import VoiceLost
from kapsound.core.session import TICK, Session, Tick, step
from kapsound.units import Frames, Seconds, grid_ceil, to_frames

AHEAD = to_frames(Seconds(20.0))
"""How long before its frame the next thing is foreseen, and how far beyond it, in frames."""

PATIENCE_S = 2.0
"""How long a request waits for a slow disk before it is handed in, in seconds."""

_STEPS = 50
_TRIES = 8

Scripted = Sequence[tuple[int, Request]]


class Tried(Protocol):
    """Says when a clip was tried to be opened, and then whether that failed."""

    @property
    def failed(self) -> bool:
        """Whether it cannot be opened."""
        ...

    def wait(self, timeout: float | None = None) -> bool:
        """Return whether it was tried, after at most `timeout` seconds."""
        ...


class Opener(Protocol):
    """Opens clips where the disk may be waited for."""

    def preload(self, clip: Clip) -> Tried:
        """Have a clip opened."""
        ...

    def damaged(self) -> Iterable[tuple[str, int]]:
        """Return the keys of audio that is damaged ahead, and in how many frames it is heard."""
        ...


class Preloader:
    """Steps a session into its future and has the clips opened that begin there.

    It foresees the plan, each request, and the loss of whatever plays: the next track or the bed
    that would take its place is open before. A step changes nothing but what it returns, so that
    looking ahead leaves no trace. `do` has a small job done in another thread, in which the
    opener waits for nobody; `script` gives the requests still to come by themselves.
    """

    def __init__(
        self,
        opener: Opener,
        do: Callable[[Callable[[], None]], None],
        script: Callable[[], Scripted],
    ) -> None:
        self._opener = opener
        self._do = do
        self._script = script
        self._seen: Session | None = None
        self._guarded: Session | None = None
        self._feared: set[str] = set()

    def look(self, session: Session, frame: Frames) -> None:
        """Look ahead once for each state of a session; the audio loop calls this, and goes on."""
        if session is not self._guarded:
            self._guarded = session
            self._do(partial(self._guard, session, frame))
        for key, ahead in self._opener.damaged():
            if key not in self._feared:
                self._feared.add(key)
                self._do(partial(self._fear, session, key, frame + max(0, ahead - WARNING)))
        self._look_further(session, frame)

    def expect(self, session: Session, request: Request, frame: Frames) -> None:
        """Open what a request will start before it is handed in; what starts nothing goes on."""
        with suppress(Exception):  # a fault of our own is met, and told, by the engine
            self._foresee(session, request, frame)

    def _look_further(self, session: Session, frame: Frames) -> None:
        if session is self._seen:
            return
        script = self._script()
        happens = min([session.wake, *(at for at, _ in script[:1])])
        if happens <= frame + AHEAD:
            self._seen = session
            self._do(partial(self._follow, session, script, Frames(happens + AHEAD)))

    def _guard(self, session: Session, frame: int) -> None:
        """Open what would take the place of whatever plays, were it lost now."""
        for voice in _voices(session).values():
            self._foresee(session, _loss(voice), frame)

    def _fear(self, session: Session, key: str, frame: int) -> None:
        """Open what will take the place of what is known to be lost at a frame."""
        if voice := _voices(session).get(key):
            self._foresee(session, _loss(voice), frame)

    def _follow(self, session: Session, script: Scripted, until: Frames) -> None:
        given = list(script)
        for _ in range(_STEPS):
            frame, what = _next(session, given)
            if session.over or frame > until:
                return
            session = self._foresee(session, what, frame)

    def _foresee(self, session: Session, what: Request | Tick, frame: int) -> Session:
        """Take a step and open what begins; where that fails, what begins in its place.

        Return the session after it.
        """
        coming: list[Request | Tick] = [what]
        for _ in range(_TRIES):
            if not coming:
                break
            done = step(session, coming.pop(0), grid_ceil(frame))
            starts = [item for item in done.instructions if isinstance(item, StartVoice)]
            tried = [(start.voice, self._opener.preload(start.clip)) for start in starts]
            coming += [_loss(voice) for voice, one in tried if one.wait(PATIENCE_S) and one.failed]
            session = done.session
        return session


def _voices(session: Session) -> dict[str, VoiceId]:
    """Return the voices that sound, by the keys of their audio."""
    playing, speaking = session.music.playing, session.voice.speaking
    beds = ((session.material.bed(bed.bed), bed.voice) for bed in session.ambience.beds)
    found = {bed.clip.key: voice for bed, voice in beds if bed}
    if speaking and speaking.voice:
        found[speaking.cue.clip.key] = speaking.voice
    return found | ({playing.track.clip.key: playing.voice} if playing else {})


def _loss(voice: VoiceId) -> Request:
    return Request(f"lost-{voice}", VoiceLost(voice, "foreseen"), PLAYER)


def _next(session: Session, given: list[tuple[int, Request]]) -> tuple[int, Request | Tick]:
    """Return what happens next in a session, and when; of `given` it is taken."""
    if given and given[0][0] <= session.wake:
        return given.pop(0)
    return session.wake, TICK
