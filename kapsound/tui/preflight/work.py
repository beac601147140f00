"""The work of a preflight runs on threads, which tell the screen by messages what they have."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.screen import Screen
from textual.worker import get_current_worker

from kapsound.config.settings import Settings
from kapsound.errors import KapsoundError, PlaylistError
from kapsound.tui import tasks
from kapsound.tui.preflight.messages import (
    Found,
    Judged,
    Prepared,
    Quiet,
    Refused,
    Sounding,
    Started,
)
from kapsound.tui.preflight.preparation import Preparation

if TYPE_CHECKING:
    from kapsound.sessions.load import LoadedPlaylist
    from kapsound.sessions.order import SessionOrder

# A worker that hangs is not waited for: what two make at once is made well all the same.
_HANDOVER_S = 5.0


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The work that takes time, as tests replace it."""

    load: Callable[..., Any] = tasks.load
    prepare: Callable[..., Any] = tasks.prepare
    findings: Callable[..., Any] = tasks.findings
    machine: Callable[..., Any] = tasks.machine
    sound: Callable[..., Any] = tasks.sound
    start: Callable[..., str] = tasks.start
    feed: Callable[..., None] = tasks.feed


class PreflightWork:
    """Does the work for one screen; of each kind one at a time, the newest."""

    def __init__(self, screen: Screen[Any], dependencies: Dependencies) -> None:
        self._screen, self._do = screen, dependencies
        self._preparing = Lock()
        self._sound_wanted = False

    def prepare(self, path: Path, settings: Settings) -> None:
        """Read a playlist and prepare its sounds."""
        self._run("prepare", partial(self._prepare, path, settings))

    def stop_preparing(self) -> None:
        """Let preparing go no further."""
        self._screen.workers.cancel_group(self._screen, "prepare")

    def look_at_machine(self) -> None:
        """Look the machine over."""
        self._run("machine", self._look_at_machine)

    def judge(self, session: Preparation, *, ask: bool = False) -> None:
        """Look the playlist over with its changes and the sounds there are."""
        if session.loaded:
            self._run("judge", partial(self._judge, session, ask=ask))

    def play(self, sound: str, session: Preparation) -> None:
        """Play a test sound."""
        self._sound_wanted = True
        self._run("sound", partial(self._play, sound, session))

    def stop_sound(self) -> None:
        """Let the test sound fade."""
        self._sound_wanted = False

    def start(self, session: Preparation, settings: Settings) -> None:
        """Begin the session."""
        self._run("start", partial(self._start, tasks.order(session), settings))

    def _run(self, group: str, work: Callable[[], None]) -> None:
        self._screen.run_worker(work, group=group, exclusive=True, thread=True)

    # What runs on a thread of its own.

    def _prepare(self, path: Path, settings: Settings) -> None:
        try:
            loaded = self._do.load(path)
        except PlaylistError as error:
            self._misread(error)
            return
        self._found(lambda now: replace(now, loaded=loaded, wanted=loaded.recipes))
        self._prepare_sounds(loaded, settings)

    def _prepare_sounds(self, loaded: "LoadedPlaylist", settings: Settings) -> None:
        try:
            with self._preparing:
                index, left = self._do.prepare(loaded, self._progress, settings)
            self._tell(Prepared(lambda now: replace(now, index=index, left_out=left, found=None)))
        except KapsoundError as error:
            fault = str(error)
            self._found(lambda now: replace(now, fault=fault))
        except tasks.Unwanted:
            return

    def _look_at_machine(self) -> None:
        try:
            machine = self._do.machine()
            self._found(lambda now: replace(now, machine=machine))
        except KapsoundError as error:
            self._tell(Refused(str(error)))

    def _judge(self, asked: Preparation, *, ask: bool) -> None:
        try:
            given = (asked.loaded, asked.sounds, asked.left_out, asked.changes)
            edited, found = self._do.findings(*given)
            self._tell(Judged(lambda now: now.judged_as(asked, edited, found), ask))
        except PlaylistError as error:
            self._misread(error)

    def _misread(self, error: PlaylistError) -> None:
        problems = tuple(error.problems)
        self._found(lambda now: replace(now, misread=problems, loaded=None))

    def _play(self, sound: str, now: Preparation) -> None:
        outputs = [item.to_json() for item in now.outputs]
        request = {"sound": sound, "outputs": outputs, "loudness": now.loudness, "level": now.level}
        try:
            with suppress(tasks.Unwanted):
                self._do.sound(request, self._sounding)
            self._tell(Quiet())
        except KapsoundError as error:
            self._tell(Quiet(str(error)))

    def _start(self, order: "SessionOrder", settings: Settings) -> None:
        try:
            self._do.start(order, settings)
        except KapsoundError as error:
            self._tell(Refused(str(error)))
            return
        self._tell(Started())
        if order.notice:
            self._hand_over(order, settings)

    def _hand_over(self, order: "SessionOrder", settings: Settings) -> None:
        """Let the feeder go on preparing; our own job ends first, so that nothing is done twice."""
        ours = self._preparing.acquire(timeout=_HANDOVER_S)
        self._do.feed(order, settings)
        if ours:
            self._preparing.release()

    def _progress(self, values: Any) -> None:
        if get_current_worker().is_cancelled:
            raise tasks.Unwanted
        self._found(lambda now: now.with_progress(values))

    def _sounding(self, values: Any) -> None:
        if not self._sound_wanted or get_current_worker().is_cancelled:
            raise tasks.Unwanted
        self._tell(Sounding(values))

    def _found(self, applied: Callable[[Preparation], Preparation]) -> None:
        self._tell(Found(applied))

    def _tell(self, message: Message) -> None:
        if not get_current_worker().is_cancelled:
            self._screen.post_message(message)
