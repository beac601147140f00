"""The session screen shows what the player says, with every command a key away."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import Key
from textual.screen import Screen
from textual.timer import Timer

from kapsound.control import Look
from kapsound.core.commands import Command, Stop
from kapsound.core.wording import parse_command, show_command
from kapsound.errors import UsageError
from kapsound.tui import keys, messages
from kapsound.tui.application import application
from kapsound.tui.debounce import Debounce
from kapsound.tui.dialogs.choice import ListDialog
from kapsound.tui.dialogs.question import Question
from kapsound.tui.link import Link
from kapsound.tui.session import lists
from kapsound.tui.view import NOTHING, View, clean
from kapsound.tui.widgets import (
    arc,
    beds,
    buses,
    clocks,
    cues,
    header,
    now,
    phase,
    states,
    strip,
)
from kapsound.tui.widgets.banner import Banner
from kapsound.tui.widgets.buses import BUSES
from kapsound.tui.widgets.command_line import CommandLine
from kapsound.tui.widgets.panel import Panel
from kapsound.tui.widgets.tail import Tail

STEP_DB = 1.0
LOWEST_DB, HIGHEST_DB = -60.0, 6.0
ANSWER_S = 8.0
ONLY_LOOKS = "this screen looks on; {} takes control"


_NOTE = "⏎ writes it into the record, esc keeps it"


class SessionScreen(Screen[None], inherit_bindings=False):
    """Draws each status as it comes, and gives commands; `now` and `tick` tell the time."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(steady=False)]
    AUTO_FOCUS = ""
    ALLOW_SELECT = False

    def __init__(
        self,
        link: Link,
        shown_keys: dict[str, str],
        now: Callable[[], datetime],
        tick: Callable[[], float],
    ) -> None:
        super().__init__()
        self.link: Link = link
        self._now, self._tick = now, tick
        self._debounce = Debounce()
        self._fading: Timer | None = None
        self.view = View(NOTHING, now(), screen=link.screen, keys=shown_keys)

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Panel(header.draw, id="header")
        with Container(id="top"):
            yield Panel(clocks.draw, id="clocks")
            yield Panel(phase.draw, id="phase")
        yield Panel(states.draw, id="states")
        yield Panel(arc.draw, id="arc")
        yield Panel(now.draw, id="now")
        with Container(id="middle"):
            yield Panel(buses.draw, "buses", id="buses")
            yield Panel(beds.draw, "ambience", id="beds")
        with Container(id="lower"):
            yield Panel(cues.draw, "voice cues", id="cues")
            yield Tail()
        yield Banner()
        yield CommandLine(id="command-line")
        yield Panel(strip.draw, id="strip")

    def on_mount(self) -> None:
        """Begin to listen."""
        self.add_class("-unseen")
        self.query_one(CommandLine).answer("looking for the session…")
        self.link.start(self.post_message)

    def on_unmount(self) -> None:
        """Let the player go on alone."""
        self.link.close()

    def on_status_arrived(self, event: messages.StatusArrived) -> None:
        """Draw what the player says, never an older word after a newer one."""
        first, (status, contents) = not self.view.status, event.look
        if first or status["t"] >= self.view.status["t"] or self.view.lost:
            seen = replace(self.view, status=status, contents=contents)
            self._show(replace(seen, wall=self._now(), lost=""))
        if first:
            self._say("")
        if first and status["controller"] is None:
            self.link.take()

    def on_answered(self, event: messages.Answered) -> None:
        """Show what became of a command; ask what the player asks."""
        reply = event.reply
        if self.view.status:
            self.post_message(messages.StatusArrived(Look(clean(reply.status), self.view.contents)))
        text = clean(reply.text)
        if reply.outcome == "asked":
            self._ask(event.command, text)
        elif reply.outcome == "refused":
            self._say(text or "that was refused", "warn")
        else:
            self._say(text or f"{clean(show_command(event.command))}: done")

    def on_unanswered(self, event: messages.Unanswered) -> None:
        """Say that a command went nowhere."""
        self._say(f"{clean(event.command)}: {event.reason}", "bad")

    def on_previewed(self, event: messages.Previewed) -> None:
        """Hand a preview to the list that asked for it."""
        if isinstance(self.app.screen, ListDialog):
            self.app.screen.previewed(event, self.view)

    def on_link_lost(self, event: messages.LinkLost) -> None:
        """Say so, and go on showing the last word."""
        if self.view.status:
            self._show(replace(self.view, wall=self._now(), lost=event.reason))
        else:
            self._say(f"{event.reason}\n{self.view.key('leave')} leaves", "warn")

    def on_session_over(self, event: messages.SessionOver) -> None:
        """Hand over to what comes after a session."""
        application(self.app).session_over(event.record)

    def on_act(self, event: messages.Act) -> None:
        """Do what was clicked or written."""
        self.action_act(event.act)

    def takes(self, event: Key) -> bool:
        """Take a letter of a line that is written, or a cue's key; say whether it was one.

        The keys come here by way of the application, so that each is looked at only when all
        before it were done: a letter typed in one breath with the key of a note is no command.
        """
        line = self.query_one(CommandLine)
        if line.writing:
            if event.is_printable and event.character:
                line.insert(event.character)
            return event.is_printable
        return self._play_cue(event)

    def _play_cue(self, event: Key) -> bool:
        """Play the cue whose key this is, unless an action has it."""
        if event.key in self._bindings.key_to_bindings:
            return False
        for cue in self.view.contents.get("cues", ()):
            if cue["key"] and cue["key"] == event.character:
                self.give(f"cue {cue['id']}")
                return True
        return False

    def action_act(self, act: str) -> None:
        """Do what a key, a click or the palette means: `do:` a command, or an action."""
        kind, _, rest = act.partition(":")
        if act in keys.BY_ID:
            self._do(keys.BY_ID[act])
        elif kind == "do":
            self.give(rest)
        elif kind == "bus":
            self._show(replace(self.view, bus=rest))
        elif kind in ("quieter", "louder"):
            self._show(replace(self.view, bus=rest))
            self._step(STEP_DB if kind == "louder" else -STEP_DB)

    def give(self, command: str, *, confirmed: bool = False, repeating: bool = False) -> None:
        """Give a command to the player, unless it was given a moment ago."""
        if not self._debounce.lets(command, self._tick(), repeating=repeating):
            return
        try:
            given = parse_command(command)
        except UsageError as error:
            self._say(clean(str(error)), "warn")
            return
        if isinstance(given, Stop):
            # From any screen, also one that only looks on.
            self.link.do_at_once(given)
        elif self.view.status and self.view.controls:
            self.link.do(given, confirmed=confirmed)
        elif self.view.status:
            self._say(ONLY_LOOKS.format(self.view.key("take")))

    def write(self, command: str, label: str, hint: str) -> None:
        """Open the line for a command's words."""
        self.query_one(CommandLine).write(command, label, hint)

    def choose(self, make: lists.MakeList) -> None:
        """Open a list; what is chosen is done."""
        if self.view.status:
            make(self.view, self._preview).ask(self.app, self.action_act)

    def _preview(self, command: str) -> None:
        self.link.preview(parse_command(command))

    def pick_bus(self, step: int) -> None:
        """Pick the next bus for the level keys."""
        place = BUSES.index(self.view.bus) + step
        self._show(replace(self.view, bus=BUSES[place % len(BUSES)]))

    def look_back(self, lines: int) -> None:
        """Look through the record."""
        if self.view.status:
            self.query_one(Tail).look(self.view, lines)

    def _do(self, action: keys.Action) -> None:
        states = self.view.status.get("states", ())
        if action.command:
            self.give(action.command_in(states), repeating=action.repeating)
        elif action.id.startswith(("bed-", "layer-")):
            self.action_act(lists.bed_of_key(self.view, action.id))
        elif action.id in ("up", "down"):
            self._step(STEP_DB if action.id == "up" else -STEP_DB)
        else:
            SCREEN_ACTIONS[action.id](self)

    def _step(self, by_db: float) -> None:
        bus = self.view.bus
        if self.view.status:
            level = self.view.status["buses"][bus]["level"]
            wanted = max(LOWEST_DB, min(HIGHEST_DB, round(level + by_db, 1)))
            self.give(f"level {bus} {wanted:g}", repeating=True)

    def _ask(self, command: Command, text: str) -> None:
        if not isinstance(self.app.screen, Question):
            question = Question(text[:1].upper() + text[1:])
            question.ask(self.app, lambda _: self.link.do(command, confirmed=True))

    def _show(self, view: View) -> None:
        self.view = view
        self.set_class(not view.status, "-unseen")
        if view.status:
            for panel in self.query(Panel):
                panel.show(view)

    def _say(self, text: str, tone: str = "") -> None:
        self.query_one(CommandLine).answer(text, tone)
        if self._fading:
            self._fading.stop()  # else what was said before would take this away
        if text and self.view.status:
            self._fading = self.set_timer(ANSWER_S, self._fade)

    def _fade(self) -> None:
        self.query_one(CommandLine).answer("")


def _level(screen: SessionScreen) -> None:
    bus = screen.view.bus
    screen.write(f"level {bus}", f"{bus}, dB", "-60 to 6, such as -3")


SCREEN_ACTIONS: Mapping[str, Callable[[SessionScreen], None]] = {
    "choose": lambda screen: screen.choose(lists.tracks),
    "beds": lambda screen: screen.choose(lists.beds),
    "cues": lambda screen: screen.choose(lists.cues),
    "note": lambda screen: screen.write("note", "note", _NOTE),
    "vitals": lambda screen: screen.write("vitals", "vitals", "such as BP 128/82 HR 76 SpO2 97"),
    "level": _level,
    "bus": lambda screen: screen.pick_bus(1),
    "bus-back": lambda screen: screen.pick_bus(-1),
    "older": lambda screen: screen.look_back(3),
    "newer": lambda screen: screen.look_back(-3),
    "take": lambda screen: screen.link.take(),
    "help": lambda screen: application(screen.app).action_show_help(),
    "palette": lambda screen: application(screen.app).action_find(),
    "theme": lambda screen: application(screen.app).action_other_theme(),
    "leave": lambda screen: application(screen.app).action_leave(),
}
"""What an action does that is no command, by its id; each takes the session screen."""
