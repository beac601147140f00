"""A dialog fits one phase to this session: its length, its level, its cues."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Static

from kapsound.core.playlist.edit import PhaseChange
from kapsound.tui.dialogs.dialog import Dialog
from kapsound.tui.dialogs.forms import Write, decibels_fault
from kapsound.tui.rows import Row, Span, decibels, fit
from kapsound.tui.widgets.choices import Choice, Choices, choice
from kapsound.units import Decibels, Seconds, format_clock, parse_duration

if TYPE_CHECKING:
    from kapsound.core.playlist.model import CueAt, Playlist

STEP_S, STEP_DB = 60.0, 1.0
SHORTEST_S = 1.0
# The playlist's own limits.
_level_fault = partial(decibels_fault, lowest=-60, highest=6)
_CHROME = 9
_KEYS = (
    ("⏎", "change", "focused.select"), ("←→", "less, more", ""),
    ("w", "as written", "screen.written"),
)  # fmt: skip
_DONE = ("esc", "done", "screen.dismiss")
_STEPS = {"left": -1, "minus": -1, "right": 1, "plus": 1}


class PhaseDialog(Dialog):
    """Hands over every change at once; one that does not fit the playlist is said and left."""

    def __init__(
        self,
        playlist: "Playlist",
        place: int,
        change: PhaseChange,
        judge: Callable[[PhaseChange], str],
        take: Callable[[PhaseChange], None],
    ) -> None:
        self._phase = playlist.phases[place]
        super().__init__(f"{self._phase.name}, for this session", *_KEYS, leave=_DONE)
        self._playlist = playlist
        self._change, self._judge, self._take = change, judge, take

    @property
    def _length(self) -> float:
        return float(self._phase.length if self._change.length is None else self._change.length)

    @property
    def _level(self) -> float:
        return float(self._phase.level if self._change.level is None else self._change.level)

    def compose(self) -> ComposeResult:
        """Lay out the phase."""
        with Vertical(classes="box"):
            yield Static(self.heading, classes="title", markup=False)
            yield Choices(*self._choices())
            yield Static("", classes="fault", markup=False)
            yield self.foot()

    def on_mount(self) -> None:
        """Be as high as there is something to change."""
        choices = self.query_one(Choices)
        choices.styles.height = max(2, min(choices.option_count, self.size.height - _CHROME))

    def pressed(self, event: Key) -> None:
        """Change by a key what the cursor stands on, or take every change back."""
        if event.key in _STEPS:
            self._step(_STEPS[event.key])
        elif event.key == "w":
            self.action_written()

    def on_choices_chosen(self, event: Choices.Chosen) -> None:
        """Change what was chosen."""
        if event.name.startswith("cue:"):
            place = {int(event.name.removeprefix("cue:"))}
            self._try(replace(self._change, without=self._change.without ^ place))
        elif event.name == "length":
            words = format_clock(self._length)
            dialog = Write("Length", words, "such as 1:30, 90s or 12m30s", _length_fault)
            dialog.ask(self.app, lambda text: self._set_length(parse_duration(text)))
        else:
            dialog = Write("Level", f"{self._level:g}", "dB, such as -3", _level_fault)
            dialog.ask(self.app, lambda text: self._set_level(float(text)))

    def action_written(self) -> None:
        """Take every change back."""
        self._try(PhaseChange())

    def _step(self, step: int) -> None:
        """Make the length a minute, or the level a decibel, less or more."""
        chosen = self.query_one(Choices).chosen
        if chosen == "length":
            self._set_length(max(SHORTEST_S, self._length + step * STEP_S))
        elif chosen == "level":
            self._set_level(self._level + step * STEP_DB)

    def _set_length(self, length: float) -> None:
        written = length == self._phase.length
        self._try(replace(self._change, length=None if written else Seconds(length)))

    def _set_level(self, level: float) -> None:
        written = level == self._phase.level
        self._try(replace(self._change, level=None if written else Decibels(level)))

    def _try(self, change: PhaseChange) -> None:
        fault = self._judge(change)
        self.query_one(".fault", Static).update(fault)
        if not fault:
            self._change = change
            self._take(change)
            self.query_one(Choices).fill(self._choices())

    def _choices(self) -> list[Choice]:
        length = _value(format_clock(self._length), format_clock(self._phase.length))
        level = _value(decibels(self._level), decibels(self._phase.level))
        cues = (choice(f"cue:{n}", self._cue(n, item)) for n, item in enumerate(self._phase.cues))
        return [
            choice("length", (Span(fit(" Length", 12), "quiet"), *length)),
            choice("level", (Span(fit(" Level", 12), "quiet"), *level)),
            *cues,
        ]

    def _cue(self, place: int, item: "CueAt") -> Row:
        on = place not in self._change.without
        at = format_clock(item.at) if item.at >= 0 else f"{format_clock(-item.at)} before its end"
        words = f"{self._playlist.cues[item.cue].label}, at {at}"
        box = Span(" ▣ comes    " if on else " ▢ left out ", "good" if on else "accent")
        return box, Span(words, "" if on else "quiet")


def _value(now: str, written: str) -> Row:
    if now == written:
        return (Span(now, "strong"),)
    return Span(now, "accent"), Span(f"  written {written}", "quiet")


def _length_fault(text: str) -> str:
    try:
        return "" if parse_duration(text) >= SHORTEST_S else "a second at least"
    except ValueError as error:
        return str(error)
