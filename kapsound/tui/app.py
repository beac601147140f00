"""The application has themes and keys, and shows one screen or another."""

from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.events import Event, InputEvent, Key, Paste
from textual.screen import ModalScreen, Screen

from kapsound.config.change import change_settings
from kapsound.config.read import read_settings
from kapsound.config.settings import Settings
from kapsound.core.commands import Stop
from kapsound.errors import KapsoundError
from kapsound.paths import settings_path
from kapsound.tui import keys
from kapsound.tui.caps_lock import CapsLock
from kapsound.tui.dependencies import Dependencies
from kapsound.tui.dialogs.dialog import Dialog
from kapsound.tui.link import Link
from kapsound.tui.messages import Unanswered
from kapsound.tui.opening import Attach, Home, Opening, Play
from kapsound.tui.session import leave
from kapsound.tui.session.screen import SessionScreen
from kapsound.tui.themes import NIGHT, THEMES, other

_WIDTHS = [(0, "-narrow"), (100, "-wide"), (118, "-broad"), (150, "-wall"), (290, "-vast")]
_HEIGHTS = [(0, "-low"), (35, "-middle"), (44, "-tall")]


class KapsoundApp(App[int]):
    """The therapist's application; tests give it a world of their own."""

    CSS_PATH: ClassVar[Any] = [
        Path(__file__).with_name(name) for name in ("kapsound.tcss", "screens.tcss")
    ]
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(steady=True), *keys.STOPPING]
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS
    ENABLE_COMMAND_PALETTE = False
    TITLE = "kapsound"

    def __init__(
        self,
        opening: Opening,
        settings: Settings,
        dependencies: Dependencies | None = None,
    ) -> None:
        super().__init__()
        self.opening, self.settings = opening, settings
        self.dependencies = dependencies or Dependencies()
        self.session: SessionScreen | None = None
        self._caps_lock = CapsLock()

    def on_mount(self) -> None:
        """Apply the settings and open the first screen."""
        for theme in THEMES:
            self.register_theme(theme)
        self._apply(self.settings)
        self._open(self.opening)

    async def on_event(self, event: Event) -> None:
        """Take what comes; keys and clicks that come after it was left mean nothing."""
        if self.is_running or not isinstance(event, InputEvent | Paste):
            await super().on_event(event)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return the colours of the tones, for a theme that has none."""
        return dict(NIGHT.variables)

    def on_key(self, event: Key) -> None:
        """Let the session have the keys that only it knows, in the order they were pressed."""
        if self.session and self.screen is self.session:
            self._look_at_case(self.session, event)
            if self.session.takes(event):
                event.prevent_default()

    def open_session(self) -> None:
        """Show the session that runs."""
        link = Link(self.dependencies.connect, self.dependencies.name_screen())
        shown = keys.shown_keys(self.settings.keys)
        self._show(SessionScreen(link, shown, self.dependencies))

    def session_over(self, record: str) -> None:
        """Show what ran, after the end."""
        from kapsound.tui.close.screen import CloseScreen  # noqa: PLC0415 - when it is needed

        self._show(CloseScreen(record))

    def open_home(self) -> None:
        """Show the home screen."""
        from kapsound.tui.home.screen import HomeScreen  # noqa: PLC0415 - when it is needed

        self._show(HomeScreen(self.dependencies.now))

    def open_preflight(self, play: Play) -> None:
        """Look a playlist over before its session."""
        from kapsound.tui.preflight.screen import PreflightScreen  # noqa: PLC0415 - as above

        self._show(PreflightScreen(play))

    def change(self, settings: Settings) -> str:
        """Apply and keep other settings; return why they cannot be kept, empty if they are."""
        old = self.settings
        self._apply(settings)
        return self._keep(old, settings)

    def _keep(self, old: Settings, settings: Settings) -> str:
        try:
            if self.dependencies.settings:
                change_settings(self.dependencies.settings, old, settings)
        except KapsoundError as error:
            return str(error)
        return ""

    def _look_at_case(self, session: SessionScreen, event: Key) -> None:
        """Notice a Caps Lock that nobody meant; in a text capitals are as good as any."""
        if not session.writing:
            tick = self.dependencies.tick()
            self._caps_lock.look(event, tick, meant=session.knows(event))
            session.note_caps_lock(on=self._caps_lock.on)

    def stops(self, key: str) -> bool:
        """Stop all sound if this key does so; say whether it does."""
        stops = key in keys.keys_of(keys.BY_ID["stop"], self.settings.keys)
        if stops:
            self.stop()
        return stops

    def stop(self) -> None:
        """Stop all sound, from wherever one is; nothing but a text that is written stays open."""
        while isinstance(self.screen, Dialog) and not self.screen.writes:
            self.pop_screen()
        if self.session:
            self.session.give("stop")
        else:
            self.run_worker(self._stop_elsewhere, thread=True, exclusive=True, group="stop")

    def _stop_elsewhere(self) -> None:
        """Stop the session that runs, if one does, and show it."""
        with suppress(KapsoundError), closing(self.dependencies.connect("therapist")) as player:
            player.do(Stop())
            self.call_from_thread(self.open_session)

    def action_act(self, name: str) -> None:
        """Do a steady action, wherever the focus is."""
        if name in ("stop", "stop-now"):
            self.stop()
        elif name == "theme":
            self.action_other_theme()
        elif name == "leave-now":
            self.action_leave()
        elif name == "palette-now":
            self.action_find()
        elif self.session:
            self.session.action_act(name)

    def action_other_theme(self) -> None:
        """Change between night and day, and keep that for the next time."""
        old = self.settings
        self._apply(replace(old, theme=other(self.theme)))
        self.run_worker(partial(self._keep_on_thread, old, self.settings), thread=True)

    def action_show_help(self) -> None:
        """Show the keys of where one is: over a dialog those of the dialog alone."""
        from kapsound.tui.dialogs import help  # noqa: A004, PLC0415 - loaded when asked for

        remapped = self.settings.keys
        cues = self.session.view.contents.get("cues", []) if self.session else []
        session = partial(help.blocks_of, remapped, cues)
        own = partial(help.here, self.screen, remapped)
        if self.screen is self.session:
            self.push_screen(help.Help("the keys of a session", session))
        elif isinstance(self.screen, ModalScreen):
            self.push_screen(help.Help("the keys here", own))
        else:
            both = partial(help.both, own, session)
            self.push_screen(help.Help("the keys here, and those of a session", both))

    def action_find(self) -> None:
        """Find a command by its name, on the session screen and not over a dialog."""
        from kapsound.tui.session.palette import Palette  # noqa: PLC0415 - when it is needed

        if self.session and self.screen is self.session and self.session.view.status:
            self.push_screen(Palette())

    def action_leave(self) -> None:
        """Ask what is to become of the session; without one, leave."""
        if isinstance(self.screen, ModalScreen):
            self.screen.dismiss()
        elif self.session and self.screen is self.session and self.session.view.status:
            self.push_screen(leave.Leave(self.session.view), self._left)
        else:
            self.exit(0)

    def _keep_on_thread(self, old: Settings, new: Settings) -> None:
        """Keep settings on a thread, for a session waits for no disk."""
        reason = self._keep(old, new)
        if reason and self.session:
            self.session.post_message(Unanswered("the look is not kept", reason))

    def _left(self, answer: str | None) -> None:
        if answer == leave.PLAYING:
            self.exit(0, message="The session plays on. `kapsound attach` comes back to it.")
        elif answer == leave.HOME:
            self.open_home()
        elif answer == leave.ENDING and self.session:
            self.session.give("end", confirmed=True)

    def _apply(self, settings: Settings) -> None:
        self.settings = settings
        self.theme = settings.theme if settings.theme in self.available_themes else NIGHT.name
        self.set_keymap(dict(settings.keys))

    def _open(self, opening: Opening) -> None:
        match opening:
            case Attach():
                self.open_session()
            case Play():
                self.open_preflight(opening)
            case Home():
                self.open_home()

    def _show(self, screen: Screen[None]) -> None:
        """Put a screen in the place of whatever is shown, dialogs over it included."""
        self.session = screen if isinstance(screen, SessionScreen) else None
        while len(self.screen_stack) > 1 and isinstance(self.screen, ModalScreen):
            self.pop_screen()
        if len(self.screen_stack) > 1:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)


def start(opening: Opening) -> int:
    """Run the application with the real player and settings until it is left.

    The result is its exit code.
    """
    path = settings_path()
    settings = read_settings(path, keys.BY_ID).settings
    app = KapsoundApp(opening, settings, Dependencies(settings=path))
    app.run()
    return app.return_code or 0
