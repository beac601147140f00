"""The dialog that fits one phase to this session: its length, its level, the cues that come."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from kapsound.core.playlist.edit import PhaseChange
from kapsound.tui.dialogs.forms import Form, Write
from kapsound.tui.messages import Act
from kapsound.tui.rows import Row, Span, fit
from kapsound.tui.widgets.laid import Laid, decibels, hints
from kapsound.tui.widgets.menu import Entry, Menu
from kapsound.units import Decibels, Seconds, format_clock, format_duration, parse_duration

if TYPE_CHECKING:
    from kapsound.core.playlist.model import CueAt, Playlist

STEP_S, STEP_DB = 60.0, 1.0
SHORTEST_S = 1.0
_CHROME = 9
_HINTS = (
    ("⏎", "change", "action:pick"),
    ("←→", "less, more", ""),
    ("w", "as written", "action:written"),
    ("esc", "done", "action:done"),
)


class PhaseDialog(Form):
    """Hands over every change at once; one that does not fit the playlist is said and left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,minus", "step(-1)", show=False),
        Binding("right,plus", "step(1)", show=False),
        Binding("w", "written", show=False),
    ]

    def __init__(
        self,
        playlist: "Playlist",
        place: int,
        change: PhaseChange,
        judge: Callable[[PhaseChange], str],
        take: Callable[[PhaseChange], None],
    ) -> None:
        super().__init__()
        self._playlist, self._phase = playlist, playlist.phases[place]
        self._change, self._judge, self._take = change, judge, take

    @property
    def length(self) -> float:
        """The phase's length for this session, in seconds."""
        return float(self._phase.length if self._change.length is None else self._change.length)

    @property
    def level(self) -> float:
        """The phase's level for this session, in dB."""
        return float(self._phase.level if self._change.level is None else self._change.level)

    def compose(self) -> ComposeResult:
        """Lay out the phase."""
        with Vertical(classes="box"):
            yield Static(f"{self._phase.name}, for this session", classes="title", markup=False)
            yield Menu(self._entries)
            yield Static("", classes="fault", markup=False)
            yield Laid(lambda width: hints(_HINTS, width))

    def on_mount(self) -> None:
        """Be as high as there is something to change."""
        menu = self.query_one(Menu)
        menu.styles.height = max(2, min(2 + len(self._phase.cues), self.size.height - _CHROME))
        menu.focus()

    async def on_act(self, event: Act) -> None:
        """Change what was chosen."""
        event.stop()
        if event.act.startswith("action:"):
            await self.run_action(event.act.removeprefix("action:"))
        elif event.act.startswith("cue:"):
            place = {int(event.act.removeprefix("cue:"))}
            self._try(replace(self._change, without=self._change.without ^ place))
        elif event.act == "length":
            words = format_duration(self.length)
            self.app.push_screen(
                Write("Length", words, "such as 90s, 12m30s or 1h", _fault), self._write_length
            )
        elif event.act == "level":
            self.app.push_screen(
                Write("Level", f"{self.level:g}", "dB, such as -3", _no_number), self._write_level
            )

    def action_pick(self) -> None:
        """Change what the cursor stands on."""
        self.query_one(Menu).action_choose()

    def action_done(self) -> None:
        """Close; every change is made already."""
        self.dismiss("")

    def action_step(self, step: int) -> None:
        """Make the length a minute, or the level a decibel, less or more."""
        chosen = self.query_one(Menu).chosen
        if chosen == "length":
            self._set_length(max(SHORTEST_S, self.length + step * STEP_S))
        elif chosen == "level":
            self._set_level(self.level + step * STEP_DB)

    def action_written(self) -> None:
        """Take every change back."""
        self._try(PhaseChange())

    def _write_length(self, answer: str | None) -> None:
        if answer:
            self._set_length(parse_duration(answer[1:]))

    def _write_level(self, answer: str | None) -> None:
        if answer:
            self._set_level(float(answer[1:]))

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
            self.query_one(Menu).again()

    def _entries(self, width: int) -> list[Entry]:
        length = self._value(format_clock(self.length), format_clock(self._phase.length))
        level = self._value(decibels(self.level), decibels(self._phase.level))
        cues = [
            Entry(f"cue:{n}", (self._cue(n, item, width),))
            for n, item in enumerate(self._phase.cues)
        ]
        return [
            Entry("length", ((Span(fit(" Length", 12), "quiet"), *length),)),
            Entry("level", ((Span(fit(" Level", 12), "quiet"), *level),)),
            *cues,
        ]

    def _value(self, now: str, written: str) -> Row:
        if now == written:
            return (Span(now, "strong"),)
        return Span(now, "accent"), Span(f"  written {written}", "quiet")

    def _cue(self, place: int, item: "CueAt", width: int) -> Row:
        on = place not in self._change.without
        at = format_clock(item.at) if item.at >= 0 else f"{format_clock(-item.at)} before its end"
        words = f"{self._playlist.cues[item.cue].label}, at {at}"
        box = Span(" ▣ comes    " if on else " ▢ left out ", "good" if on else "accent")
        return box, Span(fit(words, width - 12), "" if on else "quiet")


def _fault(text: str) -> str:
    try:
        return "" if parse_duration(text) >= SHORTEST_S else "a second at least"
    except ValueError as error:
        return str(error)


def _no_number(text: str) -> str:
    try:
        level = float(text)
    except ValueError:
        return "write a number, in dB"
    return "" if -60 <= level <= 6 else "from -60 to 6"  # noqa: PLR2004 - the playlist's own limits
