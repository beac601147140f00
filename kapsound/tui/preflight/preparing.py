"""The work of the preflight screen: what its threads do, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from kapsound.config import Settings
from kapsound.core.playlist.edit import Changes
from kapsound.errors import KapsoundError, PlaylistError, Problem
from kapsound.tui import tasks
from kapsound.tui.dialogs.screen import AroundScreen
from kapsound.tui.host import host
from kapsound.tui.preflight.preparation import Preparation

if TYPE_CHECKING:
    from kapsound.sessions.order import SessionOrder

# A worker that hangs is not waited for: what two make at once is made well all the same.
_HANDOVER_S = 5.0


@dataclass(frozen=True, slots=True)
class Tools:
    """The work that takes time, as tests replace it."""

    load: Callable[..., Any] = tasks.load
    prepare: Callable[..., Any] = tasks.prepare
    findings: Callable[..., Any] = tasks.findings
    machine: Callable[..., Any] = tasks.machine
    sound: Callable[..., Any] = tasks.sound
    start: Callable[..., str] = tasks.start
    feed: Callable[..., None] = tasks.feed


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of looking a playlist over, and what was looked at.

    `ask` if the session is to begin with the sounds there are, should nothing stand against it.
    """

    changes: Changes
    early: bool
    ask: bool
    edited: Any
    found: tuple[Problem, ...]


