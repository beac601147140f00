"""The home screen lists the playlists at hand and the session that runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from kapsound.control import Look
from kapsound.text import visible
from kapsound.tui.application import application
from kapsound.tui.dialogs.question import Question
from kapsound.tui.home import broken_off, playlists
from kapsound.tui.home.broken_off import BrokenOff
from kapsound.tui.home.listed import INDENT, card_rows, description, running_rows
from kapsound.tui.keys import HELP_BINDING
from kapsound.tui.opening import Play
from kapsound.tui.rows import Row, Span, beside, hints, indented, wrapped
from kapsound.tui.widgets.choices import Choice, Choices, choice
from kapsound.tui.widgets.row_static import RowStatic

if TYPE_CHECKING:
    from kapsound.sessions.resume import OpenSession

RUNNING = "running"
BROKEN = "broken off:"
LOOK_S = 2.0
_CHROME = 8
_NONE: tuple[Row, ...] = (
    (Span("   No playlist is found.", "strong"),),
    (),
    (Span("   s", "key"), Span("  names the folders to look in", "quiet")),
    (Span("   r", "key"), Span("  looks again", "quiet")),
)


class HomeScreen(Screen[None]):
    """Lists the playlists, with the running session first if there is one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        HELP_BINDING,
        Binding("a", "attach", "go to the running session", show=False),
        Binding("s", "settings", "open the settings", show=False),
        Binding("r,f5", "read", "read the playlists again", show=False),
        Binding("q", "app.leave", "leave kapsound", show=False),
    ]

    @dataclass
    class Found(Message):
        """The playlists were read, and the settings; `fault` is what is wrong with those.

        `broken_off` are the sessions that can be gone on with.
        """

        cards: tuple[playlists.Card, ...]
        fault: str
        broken_off: tuple["OpenSession", ...]

    @dataclass
    class Settled(Message):
        """A session that broke off goes on, or its record is closed; else `reason` says why not."""

        answer: str
        reason: str

    @dataclass
    class Looked(Message):
        """The running session was looked for."""

        look: Look | None

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        read: Callable[[Sequence[str]], tuple[playlists.Card, ...]] = playlists.cards,
        look: Callable[[], Look | None] = playlists.running,
        fault: Callable[[], str] = playlists.settings_fault,
        past: BrokenOff | None = None,
    ) -> None:
        super().__init__()
        self._now, self._read, self._look = now, read, look
        self._settings_fault, self._past = fault, past or BrokenOff()
        self._broken_off: tuple[OpenSession, ...] = ()
        self._words = self._refusal = ""
        self._cards: tuple[playlists.Card, ...] | None = None
        self._session: Look | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list and what is said beneath it."""
        yield RowStatic(self._head, id="head")
        yield Choices(id="list")
        yield RowStatic(self._about, id="about")
        yield RowStatic(self._hints, id="hints")

    def on_mount(self) -> None:
        """Begin to read, and to look for a session every now and then."""
        self.query_one(Choices).focus()
        self.action_read()
        self.look()
        self.set_interval(LOOK_S, self.look)

    def on_screen_resume(self) -> None:
        """Look again, when another screen was in front."""
        if self._cards is not None:
            self.action_read()
            self.look()

    @work(thread=True, exclusive=True, group="read")
    def action_read(self) -> None:
        """Read the playlists."""
        cards = self._read(application(self.app).settings.playlists)
        self.post_message(self.Found(cards, self._settings_fault(), self._past.find()))

    @work(thread=True, exclusive=True, group="look")
    def look(self) -> None:
        """Look for a session that runs."""
        self.post_message(self.Looked(self._look()))

    def on_home_screen_found(self, event: Found) -> None:
        """Show the playlists."""
        self._cards, self._words = event.cards, event.fault
        before, self._broken_off = self._broken_off, event.broken_off
        self._show()
        if event.broken_off and not before:
            self.query_one(Choices).go_to(_broken_name(event.broken_off[0]))

    def on_home_screen_looked(self, event: Looked) -> None:
        """Show the running session; when it has just appeared, stand on it."""
        before, self._session = self._session, event.look
        if before or event.look:
            self._show()
        if event.look and not before:
            self.query_one(Choices).go_to(RUNNING)
        self._lay_out()

    def on_resize(self) -> None:
        """Describe the playlists where there is room now."""
        self.call_after_refresh(self._show)

    def on_option_list_option_highlighted(self) -> None:
        """Say more about the playlist under the cursor, and what can be done with it."""
        self._lay_out()

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Go to the session, or look a playlist over."""
        if event.name == RUNNING:
            self.action_attach()
        elif event.name.startswith(BROKEN):
            self._settle(event.name.removeprefix(BROKEN))
        elif self._session is None:
            path = Path(event.name.removeprefix("play:"))
            application(self.app).open_preflight(Play(path))
        else:
            self._words = "A session runs already; only one can. a goes to it."
            self._lay_out()

    def _settle(self, record: str) -> None:
        """Ask what is to become of a session that broke off."""
        found = next((item for item in self._broken_off if item.id == record), None)
        if found:
            self._refusal = ""
            asking = Question(broken_off.question(found), broken_off.answers(found))
            asking.ask(self.app, lambda answer: self.settle(answer, record))

    @work(thread=True, exclusive=True, group="settle")
    def settle(self, answer: str, record: str) -> None:
        """Go on with a session that broke off, or close its record."""
        settings = application(self.app).settings
        self.post_message(self.Settled(answer, self._past.settle(answer, record, settings)))

    def on_home_screen_settled(self, event: Settled) -> None:
        """Go to the session that goes on; or say what kept it from that."""
        if event.answer == broken_off.GO_ON and not event.reason:
            application(self.app).open_session()
        elif event.reason:
            self._refusal = event.reason
            self._lay_out()
        else:
            self.action_read()

    def action_attach(self) -> None:
        """Go to the session that runs."""
        if self._session is not None:
            application(self.app).open_session()

    def action_settings(self) -> None:
        """Open the settings."""
        from kapsound.tui.settings.screen import SettingsScreen  # noqa: PLC0415 - when asked for

        self.app.push_screen(SettingsScreen())

    def _show(self) -> None:
        choices = self.query_one(Choices)
        choices.fill(self._choices(choices.content_size.width))
        self._lay_out()

    def _lay_out(self) -> None:
        for part in self.query(RowStatic):
            part.lay_out()

    def _head(self, width: int) -> list[Row]:
        wall = f"{self._now():%A %d %B  %H:%M}"
        name = (Span(" kapsound", "strong"), Span("  sessions", "quiet"))
        return [beside(name, (Span(f"{wall} ", "quiet"),), width), ()]

    def _choices(self, width: int) -> list[Choice]:
        listed: list[Choice] = []
        if self._session:
            listed = [Choice(RUNNING, partial(running_rows, self._session)), choice("", ())]
        for session in () if self._session else self._broken_off:
            rows = partial(broken_off.rows, session)
            listed += [Choice(_broken_name(session), rows), choice("", ())]
        if self._cards is None:
            return [*listed, choice("", (Span(" reading the playlists", "quiet"),))]
        if not self._cards:
            return [*listed, choice("", *_NONE)]
        roomy = self._is_roomy(width)
        for card in self._cards:
            lay = partial(card_rows, card, described=roomy)
            listed += [Choice(f"play:{card.path}", lay), choice("", ())]
        return listed

    def _is_roomy(self, width: int) -> bool:
        """Whether every playlist can be described where it stands."""
        cards, room = self._cards or (), self.size.height - _CHROME - (3 if self._session else 0)
        if len(cards) > room:
            return False  # without laying out all of a large library
        rows = (card_rows(card, width, described=True) for card in cards)
        return sum(len(each) + 1 for each in rows) <= room

    def _about(self, width: int) -> list[Row]:
        card = self._card()
        said = self._refusal or self._words
        words = indented(wrapped(said, width - INDENT, "warn")) if said else []
        if card is None:
            return [*words, ()]
        about = [] if self._is_roomy(width) else description(card, 1, width)
        return [*words, *about, (Span(f" {visible(str(card.path))}", "quiet"),), ()]

    def _card(self) -> playlists.Card | None:
        """Return the playlist under the cursor."""
        chosen = self.query_one(Choices).chosen.removeprefix("play:")
        return next((item for item in self._cards or () if str(item.path) == chosen), None)

    def _enter(self) -> str:
        """Say what enter does, empty where it does nothing."""
        if card := self._card():
            return "see what is wrong" if card.fault else "start"
        chosen = self.query_one(Choices).chosen
        return "go on or close it" if chosen.startswith(BROKEN) else "go to it" if chosen else ""

    def _hints(self, width: int) -> list[Row]:
        choose = [("⏎", words, "focused.select")] if (words := self._enter()) else []
        attach = [("a", "the running session", "screen.attach")] if self._session else []
        keys = [
            *choose,
            *attach,
            ("s", "settings", "screen.settings"),
            ("r", "read again", "screen.read"),
            ("?", "keys", "app.show_help"),
            ("q", "leave", "app.leave"),
        ]
        return hints(keys, width)


def _broken_name(session: "OpenSession") -> str:
    return f"{BROKEN}{session.id}"
