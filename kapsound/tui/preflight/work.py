"""Does the work of a preflight on threads, which tell the screen by messages what they have."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from textual import work
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from kapsound.config.settings import Settings
from kapsound.errors import KapsoundError, PlaylistError
from kapsound.tui import tasks
from kapsound.tui.preflight.preparation import Preparation
from kapsound.tui.tasks import Values

if TYPE_CHECKING:
    from kapsound.sessions.load import LoadedPlaylist
    from kapsound.sessions.setup import SessionSetup

_PREPARING = "prepare"
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
    recall: Callable[[], tuple[str, ...]] = tasks.recall
    remember: Callable[[Sequence[str]], None] = tasks.remember


@dataclass
class Found(Message):
    """Something is known about the session in the making; `applied` returns it with that."""

    applied: Callable[[Preparation], Preparation]


@dataclass
class Prepared(Found):
    """All sounds are prepared, but for those left out; now they are to be looked over."""


@dataclass
class Judged(Found):
    """The playlist was looked over.

    `ask` if the session is to begin with the sounds there are, should nothing stand against it.
    """

    ask: bool


@dataclass
class Sounding(Message):
    """The test sound plays, on one side or both."""

    values: Values


@dataclass
class Quiet(Message):
    """The test sound is over; `fault` says why it could not be played, empty if it could."""

    fault: str = ""


@dataclass
class Started(Message):
    """The session has begun."""


@dataclass
class Refused(Message):
    """The machine cannot be looked over, or the session cannot begin; `reason` says why."""

    reason: str


class PreflightWork(Widget):
    """Does the work of its screen on threads; of each kind one at a time, the newest.

    It is a part of the screen that is never drawn: its messages and its end come by that.
    """

    DEFAULT_CSS = "PreflightWork { display: none; }"

    def __init__(self, dependencies: Dependencies) -> None:
        super().__init__()
        self.sound_wanted = False
        self._do, self._preparing = dependencies, Lock()

    @work(thread=True, exclusive=True, group=_PREPARING)
    def prepare(self, path: Path, settings: Settings) -> None:
        """Read a playlist and prepare its sounds."""
        try:
            loaded = self._do.load(path)
        except PlaylistError as error:
            self._misread(error)
            return
        self._tell(Found(lambda now: replace(now, loaded=loaded, wanted=loaded.recipes)))
        self._prepare_sounds(loaded, settings)

    def _prepare_sounds(self, loaded: "LoadedPlaylist", settings: Settings) -> None:
        try:
            with self._preparing:
                index, left = self._do.prepare(loaded, self._progress, settings)
            self._tell(Prepared(lambda now: replace(now, index=index, left_out=left, found=None)))
        except KapsoundError as error:
            fault = str(error)
            self._tell(Found(lambda now: replace(now, fault=fault)))
        except tasks.Unwanted:
            return

    @work(thread=True, exclusive=True, group="machine")
    def look_at_machine(self) -> None:
        """Look the machine over."""
        try:
            machine = self._do.machine()
            self._tell(Found(lambda now: replace(now, machine=machine)))
        except KapsoundError as error:
            self._tell(Refused(str(error)))

    @work(thread=True, exclusive=True, group="recall")
    def recall(self) -> None:
        """Look up the warnings that had their look."""
        known = self._do.recall()
        self._tell(Found(lambda now: replace(now, known=known).recalled()))

    @work(thread=True, group="remember")
    def remember(self, known: Sequence[str]) -> None:
        """Keep the warnings that had their look."""
        self._do.remember(known)

    @work(thread=True, exclusive=True, group="judge")
    def judge(self, asked: Preparation, *, ask: bool = False) -> None:
        """Look the playlist over with its changes and the sounds there are."""
        if not asked.loaded:
            return
        try:
            given = (asked.loaded, asked.sounds, asked.left_out, asked.changes)
            judged = self._do.findings(*given)
            self._tell(Judged(lambda now: now.judged_as(asked, *judged), ask))
        except PlaylistError as error:
            self._misread(error)

    def _misread(self, error: PlaylistError) -> None:
        problems = tuple(error.problems)
        self._tell(Found(lambda now: replace(now, misread=problems, loaded=None)))

    @work(thread=True, exclusive=True, group="sound")
    def play_sound(self, sound: str, now: Preparation) -> None:
        """Play a test sound, for as long as it is wanted."""
        outputs = [item.to_json() for item in now.outputs]
        request = {"sound": sound, "outputs": outputs, "loudness": now.loudness, "level": now.level}
        try:
            with suppress(tasks.Unwanted):
                self._do.sound(request, self._sounding)
            self._tell(Quiet())
        except KapsoundError as error:
            self._tell(Quiet(str(error)))

    @work(thread=True, exclusive=True, group="start")
    def start_session(self, setup: "SessionSetup", settings: Settings) -> None:
        """Begin the session."""
        try:
            self._do.start(setup, settings)
        except KapsoundError as error:
            self._tell(Refused(str(error)))
            return
        self._tell(Started())
        if setup.notice:
            self._hand_over(setup, settings)

    def stop_preparing(self) -> None:
        """Let preparing go no further."""
        self.workers.cancel_group(self, _PREPARING)

    def _hand_over(self, setup: "SessionSetup", settings: Settings) -> None:
        """Let the feeder go on preparing; our own job ends first, so that nothing is done twice."""
        ours = self._preparing.acquire(timeout=_HANDOVER_S)
        self._do.feed(setup, settings)
        if ours:
            self._preparing.release()

    def _progress(self, values: Any) -> None:
        if get_current_worker().is_cancelled:
            raise tasks.Unwanted
        self._tell(Found(lambda now: now.with_progress(values)))

    def _sounding(self, values: Any) -> None:
        if not self.sound_wanted or get_current_worker().is_cancelled:
            raise tasks.Unwanted
        self._tell(Sounding(values))

    def _tell(self, message: Message) -> None:
        if not get_current_worker().is_cancelled:
            self.post_message(message)
