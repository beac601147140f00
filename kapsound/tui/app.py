"""The application has themes and keys, and shows one screen or another."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar

from textual.app import App
from textual.binding import BindingType
from textual.events import Event, InputEvent, Key, Paste
from textual.screen import ModalScreen, Screen

from kapsound.config.change import change_settings
from kapsound.config.read import read_settings
from kapsound.config.settings import Settings
from kapsound.control import Role, open_client
from kapsound.errors import KapsoundError
from kapsound.paths import settings_path
from kapsound.tui import keys
from kapsound.tui.link import Link, Player
from kapsound.tui.messages import Unanswered
from kapsound.tui.opening import Attach, Home, Opening, Play
from kapsound.tui.session import leave
from kapsound.tui.session.screen import SessionScreen
from kapsound.tui.themes import NIGHT, THEMES, other

_WIDTHS = [(0, "-narrow"), (100, "-wide"), (118, "-broad"), (150, "-wall"), (290, "-vast")]
_HEIGHTS = [(0, "-low"), (35, "-middle"), (44, "-tall")]


def _local_now() -> datetime:
    return datetime.now(UTC).astimezone()


_connect = partial(open_client, Role.SCREEN)


def _screen_name() -> str:
    from uuid import uuid4  # noqa: PLC0415 - once a session

    return f"screen-{uuid4().hex[:8]}"


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The player, the clocks and the file of settings, as tests replace them.

    `settings` is the file that keeps changed settings, None to keep them nowhere.
    """

    connect: Callable[[str], Player] = _connect
    settings: Path | None = None
    now: Callable[[], datetime] = _local_now
    tick: Callable[[], float] = monotonic
    name_screen: Callable[[], str] = _screen_name


class KapsoundApp(App[int]):
    """The therapist's application; tests give it a world of their own."""

    CSS_PATH: ClassVar[Any] = [
        Path(__file__).with_name(name) for name in ("kapsound.tcss", "screens.tcss")
    ]
    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(steady=True)]
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
        if self.session and self.screen is self.session and self.session.takes(event):
            event.prevent_default()

    def open_session(self) -> None:
        """Show the session that runs."""
        link = Link(self.dependencies.connect, self.dependencies.name_screen())
        shown = keys.shown_keys(self.settings.keys)
        self._show(SessionScreen(link, shown, self.dependencies.now, self.dependencies.tick))

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

    def action_act(self, name: str) -> None:
        """Do a steady action, wherever the focus is."""
        if name == "theme":
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
        """Show every key."""
        from kapsound.tui.dialogs.help import Help  # noqa: PLC0415 - loaded when asked for

        cues = self.session.view.contents.get("cues", []) if self.session else []
        self.push_screen(Help(self.settings.keys, cues))

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
            self.push_screen(leave.Leave(controls=self.session.view.controls), self._left)
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
