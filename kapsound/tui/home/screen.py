"""The home screen lists the playlists at hand and the session that runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from kapsound.control import Look
from kapsound.text import visible
from kapsound.tui.application import application
from kapsound.tui.home import playlists
from kapsound.tui.keys import HELP_BINDING
from kapsound.tui.opening import Play
from kapsound.tui.rows import Row, Span, beside, fit, hints, indented, minutes, wrapped
from kapsound.tui.widgets.choices import Choice, Choices, choice
from kapsound.tui.widgets.row_static import RowStatic
from kapsound.units import format_clock

RUNNING = "running"
LOOK_S = 2.0
_NARROWEST = 12
_INDENT = 2
_CHROME = 8
_LINES_MOST = 3
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
        Binding("a", "attach", "the running session", show=False),
        Binding("s", "settings", "settings", show=False),
        Binding("r,f5", "read", "read again", show=False),
        Binding("q", "app.leave", "leave", show=False),
    ]

    @dataclass
    class Found(Message):
        """The playlists were read, and the settings; `fault` is what is wrong with those."""

        cards: tuple[playlists.Card, ...]
        fault: str

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
    ) -> None:
        super().__init__()
        self._now, self._read, self._look = now, read, look
        self._settings_fault = fault
        self._words = ""
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
        self.post_message(self.Found(cards, self._settings_fault()))

    @work(thread=True, exclusive=True, group="look")
    def look(self) -> None:
        """Look for a session that runs."""
        self.post_message(self.Looked(self._look()))

    def on_home_screen_found(self, event: Found) -> None:
        """Show the playlists."""
        self._cards, self._words = event.cards, event.fault
        self._show()

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
        elif self._session is None:
            path = Path(event.name.removeprefix("play:"))
            application(self.app).open_preflight(Play(path))
        else:
            self._words = "A session runs already; only one can. a goes to it."
            self._lay_out()

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
        words = indented(wrapped(self._words, width - _INDENT, "warn")) if self._words else []
        if card is None:
            return [*words, ()]
        about = [] if self._is_roomy(width) else description(card, 1, width)
        return [*words, *about, (Span(f" {visible(str(card.path))}", "quiet"),), ()]

    def _card(self) -> playlists.Card | None:
        """Return the playlist under the cursor."""
        chosen = self.query_one(Choices).chosen.removeprefix("play:")
        return next((item for item in self._cards or () if str(item.path) == chosen), None)

    def _hints(self, width: int) -> list[Row]:
        card = self._card()
        words = "see what is wrong" if card and card.fault else "start" if card else "go to it"
        choose = [("⏎", words, "focused.select")] if card or self._session else []
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


def running_rows(look: Look, width: int) -> list[Row]:
    """Return the running session in two lines."""
    status, contents = look
    title = beside(
        (Span(" ▶ ", "good"), Span(contents["title"], "strong"), Span(" is running", "good")),
        (Span("⏎ go to it ", "key"),),
        width,
    )
    words = f"   {status['phase']['name']}, T+ {format_clock(status['t'])}"
    client = f", client {contents['client']}" if contents["client"] else ""
    return [title, (Span(f"{words}{client}", "quiet"),)]


def card_rows(card: playlists.Card, width: int, *, described: bool = False) -> list[Row]:
    """Return a playlist: its title with its length, if wanted its description, and its phases."""
    if card.fault:
        name = beside(
            (Span(f"   {card.title}", "quiet"),), (Span("cannot be played ", "bad"),), width
        )
        return [name, (Span(f"   {fit(card.fault, width - 4)}", "quiet"),)]
    length = Span(f"{minutes(card.length)} ", "strong")
    title = beside((Span(f"   {card.title}", "strong"),), (length,), width)
    about = description(card, _INDENT + 1, width) if described else []
    return [title, *about, ribbon(card.phases, width)]


def description(card: playlists.Card, indent: int, width: int) -> list[Row]:
    """Return the first lines of what a playlist says of itself."""
    if not card.description:
        return []
    lines = wrapped(card.description.replace("\n", " "), width - indent - 1, "quiet")
    return indented(lines[:_LINES_MOST], indent)


def ribbon(phases: Sequence[tuple[str, float, bool]], width: int) -> Row:
    """Return the phases as blocks as wide as they are long, each with its name and length."""
    room = width - 2 * _INDENT
    lengths = [max(1.0, length) for _, length, _ in phases]
    narrowest = min(_NARROWEST, room // len(phases))
    spare = room - narrowest * len(phases)
    edges, done = [0], 0.0
    for number, length in enumerate(lengths, 1):
        done += length
        edges.append(narrowest * number + round(spare * done / sum(lengths)))
    blocks = [
        Span(fit(_named(phase, end - begin), end - begin), "ahead-next" if number % 2 else "ahead")
        for number, (phase, begin, end) in enumerate(zip(phases, edges, edges[1:], strict=False))
    ]
    return (Span(" " * (_INDENT + 1)), *blocks)


def _named(phase: tuple[str, float, bool], width: int) -> str:
    name, length, dose = phase
    whole = f" {name} {format_clock(length)}{' to dose' if dose else ''}"
    plain = f" {name} {format_clock(length)}"
    return next((text for text in (whole, plain, f" {name}") if len(text) < width), f" {name}")
