"""The preflight screen looks a playlist over, fits it to this session, and starts it."""

from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen

from kapsound.config.settings import Settings
from kapsound.core import client_code
from kapsound.core.playlist.edit import PhaseChange
from kapsound.errors import UsageError
from kapsound.sessions.setup import outputs_of
from kapsound.tui import tasks
from kapsound.tui.application import application
from kapsound.tui.dialogs.question import Question
from kapsound.tui.keys import HELP_BINDING
from kapsound.tui.opening import Play
from kapsound.tui.preflight import fitting, layout, work
from kapsound.tui.preflight.checks import State
from kapsound.tui.preflight.phase import PhaseDialog
from kapsound.tui.preflight.preparation import Preparation
from kapsound.tui.rows import Row
from kapsound.tui.tasks import Values
from kapsound.tui.widgets.choices import Choices
from kapsound.tui.widgets.row_static import RowStatic

BESIDE = 110


class PreflightScreen(Screen[None]):
    """Looks everything over before sound; nothing starts with a red line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        HELP_BINDING,
        Binding("s", "start", "start the session", show=False),
        Binding("n", "now", "start with the sounds that are ready", show=False),
        Binding("v", "seen", "take a yellow line as seen", show=False),
        Binding("c", "client", "write the client code", show=False),
        Binding("m", "maximum", "write the maximum level", show=False),
        Binding("o", "output", "choose the output", show=False),
        Binding("t", "sound('sides')", "play the test sound, or end it", show=False),
        Binding("l", "sound('noise')", "play the level check, or end it", show=False),
        Binding("r,f5", "look", "look everything over again", show=False),
        Binding("escape,q", "back", "go back; nothing has begun", show=False),
    ]

    def __init__(self, play: Play, dependencies: work.Dependencies | None = None) -> None:
        super().__init__()
        self._work = work.PreflightWork(dependencies or work.Dependencies())
        self.session = Preparation(play.path, play.client, script=play.script)
        self._asked_output = play.output or None
        self._starting = self._start_next = False
        self._sound = ""
        self._heard: Values | None = None

    @property
    def _settings(self) -> Settings:
        return application(self.app).settings

    def compose(self) -> ComposeResult:
        """Lay out what the session is to be, and the checks."""
        yield RowStatic(lambda width: layout.head(self.session, width), id="head")
        yield RowStatic(self._arc, id="arc")
        with Container(id="body"):
            yield Choices(id="plan")
            yield Choices(id="checks")
        yield RowStatic(
            lambda width: layout.foot(self.session, width, starting=self._starting), id="foot"
        )
        yield self._work

    def _arc(self, width: int) -> list[Row]:
        return layout.arc(self.session, width, self.size.height)

    def on_mount(self) -> None:
        """Begin to look everything over."""
        self.session = replace(self.session, remembered=self._settings.maximum_levels)
        self.query_one("#plan").focus()
        self.action_look()
        self._work.recall()
        self._send_to(self._asked_output)

    def on_resize(self) -> None:
        """Give the plan as many lines as it has, where the checks stand beneath it."""
        self._show()

    async def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Change what was chosen."""
        name = event.name
        if name.startswith(layout.ACTION):
            await self.run_action(name.removeprefix(layout.ACTION))
        elif name.startswith("phase:"):
            self._edit_phase(int(name.removeprefix("phase:")))
        elif name.startswith("output:"):
            self.action_output()
        elif any(item.id == name and item.state is State.LOOK for item in self.session.checks):
            self._take_look(name)

    def action_look(self) -> None:
        """Look everything over, from the beginning."""
        self._put(self.session.from_the_beginning)
        self._work.prepare(self.session.path, self._settings)
        self._work.look_at_machine()

    def action_seen(self) -> None:
        """Take the yellow line under the cursor as seen, and go to the next."""
        checks = self.query_one("#checks", Choices)
        wanted = checks.chosen if checks.has_focus else ""
        if wanted not in self.session.unseen:
            wanted = self.session.next_unseen("")
        if wanted:
            checks.focus()
            checks.go_to(wanted)
            self._take_look(wanted)
            checks.go_to(self.session.next_unseen(wanted) or wanted)

    def action_client(self) -> None:
        """Ask for the client's code."""
        fitting.client(self.session).ask(self.app, self._take_client)

    def action_maximum(self) -> None:
        """Ask for the session's maximum level."""
        fitting.maximum(self.session).ask(self.app, self._take_maximum)

    def action_output(self) -> None:
        """Let an output be chosen."""
        if self.session.machine:
            fitting.output(self.session, self.session.machine).ask(self.app, self._take_output)

    def action_sound(self, sound: str) -> None:
        """Play a test sound, or end the one that plays."""
        if self._sound:
            self._work.sound_wanted = False
        elif not self._starting:
            self._sound, self._heard = sound, None
            self._work.sound_wanted = True
            self._work.play_sound(sound, self.session)
        self._show()

    def action_start(self) -> None:
        """Start the session, if nothing stands against it."""
        if self.session.waiting:
            self._to_next_unseen()
        else:
            self._begin()

    def action_now(self) -> None:
        """Start with the sounds that are ready, if nothing else stands against it.

        They are looked over once: what is ready later comes in as it would in the session.
        """
        if self._starting:
            return
        if not self.session.early:
            self.action_start()
            return
        self._put(replace(self.session, hurried=True))
        if self.session.waiting_early:
            self._to_next_unseen()
        elif self.session.edited is None:
            self._work.judge(self.session, ask=True)
        else:
            self._ask()

    def action_back(self) -> None:
        """Go back; nothing has begun."""
        if not self._starting:
            application(self.app).open_home()

    def _begin(self) -> None:
        """Start the session, once the test sound has faded."""
        if self._sound:
            self._work.sound_wanted = False
            self._start_next = True
        if self._sound or self._starting:
            return
        self._starting = True
        self._show()
        self._work.start_session(self.session.setup, self._settings)

    def _ask(self) -> None:
        """Ask whether to begin with the sounds there are."""
        fitting.early_start(self.session).ask(self.app, lambda _: self._begin())

    def _to_next_unseen(self) -> None:
        checks = self.query_one("#checks", Choices)
        checks.focus()
        checks.go_to(self.session.next_unseen("") or checks.chosen)

    @on(work.Found)
    def _take_found(self, event: work.Found) -> None:
        self._put(event.applied(self.session))
        if isinstance(event, work.Prepared):
            self._work.judge(self.session)
        if isinstance(event, work.Judged) and event.ask and not self.session.waiting_early:
            self._ask()

    @on(work.Sounding)
    def _take_sounding(self, event: work.Sounding) -> None:
        self._heard = event.values
        self._show()

    @on(work.Quiet)
    def _take_quiet(self, event: work.Quiet) -> None:
        self._sound, self._heard = "", None
        starts, self._start_next = self._start_next and not event.fault, False
        self._put(replace(self.session, refusal=event.fault) if event.fault else self.session)
        if starts:
            self._begin()

    @on(work.Started)
    def _take_started(self) -> None:
        self._work.stop_preparing()
        application(self.app).change(self.session.kept_in(self._settings))
        application(self.app).open_session()

    @on(work.Refused)
    def _take_refused(self, event: work.Refused) -> None:
        self._starting = False
        self._put(replace(self.session, refusal=event.reason))

    def _take_client(self, code: str) -> None:
        """Take a code; one that may tell who the client is, is questioned once."""
        words = "" if code in self.session.remembered else client_code.question(code)
        if words:
            Question(words).ask(self.app, lambda _: self._change(self.session.with_client(code)))
        else:
            self._change(self.session.with_client(code))

    def _take_look(self, warning: str) -> None:
        """Take a yellow line as seen, or no longer, and remember that."""
        before = self.session.known
        self._put(self.session.with_seen(warning))
        if self.session.known != before:
            self._work.remember(self.session.known)

    def _take_maximum(self, level: str) -> None:
        self._change(replace(self.session, maximum=float(level)))

    def _take_output(self, output: str) -> None:
        self._work.sound_wanted = False
        self._send_to(output)

    def _send_to(self, asked: str | None) -> None:
        try:
            outputs = outputs_of(self._settings, asked)
            self._put(replace(self.session, outputs=outputs, refusal=""))
        except UsageError as error:
            where = " in the settings" if asked is None else ""
            self._put(replace(self.session, refusal=f"{error}{where}"))

    def _edit_phase(self, place: int) -> None:
        now = self.session
        if now.loaded is None:
            return
        loaded = now.loaded

        def judge(change: PhaseChange) -> str:
            return tasks.judge(loaded, self.session.with_phase(place, change).changes)

        def take(change: PhaseChange) -> None:
            self._change(self.session.with_phase(place, change))

        change = now.phases.get(place, PhaseChange())
        self.app.push_screen(PhaseDialog(loaded.playlist, place, change, judge, take))

    def _change(self, session: Preparation) -> None:
        changed = session.changes != self.session.changes
        self._put(replace(session, edited=None, refusal="") if changed else session)
        if changed and not session.early:
            self._work.judge(self.session)

    def _put(self, session: Preparation) -> None:
        self.session = session
        self._show()

    def _show(self) -> None:
        if not self.is_mounted:
            return
        plan, beside = self.query_one("#plan", Choices), self.size.width >= BESIDE
        plan.fill(layout.plan(self.session, self._sound, self._heard))
        self.set_class(beside, "-beside")
        plan.styles.height = "1fr" if beside else min(plan.option_count, self.size.height // 2)
        self.query_one("#checks", Choices).fill(layout.checks(self.session))
        for part in self.query(RowStatic):
            part.lay_out()
