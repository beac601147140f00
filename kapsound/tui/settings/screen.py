"""The settings screen: look, output, prepared audio, playlist folders, keys, clients' levels."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from kapsound.config import LARGEST_CACHE, SMALLEST_CACHE, THEMES, USUAL_CACHE, Settings
from kapsound.core.output import choices
from kapsound.errors import KapsoundError, UsageError
from kapsound.paths import settings_path
from kapsound.sessions.outputs import outputs_of
from kapsound.text import visible
from kapsound.tui import keys, tasks
from kapsound.tui.dialogs.forms import Choose, PressKey, Write
from kapsound.tui.dialogs.screen import AroundScreen
from kapsound.tui.host import host
from kapsound.tui.rows import Row, Span, beside, fit
from kapsound.tui.widgets.laid import Laid, hints, wrapped
from kapsound.tui.widgets.menu import Entry, Menu
from kapsound.units import format_size, parse_size

_LABEL = 22
_ADD = "folder:"
_BUFFERINGS = {
    "usual": "as usual: keys heard after a fifth of a second",
    "safe": "safe on a busy machine: keys heard after half a second",
}
# Without these nobody gets out of a screen, or finds help.
_KEPT = ("escape", "ctrl+c", "ctrl+q", "ctrl+p", "tab")


class SettingsScreen(AroundScreen):
    """Every change is taken on and kept at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete,backspace", "remove", "remove", show=False),
        Binding("escape,q", "back", "back", show=False),
    ]

    class Devices(Message):
        """The sound outputs that there are."""

        def __init__(self, found: Any) -> None:
            super().__init__()
            self.found = found

    def __init__(self, *, devices: Callable[[], Any] = tasks.devices) -> None:
        super().__init__()
        self._devices = devices
        self._outputs: Any = {"names": [], "default": None}
        self._said = ""

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield Laid(self._head, id="head")
        yield Menu(self._entries, id="list")
        yield Laid(self._foot, id="foot")

    def on_mount(self) -> None:
        """Ask for the outputs meanwhile."""
        self.query_one(Menu).focus()
        self.look()

    @property
    def now(self) -> Settings:
        """The settings as they are."""
        return host(self.app).settings

    @work(thread=True, exclusive=True)
    def look(self) -> None:
        """Ask for the sound outputs."""
        try:
            self.post_message(self.Devices(self._devices()))
        except KapsoundError as error:
            self.post_message(self.Devices({"names": [], "default": None, "fault": str(error)}))

    def on_settings_screen_devices(self, event: Devices) -> None:
        """Know the outputs."""
        self._outputs = event.found

    def chosen(self, act: str) -> None:
        """Change what was chosen."""
        what, _, name = act.partition(":")
        match what:
            case "theme":
                place = THEMES.index(self.now.theme) + 1
                self._take(replace(self.now, theme=THEMES[place % len(THEMES)]))
            case "output":
                self._ask_output()
            case "buffering":
                self._ask_buffering()
            case "cache":
                self._ask_cache()
            case "folder":
                self._ask_folder(name)
            case "key":
                self._ask_key(name)
            case "client":
                self._say("delete forgets the maximum level of this client")

    def action_remove(self) -> None:
        """Remove a folder or a client, or give an action its usual key again."""
        what, _, name = self.query_one(Menu).chosen.partition(":")
        now = self.now
        match what:
            case "folder":
                self._take(replace(now, playlists=tuple(x for x in now.playlists if x != name)))
            case "key":
                self._take(replace(now, keys=_without(now.keys, name)))
            case "client":
                self._take(replace(now, maximum_levels=_without(now.maximum_levels, name)))
            case "output":
                self._take(now.with_output(""))
            case "buffering":
                self._take(replace(now, buffering="usual"))
            case "cache":
                self._take(replace(now, cache_limit=None))

    def action_change(self) -> None:
        """Change what the cursor stands on."""
        self.query_one(Menu).action_choose()

    def action_back(self) -> None:
        """Go back."""
        self.dismiss()

    def _ask_output(self) -> None:
        heard = [output for output in choices(self._outputs["names"]) if output.kind.heard]
        rows = [(f"={output}", visible(output.label)) for output in heard]
        dialog = Choose("Output", rows, f"={self.now.output}")

        def take(answer: str | None) -> None:
            if answer:
                self._take(self.now.with_output(answer[1:]))

        self.app.push_screen(dialog, take)

    def _ask_buffering(self) -> None:
        def take(answer: str | None) -> None:
            if answer:
                self._take(replace(self.now, buffering=answer))  # type: ignore[arg-type]

        title = "Buffering of the output, from the next session on"
        self.app.push_screen(Choose(title, tuple(_BUFFERINGS.items()), self.now.buffering), take)

    def _ask_cache(self) -> None:
        def take(answer: str | None) -> None:
            if answer:
                limit = parse_size(answer[1:]) if answer != "=" else None
                self._take(replace(self.now, cache_limit=limit))

        limit = self.now.cache_limit
        value = "" if limit is None else format_size(limit)
        hint = "empty is as usual; an hour takes 1.4GB"
        self.app.push_screen(Write("Prepared audio, at most", value, hint, _judge_cache), take)

    def _ask_folder(self, old: str) -> None:
        def take(answer: str | None) -> None:
            if answer and answer != "=":
                rest = [answer[1:] if name == old else name for name in self.now.playlists]
                added = [] if old else [answer[1:]]
                self._take(replace(self.now, playlists=tuple(dict.fromkeys([*rest, *added]))))

        hint = "a folder with playlists"
        self.app.push_screen(Write("Folder", old, hint, _judge_folder), take)

    def _ask_key(self, name: str) -> None:
        action = keys.BY_ID[name]

        def take(answer: str | None) -> None:
            if answer:
                self._take(replace(self.now, keys={**self.now.keys, name: answer}))

        title = f"Another key for: {action.help}"
        self.app.push_screen(PressKey(title, lambda key: taken(key, name, self.now)), take)

    def _take(self, settings: Settings) -> None:
        self._say(host(self.app).change(settings))

    def _say(self, words: str) -> None:
        self._said = words
        self.again()

    def _head(self, width: int) -> list[Row]:
        return [beside((Span(" Settings", "strong"),), (), width), ()]

    def _entries(self, width: int) -> list[Entry]:
        now = self.now
        return [
            _entry("theme", "Look", now.theme),
            _entry("output", "Output", _output(now)),
            _entry("buffering", "Buffering", _BUFFERINGS[now.buffering]),
            _entry("cache", "Prepared audio", _kept(now.cache_limit)),
            Entry("", ((), (Span(" Folders of playlists", "quiet"),))),
            *(_entry(f"{_ADD}{name}", "", visible(name)) for name in now.playlists),
            _entry(_ADD, "", "another folder", "quiet"),
            *self._clients(),
            Entry("", ((), (Span(" Keys of a session", "quiet"),))),
            *(self._key(action, width) for action in keys.ACTIONS),
        ]

    def _clients(self) -> list[Entry]:
        levels = self.now.maximum_levels
        if not levels:
            return []
        found = [
            _entry(f"client:{code}", visible(code), f"{level:+g} dB")
            for code, level in sorted(levels.items())
        ]
        return [Entry("", ((), (Span(" Maximum levels by client code", "quiet"),))), *found]

    def _key(self, action: keys.Action, width: int) -> Entry:
        names = keys.keys_of(action, self.now.keys)
        own = action.id in self.now.keys
        row = (
            Span(fit(f"   {keys.shown(names)}", 9), "accent" if own else "key"),
            Span(fit(action.label, _LABEL - 9), "strong"),
            Span(fit(action.help, max(0, width - _LABEL - 1)), "quiet"),
        )
        return Entry(f"key:{action.id}", (row,))

    def _foot(self, width: int) -> list[Row]:
        pairs = [
            ("⏎", "change", "action:change"),
            ("del", "remove, as usual", "action:remove"),
            ("esc", "back", "action:back"),
        ]
        said = [(Span(" "), *row) for row in wrapped(self._said, width - 2, "warn")]
        path = (Span(f" {settings_path()}", "quiet"),)
        return [
            (),
            *(said if self._said else []),
            path,
            *((Span(" "), *row) for row in hints(pairs, width - 1)),
        ]


