"""The real application with one screen on it, and the work of a preflight done at once."""

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from record_rigs import began as first_line
from screen_rigs import FakePlayer, standing_still

from kapsound.config.settings import Settings
from kapsound.core.events import DoseMarked, Ended, Event, Fault, Noted, PhaseBegan, VoiceBegan
from kapsound.core.history import History, Instant, Moment, history_of
from kapsound.core.history.planned import compared
from kapsound.core.instructions import Bus, VoiceId
from kapsound.core.prepared import PreparedAudio
from kapsound.core.record_events import Closed, Undelivered
from kapsound.errors import KapsoundError, Problem
from kapsound.record import Finding, Verification
from kapsound.sessions import load as job
from kapsound.tui import tasks
from kapsound.tui.app import KapsoundApp
from kapsound.tui.home import playlists
from kapsound.tui.opening import Home
from kapsound.tui.preflight.work import Dependencies as PreflightDependencies
from kapsound.units import Frames, to_frames

DEMO_FILE = Path(__file__).parent.parent / "playlists" / "demo.toml"
DEMO = DEMO_FILE.read_text("utf-8")
SOUNDS = len(job.load(DEMO_FILE).recipes)
BEGAN = datetime(2026, 3, 4, 18, 0, tzinfo=UTC)
HEADER = first_line("Six\x1b minutes", "A-1", DEMO)


def history(*told: tuple[float, Event]) -> History:
    """Return the history that events with their seconds make."""
    return history_of(
        Moment(Instant(to_frames(t), BEGAN + timedelta(seconds=t)), event)
        for t, event in [(0, HEADER), *told]
    )


def began(bus: Bus, title: str) -> VoiceBegan:
    """Return the line of a voice that began."""
    return VoiceBegan(VoiceId(1), bus, "x", title, "key", Frames(0), 1.0)


LINES = (
    (0.0, PhaseBegan("preparation", "session")),
    (0.0, began(Bus.MUSIC, "Arriving")),
    (6.0, began(Bus.VOICE, "Welcome")),
    (9.0, began(Bus.AMBIENCE, "Slow waves")),
    (30.0, DoseMarked(1)),
    (30.0, PhaseBegan("onset", "dose")),
    (40.0, Noted("note", "calm [/] \x07")),
    (41.0, Noted("acknowledge", "")),
    (42.0, Noted("mark", "")),
    (50.0, Fault("the output has gone", "tried again")),
    (51.0, Undelivered(Frames(72_000))),
    (110.0, PhaseBegan("peak", "plan")),
    (140.0, DoseMarked(2)),
    (150.0, PhaseBegan("onset", "booster")),
    (170.0, Ended("end")),
    (171.0, Closed("end")),
)
WHOLE = history(*LINES)
STILL_OPEN = history(*LINES[:-1])


def record_read(told: History = WHOLE, *findings: Finding) -> tasks.RecordRead:
    """Return a record as a screen reads it, with what its verification found."""
    verified = Verification(not findings, told.closed is not None, 16, findings)
    return tasks.RecordRead(told, compared(told), verified, Path("/records/one"))


MACHINE = {
    "devices": {"names": ["Headphones", "Room"], "default": "Room"},
    "disk": {"records": {"free": 5e10, "fault": ""}, "cache": {"free": 5e10, "fault": ""}},
    "power": {"mains": True, "percent": 80},
    "sleeps": False,
}
AUDIO = PreparedAudio("key", Frames(9_600_000), -23.0, -10.0, 2.0, Frames(0), Frames(0), "digest")
YELLOW = Problem("demo.toml", "is a little long", 140, "phases[2].tracks", "warning")


class Work:
    """The work of a preflight, done at once and remembered."""

    def __init__(
        self,
        problems: Any = (),
        machine: Any = MACHINE,
        refuse: KapsoundError | None = None,
        ready: int = 2,
    ) -> None:
        self.problems, self.machine_, self.refuse = problems, machine, refuse
        self.ready = ready
        self.done: list[Any] = []
        self.known: list[str] = []
        self.started: list[Any] = []
        self.sounds: list[Any] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.stopped = False

    def dependencies(self, **other: Any) -> PreflightDependencies:
        """Return the work as a preflight screen is given it, some of it other."""
        return replace(
            PreflightDependencies(
                load=job.load,
                prepare=self.prepare,
                findings=self.findings,
                machine=lambda: self.machine_,
                sound=self.sound,
                start=self.start,
                feed=lambda order, _settings: self.done.append(("fed", order)),
                recall=lambda: tuple(self.known),
                remember=self.remember,
            ),
            **other,
        )

    def prepare(self, loaded: Any, on_progress: Any, _settings: Any) -> Any:
        """Have the first sounds ready, a quarter of all, wait to go on, and be ready."""
        quarter = {"done": 30.0, "total": 120.0, "left": 9.0}
        for recipe in loaded.recipes[: self.ready]:
            on_progress({**quarter, "ready": (recipe, AUDIO)})
        try:
            on_progress({**quarter, "ready": None})
            while not self.go_on.wait(0.1):
                on_progress({**quarter, "ready": None})
        except tasks.Unwanted:
            self.done.append(("left", None))
            raise
        on_progress({"done": 120.0, "total": 120.0, "left": 0.0, "ready": None})
        return tuple((recipe, AUDIO) for recipe in loaded.recipes), ()

    def findings(self, loaded: Any, index: Any, _left_out: Any, changes: Any) -> Any:
        """Find what was given."""
        changed = tasks.change(loaded, changes)
        return changed, self.problems, tasks._course(changed, tuple(index))

    def sound(self, request: Any, on_progress: Any) -> None:
        """Sound until it is stopped."""
        self.sounds.append(request)
        try:
            while True:
                on_progress({"side": "left", "left": 2.0})
                threading.Event().wait(0.01)
        except tasks.Unwanted:
            self.stopped = True
            raise

    def remember(self, known: Any) -> None:
        """Keep what was seen."""
        self.known = [*known]

    def start(self, order: Any, _settings: Any) -> str:
        """Begin, or refuse as told."""
        if self.refuse:
            raise self.refuse
        self.started.append(order)
        return "record"


CARDS = (
    playlists.Card(
        Path("/p/sea.toml"),
        "By the sea",
        "Calm.",
        (("preparation", 600.0, True), ("peak", 3000.0, False)),
    ),
    playlists.Card(Path("/p/bad.toml"), "bad", fault="2 mistakes: line 3: title: is missing"),
)


class ScreenApp(KapsoundApp):
    """The application, with a screen of ours in place of those it would open."""

    def __init__(self, screen: Any, settings: Settings) -> None:
        player = FakePlayer(gone=True)
        super().__init__(Home(), settings, standing_still(player, "me"))
        self._shown = screen
        self.went: list[str] = []

    def _open(self, _opening: Any) -> None:
        self.push_screen(self._shown)

    def open_session(self) -> None:
        """Remember it."""
        self.went.append("session")

    def open_home(self) -> None:
        """Remember it."""
        self.went.append("home")

    def open_preflight(self, play: Any) -> None:
        """Remember it."""
        self.went.append(f"preflight {play.path}")


def show(scene: Any, screen: Any, size: tuple[int, int] = (80, 24), **settings: Any) -> None:
    """Show a screen and play an `async scene(app, pilot)` on it."""

    async def perform() -> None:
        app = ScreenApp(screen, Settings(**settings))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await scene(app, pilot)

    asyncio.run(perform())
