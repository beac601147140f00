"""The home screen: start a session, go to the one that runs, the settings."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from kapsound.control import Look
from kapsound.text import visible
from kapsound.tui.dialogs.screen import AroundScreen
from kapsound.tui.home import playlists as shelf
from kapsound.tui.host import host
from kapsound.tui.rows import Row, Span, beside, fit
from kapsound.tui.widgets.laid import Laid, hints, minutes, wrapped
from kapsound.tui.widgets.menu import Entry, Menu
from kapsound.units import format_clock

RUNNING = "running"
LOOK_S = 2.0
_NARROWEST = 12
_INDENT = 2
_CHROME = 8
_LINES_MOST = 3
_GAP = Entry("", ((),))
_NONE = Entry(
    "",
    (
        (Span("   No playlist is found.", "strong"),),
        (),
        (Span("   s", "key"), Span("  names the folders to look in", "quiet")),
        (Span("   r", "key"), Span("  looks again", "quiet")),
    ),
)


class HomeScreen(AroundScreen):
    """Lists the playlists, with the running session first if there is one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "attach", "the running session", show=False),
        Binding("s", "settings", "settings", show=False),
        Binding("r,f5", "read", "read again", show=False),
        Binding("q", "app.leave", "leave", show=False),
    ]

    class Found(Message):
        """The playlists were read, and the settings; `fault` is what is wrong with those."""

        def __init__(self, cards: tuple[shelf.Card, ...], fault: str) -> None:
            super().__init__()
            self.cards, self.fault = cards, fault

    class Looked(Message):
        """The running session was looked for."""

        def __init__(self, status: Look | None) -> None:
            super().__init__()
            self.status = status

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        read: Callable[[Sequence[str]], tuple[shelf.Card, ...]] = shelf.cards,
        look: Callable[[], Look | None] = shelf.running,
        fault: Callable[[], str] = shelf.settings_fault,
    ) -> None:
        super().__init__()
        self._now, self._read, self._look = now, read, look
        self._settings_fault = fault
        self._words = ""
        self._cards: tuple[shelf.Card, ...] | None = None
        self._status: Look | None = None

    def compose(self) -> ComposeResult:
        """Lay out the list and what is said beneath it."""
        yield Laid(self._head, id="head")
        yield Menu(self._entries, id="list")
        yield Laid(self._about, id="about")
        yield Laid(self._hints, id="hints")

    def on_mount(self) -> None:
        """Begin to read, and to look for a session every now and then."""
        self.query_one(Menu).focus()
        self.read()
        self.look()
        self.set_interval(LOOK_S, self.look)

    def on_screen_resume(self) -> None:
        """Look again, when another screen was in front."""
        if self._cards is not None:
            self.read()
            self.look()

    @work(thread=True, exclusive=True, group="read")
    def read(self) -> None:
        """Read the playlists."""
        cards = self._read(host(self.app).settings.playlists)
        self.post_message(self.Found(cards, self._settings_fault()))

    @work(thread=True, exclusive=True, group="look")
    def look(self) -> None:
        """Look for a session that runs."""
        self.post_message(self.Looked(self._look()))

    def on_home_screen_found(self, event: Found) -> None:
        """Show the playlists."""
        self._cards, self._words = event.cards, event.fault
        self.again()

    def on_home_screen_looked(self, event: Looked) -> None:
        """Show the running session; when it has just appeared, stand on it."""
        appeared = event.status is not None and self._status is None
        self._status = event.status
        self.again()
        if appeared:
            self.query_one(Menu).stand(RUNNING)

    def on_menu_moved(self) -> None:
        """Say more about the playlist under the cursor, and what can be done with it."""
        for part in ("#about", "#hints"):
            self.query_one(part, Laid).again()

    def chosen(self, act: str) -> None:
        """Go to the session, or look a playlist over."""
        if act == RUNNING:
            self.action_attach()
        else:
            self._open(Path(act.removeprefix("play:")))

    def action_attach(self) -> None:
        """Go to the session that runs."""
        if self._status is not None:
            host(self.app).open_session()

    def action_settings(self) -> None:
        """Open the settings."""
        from kapsound.tui.settings.screen import SettingsScreen  # noqa: PLC0415 - when asked for

        self.app.push_screen(SettingsScreen())

    def action_read(self) -> None:
        """Read the playlists again."""
        self.read()

    def action_choose(self) -> None:
        """Choose what the cursor stands on."""
        self.query_one(Menu).action_choose()

    def _open(self, path: Path) -> None:
        if self._status is None:
            host(self.app).open_preflight(path)
        else:
            self._words = "A session runs already; only one can. a goes to it."
            self.again()

    def _head(self, width: int) -> list[Row]:
        wall = f"{self._now():%A %d %B  %H:%M}"
        name = (Span(" kapsound", "strong"), Span("  sessions", "quiet"))
        return [beside(name, (Span(f"{wall} ", "quiet"),), width), ()]

    def _entries(self, width: int) -> list[Entry]:
        entries = self._first(width)
        if self._cards is None:
            return [*entries, Entry("", ((Span(" reading the playlists", "quiet"),),))]
        if not self._cards:
            return [*entries, _NONE]
        roomy = self._is_roomy(width)
        for card in self._cards:
            rows = card_rows(card, width, described=roomy)
            entries += [Entry(f"play:{card.path}", tuple(rows)), _GAP]
        return entries

    def _is_roomy(self, width: int) -> bool:
        """Whether every playlist can be described where it stands."""
        rows = [card_rows(card, width, described=True) for card in self._cards or ()]
        first = self._first(width)
        lines = sum(len(entry.rows) for entry in first) + sum(len(each) + 1 for each in rows)
        return lines <= self.size.height - _CHROME

    def _first(self, width: int) -> list[Entry]:
        rows = running_rows(self._status, width)
        return [Entry(RUNNING, tuple(rows)), _GAP] if rows else []

    def _about(self, width: int) -> list[Row]:
        card = self._card()
        said = wrapped(self._words, width - _INDENT, "warn") if self._words else []
        words = [(Span(" "), *row) for row in said]
        if card is None:
            return [*words, ()]
        about = [] if self._is_roomy(width) else description(card, 1, width)
        return [*words, *about, (Span(f" {visible(str(card.path))}", "quiet"),), ()]

    def _card(self) -> shelf.Card | None:
        """Return the playlist under the cursor."""
        chosen = self.query_one(Menu).chosen.removeprefix("play:")
        return next((item for item in self._cards or () if str(item.path) == chosen), None)

    def _hints(self, width: int) -> list[Row]:
        card = self._card()
        words = "see what is wrong" if card and card.fault else "start" if card else "go to it"
        choose = [("⏎", words, "action:choose")] if card or self._status else []
        attach = [("a", "the running session", "action:attach")] if self._status else []
        keys = [
            *choose,
            *attach,
            ("s", "settings", "action:settings"),
            ("r", "read again", "action:read"),
            ("?", "keys", "action:app.show_help"),
            ("q", "leave", "action:app.leave"),
        ]
        return [(Span(" "), *row) for row in hints(keys, width - 1)]


