"""The preflight screen: a playlist is looked over, fitted to this session, and started."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container

from kapsound.config import HIGHEST_MAXIMUM_DB, LOWEST_MAXIMUM_DB
from kapsound.core.output import choices
from kapsound.core.playlist.edit import PhaseChange
from kapsound.errors import UsageError
from kapsound.sessions.outputs import outputs_of
from kapsound.tui import tasks
from kapsound.tui.dialogs.dialogs import Question
from kapsound.tui.dialogs.forms import Choose, Write
from kapsound.tui.host import host
from kapsound.tui.preflight import layout
from kapsound.tui.preflight.checks import State
from kapsound.tui.preflight.phase import PhaseDialog
from kapsound.tui.preflight.preparation import Preparation
from kapsound.tui.preflight.preparing import PreparingScreen, Tools
from kapsound.tui.rows import Row
from kapsound.tui.widgets.laid import Laid
from kapsound.tui.widgets.menu import Entry, Menu

if TYPE_CHECKING:
    from kapsound.core.spec import ScriptedCommand

LONGEST_CODE = 40
BESIDE = 110


class PreflightScreen(PreparingScreen):
    """Looks everything over before sound; nothing starts with a red line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "start", "start", show=False),
        Binding("n", "now", "start now", show=False),
        Binding("v", "seen", "seen", show=False),
        Binding("c", "client", "client code", show=False),
        Binding("m", "maximum", "maximum level", show=False),
        Binding("o", "output", "output", show=False),
        Binding("t", "sound('sides')", "test sound", show=False),
        Binding("l", "sound('noise')", "level check", show=False),
        Binding("r,f5", "look", "look again", show=False),
        Binding("escape,q", "back", "back", show=False),
    ]

    def __init__(
        self,
        path: Path,
        client: str = "",
        output: str = "",
        script: "tuple[ScriptedCommand, ...]" = (),
        tools: Tools | None = None,
    ) -> None:
        super().__init__(Preparation(path, client, script=script), tools or Tools())
        self._asked = output or None

    def compose(self) -> ComposeResult:
        """Lay out what the session is to be, and the checks."""
        yield Laid(self._head, id="head")
        with Container(id="body"):
            yield Menu(self._plan, id="plan")
            yield Menu(self._checks, id="checks")
        yield Laid(self._foot, id="foot")

    def on_mount(self) -> None:
        """Begin to look everything over."""
        settings = host(self.app).settings
        self.session = replace(self.session, remembered=settings.maximum_levels)
        self.query_one("#plan").focus()
        self.action_look()
        self._send_to(self._asked)

    def on_resize(self) -> None:
        """Give the plan as many lines as it has, where the checks stand beneath it."""
        self._fit_plan()

    def chosen(self, act: str) -> None:
        """Change what was chosen."""
        if act.startswith("phase:"):
            self._edit_phase(int(act.removeprefix("phase:")))
        elif act.startswith("output:"):
            self.action_output()
        elif any(item.id == act and item.state is State.LOOK for item in self.session.checks):
            self._put(self.session.with_seen(act))

    def action_look(self) -> None:
        """Look everything over, from the beginning."""
        before = self.session
        self._put(
            replace(
                before,
                misread=(),
                wanted=(),
                ready={},
                hurried=False,
                index=None,
                edited=None,
                found=None,
                machine=None,
                fault="",
                refusal="",
            )
        )
        self.look()

    def action_seen(self) -> None:
        """Take the yellow line under the cursor as seen, and go to the next."""
        menu = self.query_one("#checks", Menu)
        yellow = {item.id for item in self.session.checks if item.state is State.LOOK}
        wanted = menu.chosen if menu.has_focus else ""
        if wanted not in yellow - self.session.seen:
            wanted = self.session.next_unseen("")
        if wanted:
            menu.focus()
            menu.stand(wanted)
            self._put(self.session.with_seen(wanted))
            menu.stand(self.session.next_unseen(wanted) or wanted)

    def action_client(self) -> None:
        """Ask for the client's code."""
        hint = "a code for the record, never a name"
        dialog = Write("Client code", self.session.client, hint, _judge_code)
        self.app.push_screen(dialog, self._take_client)

    def action_maximum(self) -> None:
        """Ask for the session's maximum level."""
        hint = "dB; 0 is the playlist's own loudness"
        dialog = Write("Maximum level", f"{self.session.level:g}", hint, _judge_level)
        self.app.push_screen(dialog, self._take_maximum)

    def action_output(self) -> None:
        """Let an output be chosen."""
        found = self.session.machine
        if found is None:
            return
        offered = choices(found["devices"]["names"])
        rows = [(f"={output}", layout.output_words(found, output)) for output in offered]
        dialog = Choose("Output", rows, f"={self.session.outputs[0].output}")
        self.app.push_screen(dialog, self._take_output)

    def action_sound(self, sound: str) -> None:
        """Play a test sound, or end the one that plays."""
        self.sound(sound)

    def action_start(self) -> None:
        """Start the session, if nothing stands against it."""
        if self._starting:
            return
        if not self.session.waiting:
            self.begin()
        else:
            self._to_next_unseen()

    def action_now(self) -> None:
        """Start with the sounds that are ready, if nothing else stands against it.

        They are looked over once: what is ready later comes in as it would in the session.
        """
        if self._starting:
            return
        if not self.session.early:
            self.action_start()
            return
        self._put(replace(self.session, hurried=True))
        if self.session.waiting_early:
            self._to_next_unseen()
        elif self.session.edited is None:
            self.judge_early()
        else:
            self.ask()

    def ask(self) -> None:
        """Ask whether to begin with the sounds there are."""
        rest = "the rest comes in as it is prepared."
        words = f"Begin with the safe bed? {self.session.count}; {rest}"
        self.app.push_screen(Question(words), self._take_now)

    def action_back(self) -> None:
        """Go back; nothing has begun."""
        if not self._starting:
            host(self.app).open_home()

    def _to_next_unseen(self) -> None:
        menu = self.query_one("#checks", Menu)
        menu.focus()
        menu.stand(self.session.next_unseen("") or menu.chosen)

    # What the dialogs answer.

    def _take_now(self, answer: str | None) -> None:
        if answer and not self._starting:
            self.begin()

    def _take_client(self, answer: str | None) -> None:
        if answer:
            known = answer[1:] in self.session.remembered
            maximum = None if known else self.session.maximum
            self._change(replace(self.session, client=answer[1:], maximum=maximum))

    def _take_maximum(self, answer: str | None) -> None:
        if answer:
            self._change(replace(self.session, maximum=float(answer[1:])))

    def _take_output(self, answer: str | None) -> None:
        if answer:
            self._wanted = ""
            self._send_to(answer[1:])

    def _send_to(self, asked: str | None) -> None:
        try:
            outputs = outputs_of(host(self.app).settings, asked)
            self._put(replace(self.session, outputs=outputs, refusal=""))
        except UsageError as error:
            where = " in the settings" if asked is None else ""
            self._put(replace(self.session, refusal=f"{error}{where}"))

    def _edit_phase(self, place: int) -> None:
        now = self.session
        if now.loaded is None:
            return
        loaded = now.loaded

        def judge(change: PhaseChange) -> str:
            return tasks.judge(loaded, self.session.with_phase(place, change).changes)

        def take(change: PhaseChange) -> None:
            self._change(self.session.with_phase(place, change))

        change = now.phases.get(place, PhaseChange())
        self.app.push_screen(PhaseDialog(loaded.playlist, place, change, judge, take))

    def _change(self, session: Preparation) -> None:
        changed = session.changes != self.session.changes
        self._put(replace(session, edited=None, refusal="") if changed else session)
        if changed:
            self.judge_again()

    def _put(self, session: Preparation) -> None:
        self.session = session
        self.again()

    def again(self) -> None:
        """Draw everything anew, as far as it looks different."""
        self._fit_plan()
        super().again()

    def _fit_plan(self) -> None:
        if not self.is_mounted:
            return
        count = len(self.session.loaded.playlist.phases) if self.session.loaded else 0
        beside = self.size.width >= BESIDE
        self.set_class(beside, "-beside")
        lines = min(layout.FIELDS + 1 + count, self.size.height // 2)
        self.query_one("#plan").styles.height = "1fr" if beside else lines

    # What is drawn.

    def _head(self, width: int) -> list[Row]:
        return layout.head(self.session, width)

    def _plan(self, width: int) -> list[Entry]:
        return layout.plan(self.session, width, self._sound, self._heard)

    def _checks(self, width: int) -> list[Entry]:
        return layout.check_entries(self.session, width)

    def _foot(self, width: int) -> list[Row]:
        return layout.foot(self.session, width, starting=self._starting)


def _judge_code(text: str) -> str:
    if len(text) > LONGEST_CODE:
        return f"{LONGEST_CODE} characters at most"
    return "" if text.isprintable() else "letters, digits and signs only"


def _judge_level(text: str) -> str:
    words = f"write a number from {LOWEST_MAXIMUM_DB:g} to {HIGHEST_MAXIMUM_DB:g}, in dB"
    try:
        level = float(text)
    except ValueError:
        return words
    return "" if LOWEST_MAXIMUM_DB <= level <= HIGHEST_MAXIMUM_DB else words
