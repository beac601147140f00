"""The session screen shows what the player says, with every command a key away."""

from dataclasses import replace
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
from kapsound.errors import KapsoundError, UsageError
from kapsound.tui import keys, messages
from kapsound.tui.application import application
from kapsound.tui.debounce import Debounce
from kapsound.tui.dependencies import Dependencies
from kapsound.tui.dialogs.choice import ListDialog
from kapsound.tui.dialogs.question import Question
from kapsound.tui.link import Link
from kapsound.tui.session import lists
from kapsound.tui.session.actions import SCREEN_ACTIONS
from kapsound.tui.show import came_back, with_keys
from kapsound.tui.view import NOTHING, View, clean, run_on
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
from kapsound.tui.widgets.command_line import CommandLine
from kapsound.tui.widgets.panel import Panel
from kapsound.tui.widgets.tail import Tail

STEP_DB = 1.0
LOWEST_DB, HIGHEST_DB = -60.0, 6.0
ANSWER_S = 8.0
LISTEN_S = 0.25
SILENT_S = 1.5
"""A player that has said nothing for so long does not answer."""
SAYS_NOTHING = "the player does not answer"


class SessionScreen(Screen[None], inherit_bindings=False):
    """Draws each status as it comes, and gives commands."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.bindings(steady=False)]
    AUTO_FOCUS = ""
    ALLOW_SELECT = False

    def __init__(
        self,
        link: Link,
        shown_keys: dict[str, str],
        dependencies: Dependencies,
    ) -> None:
        super().__init__()
        self.link: Link = link
        self._now, self.tick = dependencies.now, dependencies.tick
        self._clock, self._devices = dependencies.clock, dependencies.devices
        self._debounce = Debounce()
        self._fading: Timer | None = None
        self.view = View(NOTHING, self._now(), screen=link.screen, keys=shown_keys)
        self._word, self._word_at = self.view, self._clock()

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
        self.set_interval(LISTEN_S, self._listen)

    def on_unmount(self) -> None:
        """Let the player go on alone."""
        self.link.close()

    def on_status_arrived(self, event: messages.StatusArrived) -> None:
        """Draw what the player says, never an older word after a newer one."""
        before, (status, contents) = self.view, event.look
        first = not before.status
        if first or status["t"] >= before.status["t"] or before.lost:
            seen = replace(before, status=status, contents=contents, wall=self._now())
            self._word, self._word_at = replace(seen, lost="", unheard_s=0.0), self._clock()
            self.show_view(self._word)
        if first:
            self.say("")
        if before.lost:
            self.say(came_back(before, self.view), "warn")
        if first and status["controller"] is None:
            self.link.take()

    def on_answered(self, event: messages.Answered) -> None:
        """Show what became of a command; ask what the player asks."""
        reply = event.reply
        if self.view.status:
            self.post_message(messages.StatusArrived(Look(clean(reply.status), self.view.contents)))
        text = with_keys(self.view, clean(reply.text))
        if reply.outcome == "asked":
            self._ask(event.command, text)
        elif reply.outcome == "refused":
            self.say(text or "that was refused", "warn")
        else:
            self.say(text or f"{clean(show_command(event.command))}: done")

    def on_unanswered(self, event: messages.Unanswered) -> None:
        """Say that a command went nowhere."""
        self.say(f"{clean(event.command)}: {event.reason}", "bad")

    def on_previewed(self, event: messages.Previewed) -> None:
        """Hand a preview to the list that asked for it."""
        if isinstance(self.app.screen, ListDialog):
            self.app.screen.previewed(event, self.view)

    def on_link_lost(self, event: messages.LinkLost) -> None:
        """Say so, and go on showing the last word."""
        if self.view.status:
            self._lose(event.reason)
        else:
            self.say(f"{event.reason}\n{self.view.key('leave')} leaves", "warn")

    def _listen(self) -> None:
        """Look whether the player says anything: if not, the clocks run on by this screen's."""
        if self.view.status and (self.view.lost or self._clock() - self._word_at > SILENT_S):
            self._lose(self.view.lost or SAYS_NOTHING)

    def _lose(self, reason: str) -> None:
        last = replace(self.view, status=self._word.status, lost=reason)
        self.show_view(run_on(last, self._now(), self._clock() - self._word_at))

    def on_session_over(self, event: messages.SessionOver) -> None:
        """Hand over to what comes after a session."""
        application(self.app).session_over(event.record)

    def on_act(self, event: messages.Act) -> None:
        """Do what was clicked or written."""
        self.action_act(event.act)

    @property
    def writing(self) -> bool:
        """Whether a line is written."""
        return self.query_one(CommandLine).writing

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

    def knows(self, event: Key) -> bool:
        """Say whether a key means something here."""
        return event.key in self._bindings.key_to_bindings or self._cue_of(event) != ""

    def _play_cue(self, event: Key) -> bool:
        """Play the cue whose key this is, unless an action has it."""
        cue = self._cue_of(event)
        if not cue or event.key in self._bindings.key_to_bindings:
            return False
        self.give(f"cue {cue}")
        return True

    def _cue_of(self, event: Key) -> str:
        cues = self.view.contents.get("cues", ())
        return next((cue["id"] for cue in cues if cue["key"] and cue["key"] == event.character), "")

    def action_act(self, act: str) -> None:
        """Do what a key, a click or the palette means: `do:` a command, or an action."""
        kind, _, rest = act.partition(":")
        if act == "stop":
            application(self.app).stop()
        elif act in keys.BY_ID:
            self._do(keys.BY_ID[act])
        elif kind == "do":
            self.give(rest)
        elif kind == "bus":
            self.show_view(replace(self.view, bus=rest))
        elif kind in ("quieter", "louder"):
            self.show_view(replace(self.view, bus=rest))
            self._step(STEP_DB if kind == "louder" else -STEP_DB)

    def give(self, command: str, *, confirmed: bool = False, repeating: bool = False) -> None:
        """Give a command to the player, unless it was given a moment ago."""
        if not self._debounce.lets(command, self.tick(), repeating=repeating):
            return
        try:
            given = parse_command(command)
        except UsageError as error:
            self.say(clean(str(error)), "warn")
            return
        if isinstance(given, Stop):
            # From any screen, also one that only looks on.
            self.link.do_at_once(given)
        elif self.view.status and self.view.controls:
            self.link.do(given, confirmed=confirmed)
        elif self.view.status:
            self.say_that_it_looks_on()

    def write(self, command: str, label: str, hint: str) -> None:
        """Open the line for a command's words."""
        self.query_one(CommandLine).write(command, label, hint)

    def find_outputs(self) -> None:
        """Ask for the outputs there are; that takes a while, and is for a thread of its own."""
        try:
            self.post_message(messages.OutputsFound(self._devices()))
        except KapsoundError as error:
            self.post_message(messages.Unanswered("output", str(error)))

    def on_outputs_found(self, event: messages.OutputsFound) -> None:
        """List the outputs to choose from, unless something else is asked meanwhile."""
        self.say("")
        if self.app.screen is self:
            outputs = lists.outputs(self.view, event.names)
            outputs.ask(self.app, self.action_act)

    def note_caps_lock(self, *, on: bool) -> None:
        """Show whether Caps Lock seems to be on."""
        if on is not self.view.caps_lock:
            self.show_view(replace(self.view, caps_lock=on))

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

    def show_view(self, view: View) -> None:
        """Draw what is to be seen from now on."""
        self.view = view
        self.set_class(not view.status, "-unseen")
        if view.status:
            for panel in self.query(Panel):
                panel.show(view)

    def say_that_it_looks_on(self) -> None:
        """Say why a command was not given."""
        self.say(f"this screen looks on; {self.view.key('take')} takes control")

    def say(self, text: str, tone: str = "") -> None:
        """Show a line for a while, in place of the one before."""
        self.query_one(CommandLine).answer(text, tone)
        if self._fading:
            self._fading.stop()  # else what was said before would take this away
        if text and self.view.status:
            self._fading = self.set_timer(ANSWER_S, self._fade)

    def _fade(self) -> None:
        self.query_one(CommandLine).answer("")