def taken(key: str, action: str, settings: Settings) -> str:
    """Return why a key cannot be an action's, empty if it can."""
    if key in _KEPT:
        return "this key is needed to find one's way; press another"
    for other in keys.ACTIONS:
        if other.id != action and key in keys.keys_of(other, settings.keys):
            return f"this key is that of {other.label}; press another"
    return ""


def _judge_cache(text: str) -> str:
    words = f"write {format_size(SMALLEST_CACHE)} to {format_size(LARGEST_CACHE)}, such as 50GB"
    try:
        return "" if not text or SMALLEST_CACHE <= parse_size(text) <= LARGEST_CACHE else words
    except ValueError:
        return words


def _kept(limit: int | None) -> str:
    if limit is not None:
        return f"at most {format_size(limit)}"
    return f"as usual: at most {format_size(USUAL_CACHE)}, or half of the free disk"


def _judge_folder(text: str) -> str:
    return "" if not text or Path(text).expanduser().is_dir() else "there is no such folder"


def _without(table: Any, name: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != name}


def _output(settings: Settings) -> str:
    try:
        return visible(", ".join(item.output.label for item in outputs_of(settings)))
    except UsageError as error:
        return str(error)


def _entry(act: str, label: str, value: str, tone: str = "strong") -> Entry:
    return Entry(act, ((Span(fit(f"   {label}", _LABEL), "quiet"), Span(value, tone)),))
