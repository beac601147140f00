"""The settings screen changes looks, output, prepared audio, folders, keys, clients' levels."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from kapsound.cache.evict import USUAL_CACHE
from kapsound.config.settings import LARGEST_CACHE, SMALLEST_CACHE, THEMES, Settings
from kapsound.core.output import choices
from kapsound.errors import KapsoundError, UsageError
from kapsound.paths import settings_path
from kapsound.sessions.setup import outputs_of
from kapsound.text import visible
from kapsound.tui import keys, tasks
from kapsound.tui.application import application
from kapsound.tui.dialogs.choice import Item, ListDialog
from kapsound.tui.dialogs.dialog import Dialog
from kapsound.tui.dialogs.forms import PressKey, Write
from kapsound.tui.dismissal import DismissOnce
from kapsound.tui.keys import HELP_BINDING
from kapsound.tui.rows import Row, Span, fit, hints, indented, wrapped
from kapsound.tui.widgets.choices import Choice, Choices, choice
from kapsound.tui.widgets.row_static import RowStatic
from kapsound.units import format_size, parse_size

_LABEL = 22
_ADD = "folder:"
_BUFFERINGS = {
    "usual": "as usual: keys heard after a fifth of a second",
    "safe": "safe on a busy machine: keys heard after half a second",
}
# Without these nobody gets out of a screen, or finds help.
_KEPT = ("escape", "ctrl+c", "ctrl+q", "ctrl+p", "tab")


class SettingsScreen(DismissOnce[None]):
    """Every change is taken on and kept at once."""

    BINDINGS: ClassVar[list[BindingType]] = [
        HELP_BINDING,
        Binding("delete,backspace", "remove", "remove it, or make it as usual", show=False),
        Binding("escape,q", "dismiss", "go back", show=False),
    ]

    def __init__(self, *, devices: Callable[[], Any] = tasks.devices) -> None:
        super().__init__()
        self._devices = devices
        self._names: Sequence[str] = ()
        self._said = ""

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        yield RowStatic(lambda _: [(Span(" Settings", "strong"),), ()], id="head")
        yield Choices(*self._choices(), id="list")
        yield RowStatic(self._foot, id="foot")

    def on_mount(self) -> None:
        """Ask for the sound outputs meanwhile."""
        self.run_worker(self._look, thread=True)

    @property
    def now(self) -> Settings:
        """The settings as they are."""
        return application(self.app).settings

    def _look(self) -> None:
        with suppress(KapsoundError):  # the system's default can be chosen all the same
            self._names = self._devices()["names"]

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Change what was chosen."""
        what, _, name = event.name.partition(":")
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
        what, _, name = self.query_one(Choices).chosen.partition(":")
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

    def _ask_output(self) -> None:
        heard = [output for output in choices(self._names) if output.kind.heard]
        items = tuple(Item(visible(output.label), "", str(output)) for output in heard)
        dialog = ListDialog("Output", items, start=self.now.output)
        self._ask(dialog, self.now.with_output)

    def _ask_buffering(self) -> None:
        items = tuple(Item(words, "", name) for name, words in _BUFFERINGS.items())
        title = "Buffering of the output, from the next session on"
        dialog = ListDialog(title, items, start=self.now.buffering)
        self._ask(dialog, lambda answer: replace(self.now, buffering=answer))  # type: ignore[arg-type]

    def _ask_cache(self) -> None:
        limit = self.now.cache_limit
        value = "" if limit is None else format_size(limit)
        hint = "empty is as usual; an hour takes 1.4GB"
        dialog = Write("Prepared audio, at most", value, hint, _judge_cache)
        self._ask(
            dialog, lambda text: replace(self.now, cache_limit=parse_size(text) if text else None)
        )

    def _ask_folder(self, old: str) -> None:
        def changed(answer: str) -> Settings:
            names = [*self.now.playlists] if old else [*self.now.playlists, ""]
            found = ((answer or name) if name == old else name for name in names)
            return replace(self.now, playlists=tuple(dict.fromkeys(filter(None, found))))

        self._ask(Write("Folder", old, "a folder with playlists", _judge_folder), changed)

    def _ask_key(self, name: str) -> None:
        title = f"Another key for: {keys.BY_ID[name].help}"
        dialog = PressKey(title, lambda key: taken(key, name, self.now))
        self._ask(dialog, lambda key: replace(self.now, keys={**self.now.keys, name: key}))

    def _ask(self, dialog: Dialog, changed: Callable[[str], Settings]) -> None:
        """Open a dialog; what it answers changes the settings."""
        dialog.ask(self.app, lambda answer: self._take(changed(answer)))

    def _take(self, settings: Settings) -> None:
        self._say(application(self.app).change(settings))

    def _say(self, words: str) -> None:
        self._said = words
        self.query_one(Choices).fill(self._choices())
        self.query_one("#foot", RowStatic).lay_out()

    def _choices(self) -> list[Choice]:
        now = self.now
        return [
            _setting("theme", "Look", now.theme),
            _setting("output", "Output", _output(now)),
            _setting("buffering", "Buffering", _BUFFERINGS[now.buffering]),
            _setting("cache", "Prepared audio", _kept(now.cache_limit)),
            _heading("Folders of playlists"),
            *(_setting(f"{_ADD}{name}", "", visible(name)) for name in now.playlists),
            _setting(_ADD, "", "another folder", "quiet"),
            *self._clients(),
            _heading("Keys of a session"),
            *(_key(action, now) for action in keys.ACTIONS),
        ]

    def _clients(self) -> list[Choice]:
        levels = sorted(self.now.maximum_levels.items())
        found = [
            _setting(f"client:{code}", visible(code), f"{level:+g} dB") for code, level in levels
        ]
        return [_heading("Maximum levels by client code"), *found] if found else []

    def _foot(self, width: int) -> list[Row]:
        pairs = [
            ("⏎", "change", "focused.select"),
            ("del", "remove, as usual", "screen.remove"),
            ("esc", "back", "screen.dismiss"),
        ]
        said = indented(wrapped(self._said, width - 2, "warn")) if self._said else []
        path = (Span(f" {settings_path()}", "quiet"),)
        return [(), *said, path, *hints(pairs, width)]


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


def _setting(name: str, label: str, value: str, tone: str = "strong") -> Choice:
    return choice(name, (Span(fit(f"   {label}", _LABEL), "quiet"), Span(value, tone)))


def _heading(words: str) -> Choice:
    return choice("", (), (Span(f" {words}", "quiet"),))


def _key(action: keys.Action, settings: Settings) -> Choice:
    shown = keys.shown(keys.keys_of(action, settings.keys))
    row = (
        Span(fit(f"   {shown}", 9), "accent" if action.id in settings.keys else "key"),
        Span(fit(action.label, _LABEL - 9), "strong"),
        Span(action.help, "quiet"),
    )
    return choice(f"key:{action.id}", row)
