"""Finding a command by its name: every action, cue, bed and track."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Input, Static

from kapsound.tui.dialogs.dialogs import Dialog
from kapsound.tui.keys import ACTIONS, DO, Action
from kapsound.tui.messages import Act
from kapsound.tui.rows import fit
from kapsound.tui.view import View
from kapsound.tui.widgets.picker import Item, Picker

_NAME, _KEY = 12, 5


class Find(Dialog):
    """Narrows the list down as one types; answers with the act of the line chosen."""

    AUTO_FOCUS = "Input"

    def __init__(self, items: Sequence[Item]) -> None:
        super().__init__()
        self._items = tuple(items)

    def compose(self) -> ComposeResult:
        """Lay out the field and the list."""
        with Vertical(classes="box -find"):
            yield Input(placeholder="find a command", compact=True, classes="field")
            yield Picker(self._items)
            yield Static("⏎ do it · ↑↓ move · esc leave it", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Let nothing blink."""
        self.query_one(Input).cursor_blink = False

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show what the words are found in."""
        event.stop()
        self.query_one(Picker).put(found(self._items, event.value))

    @on(Input.Submitted)
    def choose(self, event: Input.Submitted) -> None:
        """Answer with the line under the cursor."""
        event.stop()
        act = self.query_one(Picker).act("enter", None)
        if act:
            self.dismiss(act)

    def pressed(self, event: Key) -> None:
        """Move in the list."""
        self.query_one(Picker).move(event.key)

    def on_act(self, event: Act) -> None:
        """Choose by a click."""
        event.stop()
        self.dismiss(event.act)


def found(items: Sequence[Item], words: str) -> tuple[Item, ...]:
    """Return the items that hold every word, those whose name begins with them first."""
    wanted = words.casefold().split()
    holding = [
        item
        for item in items
        if all(word in f"{item.label} {item.detail}".casefold() for word in wanted)
    ]
    whole = " ".join(wanted)
    return tuple(sorted(holding, key=lambda item: not item.label.casefold().startswith(whole)))


def everything(view: View) -> tuple[Item, ...]:
    """Return all there is to do in a session, by name."""
    contents = view.contents
    cues = [(f"cue {cue['label']}", f"cue {cue['id']}") for cue in contents["cues"]]
    beds = [(f"bed {bed['label']}", f"bed {bed['id']}") for bed in contents["beds"]]
    tracks = [(f"choose {track['title']}", f"choose {track['id']}") for track in view.tracks]
    own = [item for action in ACTIONS if _is_offered(action) for item in _items(view, action)]
    return (*own, *(Item(name, "", DO + command) for name, command in (*cues, *beds, *tracks)))


def _is_offered(action: Action) -> bool:
    numbered = action.id.startswith(("bed-", "layer-")) and action.id[-1].isdigit()
    return not (action.steady or numbered or action.id == "palette") or action.id == "theme"


def _items(view: View, action: Action) -> list[Item]:
    if not action.back:
        return [_item(view, action, action.command or action.label, action.id)]
    return [_item(view, action, told, DO + told) for told in (action.command, action.back)]


def _item(view: View, action: Action, name: str, act: str) -> Item:
    """Return a line with name and help in columns, and the key at its end."""
    return Item(f"{fit(name, _NAME)}{action.help}", fit(view.key(action.id), _KEY), act)