class PreparingScreen(AroundScreen):
    """Holds a session in the making; its threads say what they have by `Told`."""

    class Told(Message):
        """A worker has something: `what` it is, and its value."""

        def __init__(self, what: str, value: Any) -> None:
            super().__init__()
            self.what, self.value = what, value

    def __init__(self, session: Preparation, tools: Tools) -> None:
        super().__init__()
        self.session, self._tools = session, tools
        self._starting = self._start_next = False
        self._sound = self._wanted = ""
        self._heard: Any = None
        self._at_work = Lock()

    def on_preparing_screen_told(self, event: Told) -> None:
        """Take in what a thread has."""
        getattr(self, f"_told_{event.what}")(event.value)
        self.again()

    def begin(self) -> None:
        """Start the session, once the test sound has faded."""
        if self._sound:
            self._wanted, self._start_next = "", True
            return
        self._starting = True
        self.again()
        self._start()

    def sound(self, sound: str) -> None:
        """Play a test sound, or end the one that plays."""
        if self._sound:
            self._wanted = ""
        elif not self._starting:
            self._sound = self._wanted = sound
            self._heard = None
            self._play(sound)
        self.again()

    def look(self) -> None:
        """Prepare the playlist and look the machine over."""
        self._prepare()
        self._machine()

    def judge_again(self) -> None:
        """Look the playlist over with its changes."""
        self._find()

    def judge_early(self) -> None:
        """Look the playlist over with the sounds there are, and ask whether to begin."""
        self._find(ask=True)

    def ask(self) -> None:
        """Ask whether to begin with the sounds there are."""

    # What workers do, each on a thread of its own.

    @work(thread=True, exclusive=True, group="prepare")
    def _prepare(self) -> None:
        try:
            loaded = self._tools.load(self.session.path)
        except PlaylistError as error:
            self._tell("misread", error.problems)
            return
        self._tell("loaded", loaded)
        settings = host(self.app).settings
        try:
            with self._at_work:
                done = self._tools.prepare(loaded, self._progress, settings)
            self._tell("prepared", done)
        except KapsoundError as error:
            self._tell("fault", str(error))
        except tasks.Unwanted:
            return

    @work(thread=True, exclusive=True, group="machine")
    def _machine(self) -> None:
        try:
            self._tell("machine", self._tools.machine())
        except KapsoundError as error:
            self._tell("refusal", str(error))

    @work(thread=True, exclusive=True, group="find")
    def _find(self, *, ask: bool = False) -> None:
        now = self.session
        if now.loaded and (ask or not now.early):
            try:
                found = self._tools.findings(now.loaded, now.sounds, now.left_out, now.changes)
                self._tell("found", Judged(now.changes, now.early, ask, *found))
            except PlaylistError as error:
                self._tell("misread", error.problems)

    @work(thread=True, exclusive=True, group="sound")
    def _play(self, sound: str) -> None:
        now = self.session
        outputs = [item.to_json() for item in now.outputs]
        request = {"sound": sound, "outputs": outputs, "loudness": now.loudness, "level": now.level}
        try:
            self._tools.sound(request, self._hear)
            self._tell("quiet", "")
        except tasks.Unwanted:
            self._tell("quiet", "")
        except KapsoundError as error:
            self._tell("quiet", str(error))

    @work(thread=True, exclusive=True, group="start")
    def _start(self) -> None:
        order, settings = tasks.order(self.session), host(self.app).settings
        try:
            self._tell("started", self._tools.start(order, settings))
        except KapsoundError as error:
            self._tell("refused", str(error))
            return
        if order.notice:
            self._hand_over(order, settings)

    def _hand_over(self, order: "SessionOrder", settings: Settings) -> None:
        """Let the feeder go on preparing; our own job ends first, so that nothing is done twice."""
        ours = self._at_work.acquire(timeout=_HANDOVER_S)
        self._tools.feed(order, settings)
        if ours:
            self._at_work.release()

    def _tell(self, what: str, value: Any) -> None:
        if not get_current_worker().is_cancelled:
            self.post_message(self.Told(what, value))

    def _progress(self, values: Any) -> None:
        if get_current_worker().is_cancelled:
            raise tasks.Unwanted
        self._tell("progress", values)

    def _hear(self, values: Any) -> None:
        if not self._wanted or get_current_worker().is_cancelled:
            raise tasks.Unwanted
        self._tell("heard", values)

    # What they told, on the screen's own thread.

    def _told_misread(self, problems: Any) -> None:
        self.session = replace(self.session, misread=tuple(problems), loaded=None)

    def _told_loaded(self, loaded: Any) -> None:
        self.session = replace(self.session, loaded=loaded, wanted=loaded.recipes)

    def _told_progress(self, values: Any) -> None:
        now, sound = self.session, values["ready"]
        self.session = replace(now.with_ready(sound) if sound else now, progress=values)

    def _told_prepared(self, done: Any) -> None:
        index, left_out = done
        self.session = replace(self.session, index=index, left_out=left_out, found=None)
        self._find()

    def _told_fault(self, fault: str) -> None:
        self.session = replace(self.session, fault=fault)

    def _told_machine(self, machine: Any) -> None:
        self.session = replace(self.session, machine=machine)

    def _told_refusal(self, refusal: str) -> None:
        self.session = replace(self.session, refusal=refusal)

    def _told_found(self, judged: Judged) -> None:
        now = self.session
        if (judged.changes, judged.early) == (now.changes, now.early):
            self.session = replace(now, edited=judged.edited, found=judged.found)
            if judged.ask and not self.session.waiting_early:
                self.ask()

    def _told_heard(self, values: Any) -> None:
        self._heard = values

    def _told_quiet(self, fault: str) -> None:
        self._sound = self._wanted = ""
        self._heard = None
        if fault:
            self.session = replace(self.session, refusal=fault)
        elif self._start_next:
            self._start_next = False
            self.begin()

    def _told_started(self, _: str) -> None:
        self.workers.cancel_group(self, "prepare")
        settings, now = host(self.app).settings, self.session
        levels = dict(settings.maximum_levels)
        if now.client:
            levels[now.client] = now.level
        output = now.outputs[0].output
        kept = settings.with_output(str(output)) if output.kind.heard else settings
        host(self.app).change(replace(kept, maximum_levels=levels))
        host(self.app).open_session()

    def _told_refused(self, refusal: str) -> None:
        self._starting = False
        self.session = replace(self.session, refusal=refusal)
