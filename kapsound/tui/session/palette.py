"""The command palette finds every action, cue, bed and track of a session by its name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.command import (
    CommandInput,
    CommandList,
    CommandPalette,
    DiscoveryHit,
    Hit,
    Hits,
    Provider,
)
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.strip import Strip
from textual.widgets import Input, LoadingIndicator

from kapsound.text import credited
from kapsound.tui.dismissal import DismissOnce
from kapsound.tui.keys import ACTIONS, DO, Action
from kapsound.tui.rows import TONES, fit
from kapsound.tui.session.screen import SessionScreen
from kapsound.tui.view import View
from kapsound.tui.widgets.choices import under_cursor

_NAME, _KEY = 12, 6
MOST = 200
"""The most that are listed at once: more words narrow it down."""


@dataclass(frozen=True, slots=True)
class Command:
    """A thing to do, by its name; `key` and `help` are shown beside it."""

    name: str
    act: str
    key: str = ""
    help: str = ""

    def score(self, words: str) -> float:
        """Say how well words fit, from 0 to 1: those of the name count more than the help's."""
        name = self.name.casefold()
        if name.startswith(words):
            return 1.0
        if all(word in name for word in words.split()):
            return 0.75
        return 0.5 * all(word in f"{name} {self.help.casefold()}" for word in words.split())

    @property
    def line(self) -> Content:
        """The line to show, whose text is never markup."""
        name = fit(self.name, _NAME) if self.help else self.name
        key = (fit(self.key, _KEY), TONES["key"])
        return Content.assemble(key, Content(name), (f" {self.help}", TONES["quiet"]))


class LiveCommands(Provider):
    """Finds all there is to do in the session on the screen."""

    async def discover(self) -> Hits:
        """Offer everything, as far as a list is of use."""
        async for hit in self.search(""):
            yield DiscoveryHit(hit.prompt, hit.command, hit.text)

    async def search(self, query: str) -> Hits:
        """Offer all in which the words stand, those first whose name begins with them."""
        session = cast("SessionScreen", self.screen)
        for score, command in found(commands(session.view), query)[:MOST]:
            yield Hit(score, command.line, partial(session.action_act, command.act), command.name)


class FoundCommands(CommandList):
    """Lists what was found, the line under the cursor readable throughout."""

    def render_line(self, y: int) -> Strip:
        """Draw a line."""
        return under_cursor(self, super().render_line(y))


class Palette(CommandPalette, DismissOnce[None]):
    """Textual's command palette, over what was found for the words as they are now.

    An enter that comes in one breath with the letters before it would else take what was found
    for fewer letters.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.show_help", "show the keys", show=False)
    ]

    def __init__(self) -> None:
        super().__init__([LiveCommands], placeholder="find a command")

    def compose(self) -> ComposeResult:
        """Lay out the field and the list, where Textual looks for them."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield CommandInput(placeholder=self._placeholder)
            with Vertical(id="--results"):
                yield FoundCommands()
                yield LoadingIndicator()

    def on_mount(self) -> None:
        """Let nothing blink."""
        self.query_one(Input).cursor_blink = False

    @on(Input.Changed)
    def forget(self) -> None:
        """Let go of what was found for other words."""
        self.query_one(CommandList).clear_options()


def found(commands: Iterable[Command], query: str) -> list[tuple[float, Command]]:
    """Return the commands in which every word stands, each with its score, the best first."""
    words = " ".join(query.casefold().split())
    hits = ((command.score(words), command) for command in commands)
    return sorted((hit for hit in hits if hit[0]), key=lambda hit: -hit[0])


def commands(view: View) -> tuple[Command, ...]:
    """Return all there is to do in a session."""
    return (
        *(found for action in ACTIONS for found in _of_action(view, action)),
        *_of_session(view),
    )


def _of_action(view: View, action: Action) -> Iterator[Command]:
    numbered = action.id.startswith(("bed-", "layer-")) and action.id[-1].isdigit()
    if numbered or action.id == "palette" or (action.steady and action.id != "theme"):
        return
    acts = {action.command or action.label: action.id}
    if action.back:
        acts = {command: DO + command for command in (action.command, action.back)}
    for name, act in acts.items():
        yield Command(name, act, view.key(action.id), action.help)


def _of_session(view: View) -> Iterator[Command]:
    for cue in view.contents["cues"]:
        yield Command(f"cue {cue['label']}", f"{DO}cue {cue['id']}", cue["key"] or "")
    for bed in view.contents["beds"]:
        yield Command(f"bed {bed['label']}", f"{DO}bed {bed['id']}")
    for track in view.tracks:
        name = credited(track["title"], track["artist"])
        yield Command(f"choose {name}", f"{DO}choose {track['id']}")
