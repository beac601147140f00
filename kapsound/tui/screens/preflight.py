"""The preflight screen: a playlist is looked over, fitted to this session, and started."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.worker import get_current_worker

from kapsound.config import HIGHEST_MAXIMUM_DB, LOWEST_MAXIMUM_DB
from kapsound.core.playlist.edit import PhaseChange
from kapsound.errors import KapsoundError, PlaylistError
from kapsound.tui import preparing_rows as rows
from kapsound.tui import work as jobs
from kapsound.tui.checks import FULLY_SILENT, State
from kapsound.tui.host import host
from kapsound.tui.preparation import Preparation
from kapsound.tui.rows import Row
from kapsound.tui.screens.around import AroundScreen
from kapsound.tui.screens.forms import Choose, Write
from kapsound.tui.screens.phase import PhaseDialog
from kapsound.tui.widgets.laid import Laid
from kapsound.tui.widgets.menu import Entry, Menu

LONGEST_CODE = 40
BESIDE = 110
SIDES, NOISE = "sides", "noise"


@dataclass(frozen=True, slots=True)
class Tools:
    """The work that takes time, as tests replace it."""

    load: Callable[..., Any] = jobs.load
    prepare: Callable[..., Any] = jobs.prepare
    findings: Callable[..., Any] = jobs.findings
    machine: Callable[..., Any] = jobs.machine
    sound: Callable[..., Any] = jobs.sound
    start: Callable[..., str] = jobs.start


class PreflightScreen(AroundScreen):
    """Looks everything over before sound; nothing starts with a red line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "start", "start", show=False),
        Binding("v", "seen", "seen", show=False),
        Binding("c", "client", "client code", show=False),
        Binding("m", "maximum", "maximum level", show=False),
        Binding("o", "output", "output", show=False),
        Binding("t", "sound('sides')", "test sound", show=False),
        Binding("l", "sound('noise')", "level check", show=False),
        Binding("r,f5", "look", "look again", show=False),
        Binding("escape,q", "back", "back", show=False),
    ]

    class Told(Message):
        """A worker has something: `what` it is, and its value."""

        def __init__(self, what: str, value: Any) -> None:
            super().__init__()
            self.what, self.value = what, value

    def __init__(
        self,
        path: Path,
        client: str = "",
        output: str = "",
        script: tuple[str, ...] = (),
        tools: Tools = Tools(),
    ) -> None:
        super().__init__()
        self.session = Preparation(path, client, output, script)
        self._tools = tools
        self._starting = self._start_next = False
        self._sound = self._wanted = ""
        self._heard: Any = None

    def compose(self) -> ComposeResult:
        """Lay out what the session is to be, and the checks."""
        yield Laid(self._head, id="head")
        with Container(id="body"):
            yield Menu(self._plan, id="plan")
            yield Menu(self._checks, id="checks")
        yield Laid(self._foot, id="foot")

    def on_mount(self) -> None:
        """Begin to look everything over."""
        settings = host(self.app).settings
        self.session = replace(
            self.session,
            remembered=settings.maximum_levels,
            output=self.session.output or settings.output,
        )
        self.query_one("#plan").focus()
        self.action_look()

    def on_resize(self) -> None:
        """Give the plan as many lines as it has, where the checks stand beneath it."""
        self._fit_plan()

    def on_preflight_screen_told(self, event: Told) -> None:
        """Take in what a worker has."""
        getattr(self, f"_told_{event.what}")(event.value)
        self._fit_plan()
        self.again()

    def chosen(self, act: str) -> None:
        """Change what was chosen."""
        if act.startswith("phase:"):
            self._edit_phase(int(act.removeprefix("phase:")))
        elif act.startswith("output:"):
            self.action_output()
        elif any(item.id == act and item.state is State.LOOK for item in self.session.checks):
            self._put(self.session.with_seen(act))

    def action_look(self) -> None:
        """Look everything over, from the beginning."""
        before = self.session
        self._put(replace(before, misread=(), found=None, machine=None, fault="", refusal=""))
        self._prepare()
        self._machine()

    def action_seen(self) -> None:
        """Take the yellow line under the cursor as seen, and go to the next."""
        menu = self.query_one("#checks", Menu)
        yellow = {item.id for item in self.session.checks if item.state is State.LOOK}
        wanted = menu.chosen if menu.has_focus else ""
        if wanted not in yellow - self.session.seen:
            wanted = self.session.next_unseen("")
        if wanted:
            menu.focus()
            menu.stand(wanted)
            self._put(self.session.with_seen(wanted))
            menu.stand(self.session.next_unseen(wanted) or wanted)

    def action_client(self) -> None:
        """Ask for the client's code."""
        hint = "a code for the record, never a name"
        dialog = Write("Client code", self.session.client, hint, _judge_code)
        self.app.push_screen(dialog, self._take_client)

    def action_maximum(self) -> None:
        """Ask for the session's maximum level."""
        hint = "dB; 0 is the playlist's own loudness"
        dialog = Write("Maximum level", f"{self.session.level:g}", hint, _judge_level)
        self.app.push_screen(dialog, self._take_maximum)

    def action_output(self) -> None:
        """Let an output be chosen."""
        found = self.session.machine
        if found is None:
            return
        names = [(name, name) for name in found["devices"]["names"]]
        usual = [("default", rows.usual_output(found["devices"]))]
        silent = [(FULLY_SILENT, "none: run silently")]
        dialog = Choose("Output", [*usual, *_marked(names), *silent], self.session.output)
        self.app.push_screen(dialog, self._take_output)

    def action_sound(self, sound: str) -> None:
        """Play a test sound, or end the one that plays."""
        if self._sound:
            self._wanted = ""
        elif not self._starting:
            self._sound = self._wanted = sound
            self._heard = None
            self._play(sound)
        self.again()

    def action_start(self) -> None:
        """Start the session, if nothing stands against it."""
        waiting = self.session.waiting
        if self._starting or waiting:
            self.query_one("#checks").focus()
            unseen = self.session.next_unseen("")
            if unseen:
                self.query_one("#checks", Menu).stand(unseen)
            return
        if self._sound:
            self._wanted, self._start_next = "", True
            return
        self._starting = True
        self.again()
        self._start()

    def action_back(self) -> None:
        """Go back; nothing has begun."""
        if not self._starting:
            host(self.app).open_home()

    # What workers do, each on a thread of its own.

    @work(thread=True, exclusive=True, group="prepare")
    def _prepare(self) -> None:
        try:
            loaded = self._tools.load(self.session.path)
        except PlaylistError as error:
            self._tell("misread", error.problems)
            return
        self._tell("loaded", loaded)
        try:
            self._tell("prepared", self._tools.prepare(loaded, self._progress))
        except KapsoundError as error:
            self._tell("fault", str(error))
        except jobs.Unwanted:
            return

    @work(thread=True, exclusive=True, group="machine")
    def _machine(self) -> None:
        try:
            self._tell("machine", self._tools.machine())
        except KapsoundError as error:
            self._tell("refusal", str(error))

    @work(thread=True, exclusive=True, group="find")
    def _find(self) -> None:
        now = self.session
        if now.loaded and now.index is not None:
            found = self._tools.findings(now.loaded, now.index, now.left_out, now.changes)
            self._tell("found", (now.changes, *found))

    @work(thread=True, exclusive=True, group="sound")
    def _play(self, sound: str) -> None:
        now = self.session
        request = {"sound": sound, "output": now.output, "loudness": now.loudness}
        try:
            self._tools.sound(request | {"level": now.level}, self._hear)
            self._tell("quiet", "")
        except jobs.Unwanted:
            self._tell("quiet", "")
        except KapsoundError as error:
            self._tell("quiet", str(error))

    @work(thread=True, exclusive=True, group="start")
    def _start(self) -> None:
        now = self.session
        assert now.edited is not None
        order = jobs.Order(now.edited, now.index or (), now.client, now.output, now.script)
        try:
            self._tell("started", self._tools.start(order))
        except KapsoundError as error:
            self._tell("refused", str(error))

    def _tell(self, what: str, value: Any) -> None:
        if not get_current_worker().is_cancelled:
            self.post_message(self.Told(what, value))

    def _progress(self, values: Any) -> None:
        if get_current_worker().is_cancelled:
            raise jobs.Unwanted
        self._tell("progress", values)

    def _hear(self, values: Any) -> None:
        if not self._wanted or get_current_worker().is_cancelled:
            raise jobs.Unwanted
        self._tell("heard", values)

    # What they told, on the screen's own thread.

    def _told_misread(self, problems: Any) -> None:
        self.session = replace(self.session, misread=tuple(problems), loaded=None)

    def _told_loaded(self, loaded: Any) -> None:
        self.session = replace(self.session, loaded=loaded)

    def _told_progress(self, values: Any) -> None:
        self.session = replace(self.session, progress=values)

    def _told_prepared(self, done: Any) -> None:
        index, left_out = done
        self.session = replace(self.session, index=index, left_out=left_out)
        self._find()

    def _told_fault(self, fault: str) -> None:
        self.session = replace(self.session, fault=fault)

    def _told_machine(self, machine: Any) -> None:
        self.session = replace(self.session, machine=machine)

    def _told_refusal(self, refusal: str) -> None:
        self.session = replace(self.session, refusal=refusal)

    def _told_found(self, found: Any) -> None:
        changes, edited, problems = found
        if changes == self.session.changes:
            self.session = replace(self.session, edited=edited, found=problems)

    def _told_heard(self, values: Any) -> None:
        self._heard = values

    def _told_quiet(self, fault: str) -> None:
        self._sound = self._wanted = ""
        self._heard = None
        if fault:
            self.session = replace(self.session, refusal=fault)
        elif self._start_next:
            self._start_next = False
            self.action_start()

    def _told_started(self, _: str) -> None:
        settings, now = host(self.app).settings, self.session
        levels = dict(settings.maximum_levels)
        if now.client:
            levels[now.client] = now.level
        kept = replace(settings, maximum_levels=levels, output=_kept_output(now.output))
        host(self.app).change(kept)
        host(self.app).open_session()

    def _told_refused(self, refusal: str) -> None:
        self._starting = False
        self.session = replace(self.session, refusal=refusal)

    # What the dialogs answer.

    def _take_client(self, answer: str | None) -> None:
        if answer:
            self._change(replace(self.session, client=answer[1:], maximum=None))

    def _take_maximum(self, answer: str | None) -> None:
        if answer:
            self._change(replace(self.session, maximum=float(answer[1:])))

    def _take_output(self, answer: str | None) -> None:
        if answer:
            output = "" if answer == "default" else answer.removeprefix("name:")
            self._put(replace(self.session, output=output, refusal=""))

    def _edit_phase(self, place: int) -> None:
        now = self.session
        if now.loaded is None:
            return
        loaded = now.loaded

        def judge(change: PhaseChange) -> str:
            return jobs.judge(loaded, self.session.with_phase(place, change).changes)

        def take(change: PhaseChange) -> None:
            self._change(self.session.with_phase(place, change))

        change = now.phases.get(place, PhaseChange())
        self.app.push_screen(PhaseDialog(loaded.playlist, place, change, judge, take))

    def _change(self, session: Preparation) -> None:
        changed = session.changes != self.session.changes
        self._put(replace(session, found=None, refusal="") if changed else session)
        if changed:
            self._find()

    def _put(self, session: Preparation) -> None:
        self.session = session
        self._fit_plan()
        self.again()

    def _fit_plan(self) -> None:
        if not self.is_mounted:
            return
        count = len(self.session.loaded.playlist.phases) if self.session.loaded else 0
        beside = self.size.width >= BESIDE
        self.set_class(beside, "-beside")
        lines = min(rows.FIELDS + 1 + count, self.size.height // 2)
        self.query_one("#plan").styles.height = "1fr" if beside else lines

    # What is drawn.

    def _head(self, width: int) -> list[Row]:
        return rows.head(self.session, width)

    def _plan(self, width: int) -> list[Entry]:
        return rows.plan(self.session, width, self._sound, self._heard)

    def _checks(self, width: int) -> list[Entry]:
        return rows.check_entries(self.session, width)

    def _foot(self, width: int) -> list[Row]:
        return rows.foot(self.session, width, starting=self._starting)


def _marked(names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(f"name:{name}", words) for name, words in names]


def _kept_output(output: str) -> str:
    return "" if output == FULLY_SILENT or output.startswith("file:") else output


def _judge_code(text: str) -> str:
    if len(text) > LONGEST_CODE:
        return f"{LONGEST_CODE} characters at most"
    return "" if text.isprintable() else "letters, digits and signs only"


def _judge_level(text: str) -> str:
    words = f"write a number from {LOWEST_MAXIMUM_DB:g} to {HIGHEST_MAXIMUM_DB:g}, in dB"
    try:
        level = float(text)
    except ValueError:
        return words
    return "" if LOWEST_MAXIMUM_DB <= level <= HIGHEST_MAXIMUM_DB else words
