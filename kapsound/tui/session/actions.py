"""Does what a key of the session screen means where that is no command of the player."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kapsound.core.wording import parse_command
from kapsound.tui.application import application
from kapsound.tui.session import lists
from kapsound.tui.session.dose_form import FORMS, DoseForm
from kapsound.tui.widgets.buses import BUSES
from kapsound.tui.widgets.tail import Tail

if TYPE_CHECKING:
    from kapsound.tui.session.screen import SessionScreen

_NOTE = "⏎ writes it into the record, esc keeps it"


def _choose(screen: "SessionScreen", make: lists.MakeList) -> None:
    """Open a list; what is chosen is done."""
    if screen.view.status:
        opened = make(screen.view, lambda command: screen.link.preview(parse_command(command)))
        opened.ask(screen.app, screen.action_act)


def _mark_dose(screen: "SessionScreen", name: str) -> None:
    """Open the form of a dose, a booster or a correction."""
    doses = screen.view.status.get("doses")
    if doses and name == "dose":
        screen.give(name)  # the player says why there is no second one
    elif name == "amend" and not doses:
        screen.say("there is no dose to correct yet", "warn")
    elif screen.view.status and screen.view.controls:
        form = DoseForm(FORMS[name], screen.view, screen.view.key(name), screen.tick)
        form.ask(screen.app, screen.give)
    elif screen.view.status:
        screen.say_that_it_looks_on()


def _choose_output(screen: "SessionScreen") -> None:
    """Look for the outputs there are, to list them."""
    if screen.view.status:
        screen.say("looking for the outputs…")
        screen.run_worker(screen.find_outputs, thread=True, exclusive=True, group="outputs")


def _pick_bus(screen: "SessionScreen", step: int) -> None:
    """Pick the next bus for the level keys."""
    place = BUSES.index(screen.view.bus) + step
    screen.show_view(replace(screen.view, bus=BUSES[place % len(BUSES)]))


def _look_back(screen: "SessionScreen", lines: int) -> None:
    """Look through the record."""
    if screen.view.status:
        screen.query_one(Tail).look(screen.view, lines)


def _level(screen: "SessionScreen") -> None:
    bus = screen.view.bus
    screen.write(f"level {bus}", f"{bus}, dB", "-60 to 6, such as -3")


SCREEN_ACTIONS: Mapping[str, Callable[["SessionScreen"], None]] = {
    "choose": lambda screen: _choose(screen, lists.tracks),
    "beds": lambda screen: _choose(screen, lists.beds),
    "cues": lambda screen: _choose(screen, lists.cues),
    "dose": lambda screen: _mark_dose(screen, "dose"),
    "booster": lambda screen: _mark_dose(screen, "booster"),
    "amend": lambda screen: _mark_dose(screen, "amend"),
    "output": _choose_output,
    "note": lambda screen: screen.write("note", "note", _NOTE),
    "vitals": lambda screen: screen.write("vitals", "vitals", "such as BP 128/82 HR 76 SpO2 97"),
    "level": _level,
    "bus": lambda screen: _pick_bus(screen, 1),
    "bus-back": lambda screen: _pick_bus(screen, -1),
    "older": lambda screen: _look_back(screen, 3),
    "newer": lambda screen: _look_back(screen, -3),
    "take": lambda screen: screen.link.take(),
    "help": lambda screen: application(screen.app).action_show_help(),
    "palette": lambda screen: application(screen.app).action_find(),
    "theme": lambda screen: application(screen.app).action_other_theme(),
    "leave": lambda screen: application(screen.app).action_leave(),
}
"""What an action does that is no command, by its id; each takes the session screen."""
