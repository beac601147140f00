"""What the session screen's own actions open: lists to choose from, lines to write, the help."""

from collections.abc import Callable, Mapping
from typing import Protocol

from textual.app import App

from kapsound.tui.dialogs.dialogs import Listing
from kapsound.tui.keys import DO
from kapsound.tui.show import played, short
from kapsound.tui.view import View
from kapsound.tui.widgets.picker import Item

_NOTE_HINT = "⏎ writes it into the record, esc keeps it"

Ask = Callable[[str], None]
Maker = Callable[[View, Ask], Listing]


class SessionActions(Protocol):
    """The session screen, as far as its actions need it."""

    view: View

    @property
    def app(self) -> App[object]:
        """The application."""

    def take(self) -> None:
        """Control the session."""

    def write(self, command: str, label: str, hint: str) -> None:
        """Open the line to write in."""

    def choose(self, listing: Maker) -> None:
        """Open a list."""

    def pick_bus(self, step: int) -> None:
        """Pick another bus."""

    def look_back(self, lines: int) -> None:
        """Look through the record."""


def tracks(view: View, ask: Ask) -> Listing:
    """Return the phase's tracks to choose from, each with what it does to the plan."""
    status = view.status
    now = status["music"] and status["music"]["id"]
    planned = status["next"] and status["next"]["id"]
    found = view.tracks
    items = tuple(
        Item(
            track["title"],
            "plays now" if track["id"] == now else "next" if track["id"] == planned else "",
            f"{DO}choose {track['id']}",
        )
        for track in found
    )
    start = next((n for n, track in enumerate(found) if track["id"] == planned), 0)
    title = f"Tracks of {status['phase']['name']}"
    return Listing(title, items, "⏎ crossfade to it · esc leave it", view, start, ask)


def beds(view: View, ask: Ask) -> Listing:
    """Return the beds."""
    del ask
    on = view.status["beds"]
    items = tuple(
        Item(
            bed["label"],
            "plays" if bed["id"] in on else "",
            f"{DO}bed {bed['id']}",
            {"+": f"{DO}bed-add {bed['id']}", "-": f"{DO}bed-drop {bed['id']}"},
        )
        for bed in view.contents["beds"]
    )
    none = Item("none", "" if on else "plays", f"{DO}bed off")
    hint = "⏎ crossfade to it alone · + add as a layer · - drop it · esc leave it"
    return Listing("Ambience", (*items, none), hint, view)


def cues(view: View, ask: Ask) -> Listing:
    """Return the voice cues."""
    del ask
    items = tuple(
        Item(
            cue["label"],
            f"{played(view, cue)}  {short(cue['length'])}",
            f"{DO}cue {cue['id']}",
            {"r": f"{DO}cue {cue['id']} replace"},
            cue["key"] or "",
        )
        for cue in view.contents["cues"]
    )
    hint = "⏎ play it, after one that is heard · r in its place · esc leave it"
    return Listing("Voice cues", items, hint, view)


def _level(screen: SessionActions) -> None:
    bus = screen.view.bus
    screen.write(f"level {bus}", f"{bus}, dB", "-60 to 6, such as -3")


DOINGS: Mapping[str, Callable[..., None]] = {
    "choose": lambda screen: screen.choose(tracks),
    "beds": lambda screen: screen.choose(beds),
    "cues": lambda screen: screen.choose(cues),
    "note": lambda screen: screen.write(
        "note", "note", "⏎ writes it into the record, esc keeps it"
    ),
    "vitals": lambda screen: screen.write("vitals", "vitals", "such as BP 128/82 HR 76 SpO2 97"),
    "level": _level,
    "bus": lambda screen: screen.pick_bus(1),
    "bus-back": lambda screen: screen.pick_bus(-1),
    "older": lambda screen: screen.look_back(3),
    "newer": lambda screen: screen.look_back(-3),
    "take": lambda screen: screen.take(),
    "help": lambda screen: screen.app.action_show_help(),
    "palette": lambda screen: screen.app.action_find(),
    "leave": lambda screen: screen.app.action_leave(),
}
"""What an action does that is no command, by its id; each takes the session screen."""