def running_rows(look: Look | None, width: int) -> list[Row]:
    """Return the running session in two lines."""
    if look is None:
        return []
    status, contents = look
    title = beside(
        (Span(" ▶ ", "good"), Span(contents["title"], "strong"), Span(" is running", "good")),
        (Span("⏎ go to it ", "key"),),
        width,
    )
    words = f"   {status['phase']['name']}, T+ {format_clock(status['t'])}"
    client = f", client {contents['client']}" if contents["client"] else ""
    return [title, (Span(f"{words}{client}", "quiet"),)]


def card_rows(card: shelf.Card, width: int, *, described: bool = False) -> list[Row]:
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


def description(card: shelf.Card, indent: int, width: int) -> list[Row]:
    """Return the first lines of what a playlist says of itself."""
    if not card.description:
        return []
    lines = wrapped(card.description.replace("\n", " "), width - indent - 1, "quiet")
    return [(Span(" " * indent), *line) for line in lines[:_LINES_MOST]]


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
        Span(fit(_named(phase, edges[n + 1] - edges[n]), edges[n + 1] - edges[n]), _tone(n))
        for n, phase in enumerate(phases)
    ]
    return (Span(" " * (_INDENT + 1)), *blocks)


def _named(phase: tuple[str, float, bool], width: int) -> str:
    name, length, dose = phase
    whole = f" {name} {format_clock(length)}{' to dose' if dose else ''}"
    plain = f" {name} {format_clock(length)}"
    return next((text for text in (whole, plain, f" {name}") if len(text) < width), f" {name}")


def _tone(number: int) -> str:
    return "ahead-next" if number % 2 else "ahead"
